#include "importer/mapping/header_unit.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "base/unicode.h"

namespace flodata::importer {
namespace {

std::optional<SourceUnit> unit_called(std::string_view text, const Tag& tag) {
  if (auto unit = find_source_unit(text, tag)) return *std::move(unit);
  return std::nullopt;
}

bool speaks_of_down_time(std::string_view name) {
  std::string small(name);
  std::ranges::transform(small, small.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small.contains("down");
}

bool is_as_much(double a, double b) {
  constexpr double kRounding = 1e-9;
  return std::abs(a - b) <= kRounding * std::abs(b);
}

bool names_its_reference(const SourceUnit& unit, const Tag& tag) {
  constexpr std::array<std::string_view, 3> kAbsolute = {"bara", "psia", "kPaa"};
  return tag.family != UnitFamily::pressure || unit.offset != 0 ||
         std::ranges::find(kAbsolute, unit.name) != kAbsolute.end();
}

bool gives_the_same(const SourceUnit& said, const SourceUnit& declared, const Tag& tag) {
  const auto is_part = [](const SourceUnit& unit) { return unit.basis == UnitBasis::part_of_day; };
  if (!is_as_much(said.factor, declared.factor) || is_part(said) != is_part(declared)) return false;
  return !names_its_reference(said, tag) || is_as_much(said.offset, declared.offset);
}

}  // namespace

std::optional<SourceUnit> unit_in_name(std::string_view name, const Tag& tag) {
  name = trimmed(name);
  const auto open = name.find_last_of("([");
  if (open != std::string_view::npos) {
    // "Pressure [bar(g)]": the outer brackets, with what is within them.
    const auto outer = name.find('[') < open ? name.find('[') : open;
    const auto close = name.find_last_of(")]");
    if (close == std::string_view::npos || close < outer) return std::nullopt;
    if (auto unit = unit_called(name.substr(outer + 1, close - outer - 1), tag)) return unit;
    return unit_called(name.substr(open + 1, name.find_first_of(")]", open) - open - 1), tag);
  }
  if (auto unit = unit_called(name, tag)) return unit;
  constexpr std::string_view kSeparators = " _,;:-";
  for (auto at = name.find_first_of(kSeparators); at != std::string_view::npos;
       at = name.find_first_of(kSeparators, at + 1))
    if (auto unit = unit_called(name.substr(at + 1), tag)) return unit;
  return std::nullopt;
}

std::optional<std::string> unit_contradiction(std::string_view name, const Tag& tag,
                                              const SourceUnit& declared) {
  const auto shown = printable(name);
  if (tag.family == UnitFamily::hours && speaks_of_down_time(name) && declared.basis != UnitBasis::down_hours)
    return fmt::format(
        "{}: the name of the column '{}' speaks of time down, and the mapping takes it for time on stream "
        "[{}]: write unit = \"h down\" or \"min down\" if it is time down",
        tag.source_column, shown, declared.name);
  const auto said = unit_in_name(name, tag);
  if (!said || gives_the_same(*said, declared, tag)) return std::nullopt;
  return fmt::format(
      "{}: the name of the column '{}' says {}, and the mapping {}: correct the one that is wrong",
      tag.source_column, shown, said->name, declared.name);
}

}  // namespace flodata::importer
