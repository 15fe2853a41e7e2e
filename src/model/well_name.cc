#include "model/well_name.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/edit_distance.h"

namespace flodata {
namespace {

constexpr std::string_view kCountryPrefix = "NO-";
constexpr std::size_t kNearestShown = 5;

/// Upper case without blanks; the code's "NO " becomes the canonical "NO-" first.
std::string fold(std::string_view name) {
  std::string folded;
  for (const char c : name)
    if (c != ' ') folded += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (name.size() > 2 && folded.starts_with("NO") && (name[2] == ' ')) folded.insert(2, "-");
  return folded;
}

std::string without_prefix(std::string folded) {
  if (folded.starts_with(kCountryPrefix)) folded.erase(0, kCountryPrefix.size());
  return folded;
}

/// Whether a name begins as those of the Norwegian shelf do, with a quadrant and a block: "15/9-".
bool is_norwegian(std::string_view name) {
  const auto after_digits = [&](std::size_t from) {
    const auto end = name.find_first_not_of("0123456789", from);
    return end == from ? std::string_view::npos : end;
  };
  const auto slash = after_digits(0);
  if (slash == std::string_view::npos || name[slash] != '/') return false;
  const auto dash = after_digits(slash + 1);
  return dash != std::string_view::npos && name[dash] == '-';
}

/// "15/9-F-11A" -> "F-11A": what follows the block number.
std::string_view short_name(std::string_view folded_npd) {
  const auto slash = folded_npd.find('/');
  const auto dash = slash == std::string_view::npos ? slash : folded_npd.find('-', slash);
  return dash == std::string_view::npos ? folded_npd : folded_npd.substr(dash + 1);
}

/// "15/9-F-11A" -> "15/9-F-11": the slot, without the letters of the wellbore.
std::string_view slot_of(std::string_view folded_npd) {
  const auto last_digit = folded_npd.find_last_of("0123456789");
  return last_digit == std::string_view::npos ? folded_npd : folded_npd.substr(0, last_digit + 1);
}

std::vector<std::string> nearest_names(const std::string& asked, const std::vector<WellNames>& wells) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& well : wells) {
    const auto npd = fold(well.npd_well_bore_name);
    ranked.emplace_back(std::min(edit_distance(asked, npd), edit_distance(asked, short_name(npd))),
                        well.well_name);
  }
  const auto shown = std::min(kNearestShown, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(shown), ranked.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shown; ++i) names.push_back(ranked[i].second);
  return names;
}

}  // namespace

std::string canonical_well_name(std::string_view npd_well_bore_name) {
  std::string name(is_norwegian(npd_well_bore_name) ? kCountryPrefix : "");
  std::copy_if(npd_well_bore_name.begin(), npd_well_bore_name.end(), std::back_inserter(name),
               [](char c) { return c != ' '; });
  return name;
}

WellDirectory::WellDirectory(std::vector<WellNames> wells) : wells_(std::move(wells)) {
  const auto enter = [](Places& places, std::string_view name, std::size_t well) {
    auto& found = places[std::string(name)];
    if (found.empty() || found.back() != well) found.push_back(well);
  };
  for (std::size_t i = 0; i < wells_.size(); ++i) {
    const auto npd = fold(wells_[i].npd_well_bore_name);
    enter(by_name_, without_prefix(fold(wells_[i].well_name)), i);
    enter(by_name_, npd, i);
    enter(by_name_, without_prefix(fold(wells_[i].well_bore_code)), i);
    enter(by_name_, short_name(npd), i);
    enter(by_slot_, slot_of(npd), i);
    enter(by_slot_, short_name(slot_of(npd)), i);
  }
}

Expected<std::string> WellDirectory::find(std::string_view asked) const {
  constexpr std::size_t kLongestName = 100;
  const auto look_up = [](const Places& places, const std::string& name) {
    const auto found = places.find(name);
    return found == places.end() ? nullptr : &found->second;
  };
  const auto folded = without_prefix(fold(asked.substr(0, kLongestName)));
  const auto* found = look_up(by_name_, folded);
  if (found == nullptr && !folded.empty()) found = look_up(by_slot_, std::string(slot_of(folded)));
  if (found == nullptr) return not_found(asked, folded);
  if (found->size() == 1) return wells_[found->front()].well_name;
  std::vector<std::string> names;
  for (const auto place : *found) names.push_back(wells_[place].well_name);
  return unexpected(Code::not_found,
                    fmt::format("Well '{}' not found: the name fits more than one well; ask for {}", asked,
                                fmt::join(names, " or ")));
}

std::unexpected<Error> WellDirectory::not_found(std::string_view asked, const std::string& folded) const {
  if (wells_.empty())
    return unexpected(Code::not_found, fmt::format("Well '{}' not found: no well has data yet", asked));
  return unexpected(Code::not_found, fmt::format("Well '{}' not found. The nearest names are: {}", asked,
                                                 fmt::join(nearest_names(folded, wells_), ", ")));
}

}  // namespace flodata
