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

/// Where the middle value of a column lies in nearly every field. Most wellheads are rated for 345 bar (5,000
/// psi) or less.
struct UsualRange {
  std::string_view column;
  double least;
  double most;
  std::string_view unit_below;  // that would explain a lower middle value
  std::string_view unit_above;
};

constexpr std::array kUsualRanges = {UsualRange{"ON_STREAM_HRS", 1, kUnbounded, "fraction", ""},
                                     UsualRange{"AVG_CHOKE_SIZE_P", 1, kUnbounded, "fraction", ""},
                                     UsualRange{"AVG_DOWNHOLE_PRESSURE", -kUnbounded, 1000, "", "psi"},
                                     UsualRange{"AVG_DP_TUBING", -kUnbounded, 700, "", "psi"},
                                     UsualRange{"AVG_ANNULUS_PRESS", -kUnbounded, 350, "", "psi"},
                                     UsualRange{"AVG_WHP_P", -kUnbounded, 350, "", "psi"},
                                     UsualRange{"DP_CHOKE_SIZE", -kUnbounded, 350, "", "psi"},
                                     UsualRange{"AVG_DOWNHOLE_TEMPERATURE", -kUnbounded, 230, "", "degF"},
                                     UsualRange{"AVG_WHT_P", -kUnbounded, 150, "", "degF"}};

const UsualRange* usual_range(TagIndex tag) {
  const auto* range = std::ranges::find(kUsualRanges, kTags[tag].source_column, &UsualRange::column);
  return range == kUsualRanges.end() ? nullptr : range;
}

/// `unit` is not named where the column has another unit than the published one already.
std::string unit_remedy(std::string_view unit, bool is_converted, DoubtRemedy remedy) {
  switch (remedy) {
    case DoubtRemedy::mapping:
      return is_converted ? "Correct the column's unit in the mapping"
                          : fmt::format("Correct the column's unit in the mapping (unit = \"{}\"?)", unit);
    case DoubtRemedy::new_mapping:
      return fmt::format("Say the column's unit by --mapping FILE.toml (unit = \"{}\"?)", unit);
    case DoubtRemedy::workbook:
      return fmt::format("Convert the column if it is in another unit ({}?)", unit);
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
  const auto count = [&](Beyond& beyond) {
    if (++beyond.cells > 1) return;
    beyond.first = value;
    beyond.place = {std::string(sheet), row};
    beyond.is_converted = value != as_written;
  };
  const auto limits = limits_of(kTags[tag]);
  if (value < limits.least || value > limits.most) count(beyond_[tag]);
  const auto* usual = usual_range(tag);
  if (usual == nullptr || value == 0) return;
  ++unusual_[tag].cells;
  if (value <= usual->least) count(unusual_[tag].below);
  if (value > usual->most) count(unusual_[tag].above);
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
                     beyond.first, beyond.place.row, beyond.place.sheet,
                     tag.family == UnitFamily::percent
                         ? "Leave the column out if it is no part of an opening (64ths of an inch)"
                         : unit_remedy(likely_unit(tag), beyond.is_converted, remedy),
                     consequence_of(tag));
}

std::optional<std::string> ValueDoubts::unusual_warning(TagIndex index, const Unusual& unusual,
                                                        DoubtRemedy remedy) {
  const auto* usual = usual_range(index);
  const bool is_above = 2 * unusual.above.cells > unusual.cells;
  if (usual == nullptr || (!is_above && 2 * unusual.below.cells <= unusual.cells)) return std::nullopt;
  const auto& beyond = is_above ? unusual.above : unusual.below;
  const auto& tag = kTags[index];
  return fmt::format(
      "{}: {} of {} values are {} {:.10g} {}, as hardly any well has; the first is {:.10g} in row {} of "
      "'{}'. "
      "{}. They are kept as they are",
      tag.source_column, beyond.cells, unusual.cells, is_above ? "above" : "at most",
      is_above ? usual->most : usual->least, unit_symbol(tag.family, UnitSystem::metric), beyond.first,
      beyond.place.row, beyond.place.sheet,
      unit_remedy(is_above ? usual->unit_above : usual->unit_below, beyond.is_converted, remedy));
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
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    if (beyond_[tag].cells > 0)
      texts.push_back(beyond_warning(tag, beyond_[tag], remedy));
    else if (auto warning = unusual_warning(tag, unusual_[tag], remedy))
      texts.push_back(*std::move(warning));
  }
  if (!markers_.empty()) texts.push_back(marker_warning(remedy));
  return texts;
}

}  // namespace flodata::importer
