// A mapping (`--mapping FILE.toml`): how a daily .csv of another layout becomes the published columns.
// docs/formats/mapping.md describes it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "importer/mapping/day_format.h"
#include "importer/mapping/number_text.h"
#include "importer/mapping/source_unit.h"
#include "model/production_day.h"
#include "model/well_name.h"

namespace flodata::importer {

/// Where the values of one published column come from: a column of the file, or one value for all rows.
struct MappedColumn {
  std::size_t target;  // position in kSourceColumns
  std::string column;  // name in the file; empty: `constant`
  std::string constant;
  std::optional<double> constant_number;      // of a number
  std::optional<SourceUnit> unit;             // of a number
  std::map<std::string, std::string> values;  // texts and what they become; empty: as they are
};

/// How many hours the source counts in a day.
enum class DayHours : std::uint8_t {
  actual,   // 23, 24 or 25, as the clocks of the zone have it
  nominal,  // 24 on every day
};

struct Mapping {
  std::string name;  // of its file
  std::string sha256;
  std::string day_zone{kProductionDayZone};
  DayHours day_hours = DayHours::actual;
  std::string partial_day_means;         // "day", "on stream"; empty: the file does not say
  std::optional<WellNaming> well_names;  // as the key says
  DayFormat date_format = DayFormat::create("%Y-%m-%d").value();
  NumberStyle numbers;
  std::vector<std::string> missing;     // texts that mean that there is no value
  std::vector<double> missing_numbers;  // those of them that are numbers
  std::vector<MappedColumn> columns;    // empty: the file has the published names

  /// How wells are named: as the key says, else as in the register where the columns have the published
  /// names.
  [[nodiscard]] WellNaming naming() const {
    return well_names.value_or(columns.empty() ? WellNaming::npd : WellNaming::as_written);
  }
};

/// Reads a mapping from its text; `path` is where it came from. Errors: Failure invalid_argument.
Mapping parse_mapping(const std::string& text, const std::filesystem::path& path);

/// Reads a mapping. Errors: Failure (not_found, invalid_argument) naming file and, of every
/// mistake, line, key, value and hint.
Mapping read_mapping(const std::filesystem::path& path);

}  // namespace flodata::importer
