// Units in which daily files of another layout give their values, and the way from there to what the daily
// table holds (docs/formats/mapping.md lists them).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/tag.h"

namespace flodata::importer {

/// What a value needs besides a factor and an offset.
enum class UnitBasis : std::uint8_t {
  as_it_is,
  part_of_day,     // times the production day's hours
  down_hours,      // the production day's hours less the value
  rate_on_stream,  // a rate while on stream: times the on-stream part of 24 hours
};

/// daily value = (value + offset) * factor, and then what `basis` says.
struct SourceUnit {
  std::string name;
  double factor = 1;
  double offset = 0;
  UnitBasis basis = UnitBasis::as_it_is;
};

/// Finds the unit of a column's tag by its name or another usual spelling. Case and blanks do not matter
/// unless they change the value. Errors: invalid_argument that lists the units the column can have.
Expected<SourceUnit> find_source_unit(std::string_view name, const Tag& tag);

/// Returns the unit in which the published sheet gives a column.
SourceUnit published_unit(const Tag& tag);

/// A unit and its other spellings, as docs/formats/mapping.md lists them.
struct UnitSpelling {
  std::string_view name;
  std::string_view others;  // separated by blanks
  UnitFamily family;
};
std::vector<UnitSpelling> unit_spellings();

}  // namespace flodata::importer
