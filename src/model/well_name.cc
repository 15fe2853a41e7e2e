#include "model/well_name.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/edit_distance.h"
#include "model/name_fold.h"

namespace flodata {
namespace {

constexpr std::string_view kCountryPrefix = "NO-";
constexpr std::size_t kNearestShown = 5;
constexpr std::size_t kLongestShown = 100;  // bytes of a name that nobody has

constexpr std::array<std::pair<WellNaming, std::string_view>, 2> kNamings = {
    {{WellNaming::as_written, "as written"}, {WellNaming::npd, "NPD"}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of "15/9-", or 0.
std::size_t block_length(std::string_view name) {
  const auto after_digits = [&](std::size_t from) {
    auto end = from;
    while (end < name.size() && is_digit(name[end])) ++end;
    return end == from ? std::string_view::npos : end;
  };
  const auto slash = after_digits(0);
  if (slash >= name.size() || name[slash] != '/') return 0;
  const auto dash = after_digits(slash + 1);
  return dash < name.size() && name[dash] == '-' ? dash + 1 : 0;
}

std::string without_blanks(std::string_view name) {
  std::string out;
  std::ranges::copy_if(name, std::back_inserter(out), [](char c) { return c != ' '; });
  return out;
}

/// Whether the well has the names of the Norwegian register, by its canonical name.
bool is_npd_well(const WellNames& well) {
  return is_npd_name(well.npd_well_bore_name) &&
         well.well_name == canonical_well_name(well.npd_well_bore_name, WellNaming::npd);
}

/// "F-11A" and "F-11T2" are of the slot "F-11", folded. The register counts sidetracks from A on; R, S, T, X
/// and Y mean other things there (re-entry, deviated, technical sidetrack, multilateral).
/// Returns nothing for a name without sidetrack.
std::optional<std::string_view> slot_of_sidetrack(std::string_view folded) {
  constexpr char kLastSidetrack = 'Q';
  auto slot = folded;
  if (slot.size() > 2 && is_digit(slot.back()) && slot[slot.size() - 2] == 'T') slot.remove_suffix(2);
  if (!slot.empty() && slot.back() >= 'A' && slot.back() <= kLastSidetrack) slot.remove_suffix(1);
  if (slot.size() == folded.size() || slot.empty() || !is_digit(slot.back())) return std::nullopt;
  return slot;
}

std::vector<std::string> nearest_names(std::string_view asked, std::span<const WellNames> wells) {
  const auto folded = fold_name(asked.substr(0, kLongestShown));
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& well : wells) {
    auto distance = edit_distance(folded, fold_name(well.well_name));
    for (const auto& alias : well_aliases(well))
      distance = std::min(distance, edit_distance(folded, fold_name(alias)));
    ranked.emplace_back(distance, well.well_name);
  }
  const auto shown = std::min(kNearestShown, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(shown), ranked.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shown; ++i) names.push_back(ranked[i].second);
  return names;
}

/// The name for a message, cut at the end of a character.
std::string shown(std::string_view asked) {
  if (asked.size() <= kLongestShown) return std::string(asked);
  auto end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(asked[end]) & 0xC0U) == 0x80) --end;
  return std::string(asked.substr(0, end)) + "…";
}

void enter(std::unordered_map<std::string, std::vector<std::size_t>>& places, std::string name,
           std::size_t well) {
  auto& found = places[std::move(name)];
  if (found.empty() || found.back() != well) found.push_back(well);
}

}  // namespace

std::string_view to_string(WellNaming naming) {
  return std::ranges::find(kNamings, naming, &std::pair<WellNaming, std::string_view>::first)->second;
}

std::optional<WellNaming> find_well_naming(std::string_view name) {
  const auto found = std::ranges::find(kNamings, name, &std::pair<WellNaming, std::string_view>::second);
  return found == kNamings.end() ? std::nullopt : std::optional(found->first);
}

bool is_npd_name(std::string_view name) {
  const auto block = block_length(name);
  return block > 0 && name.size() > block;
}

std::string canonical_well_name(std::string_view name, WellNaming naming) {
  if (naming == WellNaming::as_written || !is_npd_name(name)) return std::string(name);
  return std::string(kCountryPrefix) + without_blanks(name);
}

std::string_view npd_name_of_code(std::string_view well_bore_code) {
  constexpr std::string_view kCountry = "NO ";
  if (well_bore_code.starts_with(kCountry)) well_bore_code.remove_prefix(kCountry.size());
  return well_bore_code;
}

std::string short_well_name(const WellNames& well) {
  if (!is_npd_well(well)) return well.well_name;
  return without_blanks(well.npd_well_bore_name.substr(block_length(well.npd_well_bore_name)));
}

std::vector<std::string> well_aliases(const WellNames& well) {
  std::vector<std::string> aliases;
  if (!is_npd_well(well)) return aliases;
  for (auto& name : {well.npd_well_bore_name, well.well_bore_code, short_well_name(well)})
    if (!name.empty() && name != well.well_name && std::ranges::find(aliases, name) == aliases.end())
      aliases.push_back(name);
  return aliases;
}

WellDirectory::WellDirectory(std::vector<WellNames> live, std::vector<WellNames> to_come)
    : wells_(std::move(live)), live_count_(wells_.size()) {
  std::ranges::move(to_come, std::back_inserter(wells_));
  for (std::size_t i = 0; i < wells_.size(); ++i) {
    const auto& well = wells_[i];
    enter(by_canonical_name_, well.well_name, i);
    enter(by_alias_, fold_name(well.well_name), i);
    for (const auto& alias : well_aliases(well)) enter(by_alias_, fold_name(alias), i);
    if (!is_npd_well(well)) continue;
    const auto name = fold_name(well.npd_well_bore_name);
    const std::string slot(slot_of_sidetrack(name).value_or(name));
    enter(by_slot_, std::string(kCountryPrefix) + slot, i);
    enter(by_slot_, slot, i);
    enter(by_slot_, slot.substr(block_length(slot)), i);
  }
}

Expected<std::string> WellDirectory::find(std::string_view asked) const {
  const auto look_up = [](const Places& places, std::string_view name) {
    const auto found = places.find(std::string(name));
    return found == places.end() ? nullptr : &found->second;
  };
  if (const auto* exact = look_up(by_canonical_name_, asked)) return choose(asked, *exact);
  const auto folded = fold_name(asked);
  if (const auto* alias = look_up(by_alias_, folded)) return choose(asked, *alias);
  if (const auto slot = slot_of_sidetrack(folded))
    if (const auto* wells = look_up(by_slot_, *slot)) return choose(asked, *wells);
  return not_found(asked);
}

Expected<std::string> WellDirectory::choose(std::string_view asked,
                                            const std::vector<std::size_t>& places) const {
  if (places.size() == 1) {
    if (is_live(places.front())) return wells_[places.front()].well_name;
    return not_found(asked);
  }
  std::vector<std::string> names;
  for (const auto place : places)
    if (is_live(place)) names.push_back(wells_[place].well_name);
  if (names.empty()) return not_found(asked);
  return unexpected(Code::not_found,
                    fmt::format("Well '{}' not found: the name fits more than one well; ask for {}",
                                shown(asked), fmt::join(names, " or ")));
}

std::unexpected<Error> WellDirectory::not_found(std::string_view asked) const {
  if (live_count_ == 0)
    return unexpected(Code::not_found,
                      fmt::format("Well '{}' not found: no well has data yet", shown(asked)));
  return unexpected(Code::not_found,
                    fmt::format("Well '{}' not found. The nearest names are: {}", shown(asked),
                                fmt::join(nearest_names(asked, std::span(wells_).first(live_count_)), ", ")));
}

}  // namespace flodata
