// The contents of a source file: its tables, the wells of the daily and the hourly one, and its manifest.
// Accepts files of the earlier system too, which have only `prod_hourly_data`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "duck/database.h"

namespace flodata::duck {

struct TableSummary {
  std::string table;
  std::int64_t rows = 0;
};

/// One wellbore of one table; volumes in Sm3 over all of its rows, nothing when no row has a value.
struct WellSummary {
  std::string well_name;  // canonical
  std::int64_t rows = 0;
  std::string first;  // day, or start of the hour (UTC)
  std::string last;
  std::optional<double> oil_sm3;
  std::optional<double> gas_sm3;
  std::optional<double> water_sm3;
  std::optional<double> injected_sm3;
};

enum class TimeStep : std::uint8_t { day, hour };

/// A table of production rows by well.
struct ProductionSummary {
  std::string table;
  TimeStep step;
  std::vector<WellSummary> wells;  // by name
};

struct DatasetSummary {
  std::vector<TableSummary> tables;           // by name
  std::vector<ProductionSummary> production;  // the daily table, then the hourly one, if present
  std::vector<std::pair<std::string, std::string>> rejected;  // known tables that cannot be read, and why
  std::vector<std::pair<std::string, std::string>> manifest;
};

/// Most tables in a file.
inline constexpr std::size_t kMostTables = 1000;

/// Errors: Failure; corrupt_input for more than kMostTables. A table with more wells than kMostWells is
/// rejected.
DatasetSummary summarize(Database& database);

/// Returns the sum of the wells as a well called "all wells": rows and volumes, the first and the last time.
WellSummary total_of(const std::vector<WellSummary>& wells);

/// Returns the names of all tables in the main schema. Errors: Failure.
std::vector<std::string> table_names(Database& database);

}  // namespace flodata::duck
