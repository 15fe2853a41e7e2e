#include "duck/hourly_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "duck/sql.h"
#include "model/production_day.h"

namespace flodata::duck {
namespace {

using fmt::literals::operator""_a;

constexpr const char* kStagingTable = "flodata_hourly_staging";
constexpr const char* kNoteTable = "flodata_hourly_notes";

/// Texts repeat for years, so there is no need to try other compressions. Files of a newer storage version
/// (1.3 and later) do not accept this, and DuckDB chooses.
constexpr std::string_view kDictionaryText = "VARCHAR USING COMPRESSION DICTIONARY";
constexpr std::string_view kPlainText = "VARCHAR";

std::string_view hourly_type(SourceColumnType type, std::string_view text_type) {
  switch (type) {
    case SourceColumnType::day:
      return "TIMESTAMP NOT NULL";
    case SourceColumnType::whole_number:
      return "BIGINT";
    case SourceColumnType::number:
      return "DOUBLE";
    case SourceColumnType::text:
      return text_type;
  }
  return "";
}

bool is_note_column(const SourceColumn& column) {
  return column.type != SourceColumnType::day && !find_tag_by_source_column(column.name);
}

std::optional<std::string> as_text(const std::optional<std::int64_t>& number) {
  if (!number) return std::nullopt;
  return std::to_string(*number);
}

/// Value of a column that is neither the time nor a tag.
std::optional<std::string> note_value(std::string_view column, const WellIdentity& well,
                                      const HourlyDay& day) {
  if (column == "WELL_BORE_CODE") return well.well_bore_code;
  if (column == "NPD_WELL_BORE_CODE") return as_text(well.npd_well_bore_code);
  if (column == "NPD_WELL_BORE_NAME") return well.npd_well_bore_name;
  if (column == "NPD_FIELD_CODE") return as_text(well.npd_field_code);
  if (column == "NPD_FIELD_NAME") return well.npd_field_name;
  if (column == "NPD_FACILITY_CODE") return as_text(well.npd_facility_code);
  if (column == "NPD_FACILITY_NAME") return well.npd_facility_name;
  if (column == "AVG_CHOKE_UOM") return day.choke_uom;
  if (column == "FLOW_KIND") return day.flow_kind;
  FLODATA_CHECK(column == "WELL_TYPE");  // all other source columns are listed above
  return day.well_type;
}

void create_hourly_table(Database& database, std::string_view text_type) {
  std::string columns;
  for (const auto& column : kSourceColumns)
    columns += fmt::format("{} {}, ", column.name, hourly_type(column.type, text_type));
  database.execute(fmt::format("CREATE OR REPLACE TABLE {} ({}{} {})", database.table(kHourlyTable), columns,
                               kQualityColumn, text_type));
}

void create_tables(Database& database) {
  try {
    create_hourly_table(database, kDictionaryText);
  } catch (const Failure& failure) {
    if (failure.code() != Code::database) throw;
    create_hourly_table(database, kPlainText);  // the transaction continues: nothing was changed
  }
  std::string note_columns;
  for (const auto& column : kSourceColumns)
    if (is_note_column(column)) note_columns += fmt::format(", {} VARCHAR", column.name);
  std::string tags;
  for (const auto& tag : kTags) tags += fmt::format(", {} DOUBLE", tag.source_column);
  database.execute(
      fmt::format("CREATE OR REPLACE TEMP TABLE {} (DATEPRD TIMESTAMP, note BIGINT{})", kStagingTable, tags));
  database.execute(fmt::format("CREATE OR REPLACE TEMP TABLE {} (note BIGINT{}, {} VARCHAR)", kNoteTable,
                               note_columns, kQualityColumn));
}

bool are_alike(const HourlyDay& a, const HourlyDay& b) {
  return a.present == b.present && a.quality == b.quality && a.over_on_stream == b.over_on_stream &&
         a.choke_uom == b.choke_uom && a.flow_kind == b.flow_kind && a.well_type == b.well_type;
}

}  // namespace

HourlyTableWriter::HourlyTableWriter(Database& database) : database_(database) {
  create_tables(database);
  staging_.emplace(database.append_to(kStagingTable));
}

HourlyTableWriter::~HourlyTableWriter() = default;

void HourlyTableWriter::append(const HourlySeries& series) {
  FLODATA_CHECK(staging_.has_value());
  if (series.days.empty()) return;
  from_ = std::min(from_, series.days.front().from);
  to_ = std::max(to_, series.days.back().from + series.days.back().hour_count * kHour);
  for (std::size_t first = 0; first < series.days.size();) {
    auto end = first + 1;
    if (has_computed_steps(series.days[first]) || !series.labels.empty()) {
      append_day_in_parts(series, series.days[first]);
    } else {
      while (end < series.days.size() && are_alike(series.days[first], series.days[end])) ++end;
      append_days(series, first, end, note_of(series.well, series.days[first], series.days[first].quality));
    }
    first = end;
  }
}

/// A day whose steps differ in quality.
void HourlyTableWriter::append_day_in_parts(const HourlySeries& series, const HourlyDay& day) {
  const auto day_end = day.first_hour + series.step_count(day);
  for (auto first = day.first_hour; first < day_end;) {
    const auto quality = quality_of_step(series, day, first);
    auto end = first + 1;
    while (end < day_end && quality_of_step(series, day, end) == quality) ++end;
    append_steps(series, day, first, end, note_of(series.well, day, quality));
    first = end;
  }
}

std::int64_t HourlyTableWriter::note_of(const WellIdentity& well, const HourlyDay& day,
                                        const RowQuality& quality) {
  Note note;
  for (const auto& column : kSourceColumns)
    if (is_note_column(column)) note.push_back(note_value(column.name, well, day));
  note.push_back(quality_json(quality));
  return notes_.try_emplace(std::move(note), static_cast<std::int64_t>(notes_.size())).first->second;
}

void HourlyTableWriter::append_days(const HourlySeries& series, std::size_t first, std::size_t end,
                                    std::int64_t note) {
  for (auto from = first; from < end;) {  // days without a gap at a time
    auto to = from + 1;
    while (to < end &&
           series.days[to].from == series.days[to - 1].from + series.days[to - 1].hour_count * kHour)
      ++to;
    const auto& last = series.days[to - 1];
    append_steps(series, series.days[from], series.days[from].first_hour,
                 last.first_hour + series.step_count(last), note);
    from = to;
  }
}

/// Steps [first, end) of the series, from a day on, without a gap, with the same values there.
void HourlyTableWriter::append_steps(const HourlySeries& series, const HourlyDay& day, std::size_t first,
                                     std::size_t end, std::int64_t note) {
  std::vector<Instant> times;
  times.reserve(end - first);
  const auto from = static_cast<std::int64_t>(first - day.first_hour);
  for (std::size_t i = 0; i < end - first; ++i)
    times.push_back(day.from + (from + static_cast<std::int64_t>(i)) * series.step());
  const std::vector<std::int64_t> notes(times.size(), note);
  std::vector<BlockColumn> columns{std::span<const Instant>(times), std::span<const std::int64_t>(notes)};
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    if (has_value(series, day, first, tag))
      columns.emplace_back(std::span<const double>(series.values[tag]).subspan(first, times.size()));
    else
      columns.emplace_back(nullptr);
  }
  staging_->block(times.size(), columns);
}

void HourlyTableWriter::write_notes() {
  auto appender = database_.append_to(kNoteTable);
  for (const auto& [note, number] : notes_) {
    appender.int64(number);
    for (const auto& value : note) appender.text(value);
    appender.end_row();
  }
  appender.close();
}

void HourlyTableWriter::finish() {
  FLODATA_CHECK(staging_.has_value());
  staging_->close();
  staging_.reset();
  write_notes();
  std::string columns;
  for (const auto& column : kSourceColumns) {
    const bool is_number = is_note_column(column) && column.type == SourceColumnType::whole_number;
    columns += fmt::format("{}{}, ", column.name, is_number ? "::BIGINT" : "");
  }
  const auto insert = fmt::format(sql::kInsertHours, "hours"_a = database_.table(kHourlyTable),
                                  "columns"_a = columns + kQualityColumn, "staging"_a = kStagingTable,
                                  "notes"_a = kNoteTable);
  constexpr std::chrono::days kSlice{366};
  // The slices are too short to share: with more threads, idle ones spin while they wait (2.3 times the CPU
  // time). A source has a fixed number of threads (SourceOptions).
  if (!database_.is_source()) database_.execute("SET threads = 1");
  for (auto from = from_; from < to_; from += kSlice) database_.execute(insert, {from, from + kSlice});
  if (!database_.is_source()) database_.execute("RESET threads");
  database_.execute(fmt::format("DROP TABLE {}; DROP TABLE {}", kStagingTable, kNoteTable));
}

}  // namespace flodata::duck
