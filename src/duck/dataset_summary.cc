#include "duck/dataset_summary.h"

#include <fmt/format.h>

#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "duck/sql.h"
#include "duck/sql_text.h"
#include "model/source_text.h"
#include "model/units.h"
#include "model/well_name.h"

namespace flodata::duck {
namespace {

using fmt::literals::operator""_a;

std::optional<double> float64_or_null(const Chunk& chunk, std::size_t column, std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return chunk.float64(column, row);
}

/// Sum of one column as a volume; NaN, the earlier system's mark for missing values, counts as missing.
std::string volume_sum(std::string_view column, int rows_per_unit) {
  return fmt::format("(fsum({0}::DOUBLE) FILTER (WHERE NOT isnan({0}::DOUBLE))) / {1}", column,
                     rows_per_unit);
}

ProductionSummary summarize_production(Database& database, const std::string& table, TimeStep step) {
  check_well_count(database, table, "NPD_WELL_BORE_NAME");
  const std::string_view time_type = step == TimeStep::day ? "DATE" : "TIMESTAMP";
  const int rows_per_unit =
      step == TimeStep::day ? 1 : static_cast<int>(kHoursPerRateDay) * manifest_steps_per_hour(database);
  const auto naming = manifest_well_naming(database);
  ProductionSummary summary{table, step, {}};
  auto result = database.query(fmt::format(
      sql::kSummarizeProduction, "longest_name"_a = kLongestSourceTextBytes, "time_type"_a = time_type,
      "oil"_a = volume_sum("BORE_OIL_VOL", rows_per_unit),
      "gas"_a = volume_sum("BORE_GAS_VOL", rows_per_unit),
      "water"_a = volume_sum("BORE_WAT_VOL", rows_per_unit),
      "injected"_a = volume_sum("BORE_WI_VOL", rows_per_unit), "table"_a = quoted_identifier(table)));
  while (const auto chunk = result.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row)
      summary.wells.push_back({canonical_well_name(chunk->text(0, row), naming), chunk->int64(1, row),
                               std::string(chunk->text(2, row)), std::string(chunk->text(3, row)),
                               float64_or_null(*chunk, 4, row), float64_or_null(*chunk, 5, row),
                               float64_or_null(*chunk, 6, row), float64_or_null(*chunk, 7, row)});
  return summary;
}

}  // namespace

std::vector<std::string> table_names(Database& database) {
  std::vector<std::string> names;
  auto result = database.query(
      fmt::format(sql::kTableNames,
                  "database"_a = database.is_source() ? quoted_literal(kSourceCatalog) : "current_database()",
                  "limit"_a = kMostTables + 1));
  while (const auto chunk = result.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row) names.emplace_back(chunk->text(0, row));
  if (names.size() > kMostTables)
    throw Failure(Code::corrupt_input,
                  fmt::format("the file has more than {} tables; remove those that flodata does not need "
                              "(docs/formats/source_file.md)",
                              kMostTables));
  return names;
}

WellSummary total_of(const std::vector<WellSummary>& wells) {
  WellSummary all{.well_name = "all wells"};
  const auto add = [](std::optional<double>& sum, const std::optional<double>& volume_sm3) {
    if (volume_sm3) sum = sum.value_or(0) + *volume_sm3;
  };
  for (const auto& well : wells) {
    all.rows += well.rows;
    // Times are ISO 8601 texts of one form, so their order is chronological.
    if (all.first.empty() || well.first < all.first) all.first = well.first;
    if (well.last > all.last) all.last = well.last;
    add(all.oil_sm3, well.oil_sm3);
    add(all.gas_sm3, well.gas_sm3);
    add(all.water_sm3, well.water_sm3);
    add(all.injected_sm3, well.injected_sm3);
  }
  return all;
}

DatasetSummary summarize(Database& database) {
  DatasetSummary summary;
  for (const auto& table : table_names(database))
    summary.tables.push_back(
        {table,
         database.query_int64(fmt::format("SELECT count(*) FROM {}", database.table(table))).value_or(0)});
  // A table that cannot be read does not prevent the summary of the others.
  const auto read = [&](const char* table, const auto& take) {
    try {
      if (database.has_table(table)) take();
    } catch (const Failure& failure) {
      if (failure.code() != Code::corrupt_input) throw;
      summary.rejected.emplace_back(table, failure.what());
    }
  };
  for (const auto& [table, step] :
       {std::pair(kDailyTable, TimeStep::day), std::pair(kHourlyTable, TimeStep::hour)})
    read(table, [&] { summary.production.push_back(summarize_production(database, table, step)); });
  read(kManifestTable, [&] { summary.manifest = read_manifest(database); });
  return summary;
}

}  // namespace flodata::duck
