#include "duck/daily_table.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/unicode.h"
#include "duck/sql.h"
#include "duck/sql_text.h"
#include "model/source_text.h"

namespace flodata::duck {
namespace {

using fmt::literals::operator""_a;

std::string_view sql_type(SourceColumnType type) {
  switch (type) {
    case SourceColumnType::day:
      return "DATE NOT NULL";
    case SourceColumnType::whole_number:
      return "BIGINT";
    case SourceColumnType::number:
      return "DOUBLE";
    case SourceColumnType::text:
      return "VARCHAR";
  }
  return "";
}

void append_whole_number(Appender& appender, std::optional<std::int64_t> value) {
  value ? appender.int64(*value) : appender.null();
}

/// Appends the value of one column that is not a tag.
void append_identity_column(Appender& appender, std::string_view column, const WellIdentity& well,
                            const DailyRow& row) {
  if (column == "DATEPRD") return appender.day(row.day);
  if (column == "WELL_BORE_CODE") return appender.text(std::string_view(well.well_bore_code));
  if (column == "NPD_WELL_BORE_CODE") return append_whole_number(appender, well.npd_well_bore_code);
  if (column == "NPD_WELL_BORE_NAME") return appender.text(std::string_view(well.npd_well_bore_name));
  if (column == "NPD_FIELD_CODE") return append_whole_number(appender, well.npd_field_code);
  if (column == "NPD_FIELD_NAME") return appender.text(well.npd_field_name);
  if (column == "NPD_FACILITY_CODE") return append_whole_number(appender, well.npd_facility_code);
  if (column == "NPD_FACILITY_NAME") return appender.text(well.npd_facility_name);
  if (column == "AVG_CHOKE_UOM") return appender.text(row.choke_uom);
  if (column == "FLOW_KIND") return appender.text(row.flow_kind);
  FLODATA_CHECK(column == "WELL_TYPE");  // all other source columns are tags or listed above
  appender.text(row.well_type);
}

std::optional<std::string> text_or_null(const Chunk& chunk, std::size_t column, std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return std::string(chunk.text(column, row));
}

std::optional<std::int64_t> int64_or_null(const Chunk& chunk, std::size_t column, std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return chunk.int64(column, row);
}

WellIdentity read_identity(const Chunk& chunk, std::size_t row) {
  return {std::string(chunk.text(0, row)), std::string(chunk.text(1, row)), int64_or_null(chunk, 2, row),
          int64_or_null(chunk, 3, row),    text_or_null(chunk, 4, row),     int64_or_null(chunk, 5, row),
          text_or_null(chunk, 6, row)};
}

void check_text(std::string_view column, std::string_view text) {
  if (const auto reason = reason_against_source_text(text))
    throw Failure(Code::corrupt_input, fmt::format("column {} of {}, '{}': {}", column, kDailyTable,
                                                   printable(text, kShownCharacters), *reason));
}

WellIdentity checked(WellIdentity well) {
  check_text("WELL_BORE_CODE", well.well_bore_code);
  check_text("NPD_WELL_BORE_NAME", well.npd_well_bore_name);
  if (well.npd_field_name) check_text("NPD_FIELD_NAME", *well.npd_field_name);
  if (well.npd_facility_name) check_text("NPD_FACILITY_NAME", *well.npd_facility_name);
  return well;
}

DailyRow read_day(const Chunk& chunk, std::size_t row) {
  DailyRow day{chunk.day(7, row),
               {},
               text_or_null(chunk, 8, row),
               text_or_null(chunk, 9, row),
               text_or_null(chunk, 10, row)};
  constexpr std::size_t kFirstTagColumn = 11;
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (!chunk.is_null(kFirstTagColumn + tag, row))
      day.values[tag] = chunk.float64(kFirstTagColumn + tag, row);
  return day;
}

}  // namespace

void create_daily_table(Database& database) {
  std::string columns;
  for (const auto& column : kSourceColumns)
    columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", column.name, sql_type(column.type));
  database.execute(fmt::format("CREATE OR REPLACE TABLE {} ({})", kDailyTable, columns));
}

void append_daily_row(Appender& appender, const WellIdentity& well, const DailyRow& row) {
  for (const auto& column : kSourceColumns) {
    if (const auto tag = find_tag_by_source_column(column.name))
      appender.float64(row.values[*tag]);
    else
      append_identity_column(appender, column.name, well, row);
  }
  appender.end_row();
}

void check_well_count(Database& database, const std::string& table, const std::string& column) {
  const auto count = [&](const std::string& expression) {
    return database.query_int64(fmt::format("SELECT {} FROM {}", expression, quoted_identifier(table)))
        .value_or(0);
  };
  const auto name = quoted_identifier(column);
  // A table with only distinct names may take more memory than there is: first an estimate, which needs none.
  auto wells = count(fmt::format("approx_count_distinct({})", name));
  const bool is_estimate = wells > 2 * kMostWells;
  if (!is_estimate && wells > kMostWells / 2) wells = count(fmt::format("count(DISTINCT {})", name));
  if (wells > kMostWells)
    throw Failure(
        Code::corrupt_input,
        fmt::format("table {} has {}{} wells ({}), and {} are read at the most; keep those that are meant",
                    table, is_estimate ? "about " : "", wells, column, kMostWells));
}

namespace {

/// Names the day of the well that occurs most often.
Failure too_many_rows(Database& database, const std::string& code) {
  auto result = database.query(fmt::format(sql::kCrowdedDay, "table"_a = kDailyTable), {code});
  const auto day = result.next();
  return {Code::corrupt_input, fmt::format("well '{}' has {} rows of {} in {}; remove all but one",
                                           printable(code, kShownCharacters), day ? day->int64(1, 0) : 0,
                                           day ? day->text(0, 0) : "one day", kDailyTable)};
}

}  // namespace

std::vector<std::string> daily_well_codes(Database& database) {
  const auto without_key = database.query_int64(fmt::format(
      sql::kDaysWithoutKey, "table"_a = kDailyTable, "first_year"_a = kFirstYear, "end_year"_a = kEndYear));
  if (without_key.value_or(0) > 0)
    throw Failure(Code::corrupt_input,
                  fmt::format("{} rows of {} have no DATEPRD (between {} and {}), no WELL_BORE_CODE or no "
                              "NPD_WELL_BORE_NAME; remove or complete them",
                              *without_key, kDailyTable, kFirstYear, kEndYear));
  check_well_count(database, kDailyTable, "WELL_BORE_CODE");
  std::vector<std::string> codes;
  std::optional<std::string> crowded;
  auto result = database.query(fmt::format(
      "SELECT WELL_BORE_CODE, count(*) > max(DATEPRD) - min(DATEPRD) + 1 FROM {} GROUP BY 1 ORDER BY 1",
      kDailyTable));
  while (const auto chunk = result.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      check_text("WELL_BORE_CODE", chunk->text(0, row));
      codes.emplace_back(chunk->text(0, row));
      if (!crowded && chunk->boolean(1, row)) crowded = codes.back();
    }
  if (crowded) throw too_many_rows(database, *crowded);
  return codes;
}

std::vector<WellHistory> read_well_histories(Database& database, const std::string& first,
                                             const std::string& last) {
  std::string tags;
  for (const auto& tag : kTags) tags += fmt::format(", {}", tag.source_column);
  auto result = database.query(fmt::format(sql::kWellHistories, "tags"_a = tags, "table"_a = kDailyTable),
                               {first, last});
  std::vector<WellHistory> histories;
  while (const auto chunk = result.next()) {
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      if (histories.empty() || histories.back().well.well_bore_code != chunk->text(0, row))
        histories.push_back({checked(read_identity(*chunk, row)), {}});
      histories.back().days.push_back(read_day(*chunk, row));
      const auto& day = histories.back().days.back();
      if (day.choke_uom) check_text("AVG_CHOKE_UOM", *day.choke_uom);
      if (day.flow_kind) check_text("FLOW_KIND", *day.flow_kind);
      if (day.well_type) check_text("WELL_TYPE", *day.well_type);
    }
  }
  return histories;
}

WellHistory read_well_history(Database& database, const std::string& well_bore_code) {
  auto histories = read_well_histories(database, well_bore_code, well_bore_code);
  if (histories.empty())
    throw Failure(Code::not_found, fmt::format("well '{}' has no rows in {}", well_bore_code, kDailyTable));
  return std::move(histories.front());
}

}  // namespace flodata::duck
