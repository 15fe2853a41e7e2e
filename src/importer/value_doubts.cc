#include "importer/value_doubts.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/production_day.h"
#include "model/units.h"

namespace flodata::importer {
namespace {

/// What programs write where they have no number.
constexpr std::array kMarkers = {-999.0, -999.25, -9999.0, -99999.0};

/// More than the largest fields have in a day, let alone a well. [Sm3]
constexpr double kMostLiquidSm3 = 1e6;
constexpr double kMostGasSm3 = 1e9;

struct Limits {
  double least;
  double most;
};

/// What a day of a well can have. Hours and volumes below 0 are rules R1 and R4 already.
Limits limits_of(const Tag& tag) {
  switch (tag.family) {
    case UnitFamily::hours:
      return {-kUnbounded, kLongestDayHours};
    case UnitFamily::liquid_rate:
      return {-kUnbounded, kMostLiquidSm3};
    case UnitFamily::gas_rate:
      return {-kUnbounded, kMostGasSm3};
    default:
      return {tag.lower, tag.upper};
  }
}

std::string_view consequence_of(const Tag& tag) {
  switch (tag.kind) {
    case TagKind::on_stream:
      return "`dataset upsample` clips them (R1)";
    case TagKind::additive:
      return "They are kept as they are";
    case TagKind::intensive:
      return "`dataset upsample` makes them missing, Bad (R5)";
  }
  return "";
}

/// A unit in which such values would be usual.
std::string_view likely_unit(const Tag& tag) {
  switch (tag.family) {
    case UnitFamily::hours:
      return "min";
    case UnitFamily::liquid_rate:
      return "stb";
    case UnitFamily::gas_rate:
      return "scf";
    case UnitFamily::temperature:
      return "K";
    case UnitFamily::pressure:
      return "psi";
    default:
      return "";
  }
}

std::string unit_remedy(const Tag& tag, DoubtRemedy remedy) {
  if (tag.family == UnitFamily::percent)
    return "Leave the column out if it is no part of an opening (64ths of an inch)";
  switch (remedy) {
    case DoubtRemedy::mapping:
      return fmt::format("Correct the column's unit in the mapping (unit = \"{}\"?)", likely_unit(tag));
    case DoubtRemedy::new_mapping:
      return fmt::format("Say the column's unit by --mapping FILE.toml (unit = \"{}\"?)", likely_unit(tag));
    case DoubtRemedy::workbook:
      return fmt::format("Convert the column if it is in another unit ({}?)", likely_unit(tag));
  }
  return "";
}

}  // namespace

void ValueDoubts::look_at(TagIndex tag, double value, double as_written, std::string_view sheet,
                          std::uint32_t row) {
  if (std::ranges::find(kMarkers, as_written) != kMarkers.end()) {
    auto& marker = markers_[as_written];
    if (++marker.cells == 1) {
      marker.first_column = kTags[tag].source_column;
      marker.place = {std::string(sheet), row};
    }
    return;
  }
  const auto limits = limits_of(kTags[tag]);
  if (value >= limits.least && value <= limits.most) return;
  auto& beyond = beyond_[tag];
  if (++beyond.cells > 1) return;
  beyond.first = value;
  beyond.place = {std::string(sheet), row};
}

std::string ValueDoubts::beyond_warning(TagIndex index, const Beyond& beyond, DoubtRemedy remedy) {
  const auto& tag = kTags[index];
  const auto limits = limits_of(tag);
  const auto unit = unit_symbol(tag.family, UnitSystem::metric);
  const auto range = limits.least == -kUnbounded
                         ? fmt::format("above {:.10g} {}", limits.most, unit)
                         : fmt::format("outside {:.10g} to {:.10g} {}", limits.least, limits.most, unit);
  return fmt::format("{}: {} {} {}, which no well has; the first is {:.10g} in row {} of '{}'. {}. {}",
                     tag.source_column, beyond.cells, beyond.cells == 1 ? "value" : "values", range,
                     beyond.first, beyond.place.row, beyond.place.sheet, unit_remedy(tag, remedy),
                     consequence_of(tag));
}

std::string ValueDoubts::marker_warning(DoubtRemedy remedy) const {
  std::vector<std::string> found;
  std::vector<std::string> numbers;
  for (const auto& [number, marker] : markers_) {
    found.push_back(fmt::format("{} stands in {} {} (the first is {} in row {} of '{}')", number,
                                marker.cells, marker.cells == 1 ? "cell" : "cells", marker.first_column,
                                marker.place.row, marker.place.sheet));
    numbers.push_back(fmt::format("{}", number));
  }
  const auto line = fmt::format("missing = [{}]", fmt::join(numbers, ", "));
  const auto todo =
      remedy == DoubtRemedy::mapping
          ? fmt::format("write {} into [file] of the mapping, beside what stands there", line)
      : remedy == DoubtRemedy::new_mapping
          ? fmt::format("write {} into the section [file] of a mapping (--mapping FILE.toml)", line)
          : "empty these cells";
  return fmt::format("{}: if that means \"no value\", {}", fmt::join(found, ", "), todo);
}

std::vector<std::string> ValueDoubts::warnings(DoubtRemedy remedy) const {
  std::vector<std::string> texts;
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (beyond_[tag].cells > 0) texts.push_back(beyond_warning(tag, beyond_[tag], remedy));
  if (!markers_.empty()) texts.push_back(marker_warning(remedy));
  return texts;
}

}  // namespace flodata::importer
