#include "streamer/source_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "duck/manifest.h"
#include "model/production_day.h"

namespace flodata::streamer {
namespace {

constexpr const char* kHourlyTable = "prod_hourly_data";
// Large enough to make the cost of a query small, small enough to keep two windows within some ten megabytes.
constexpr std::int64_t kWindowRows = 40000;

/// Positions in select_list().
enum Column : std::size_t {
  column_hour,
  column_npd_name,
  column_well_code,
  column_well_type,
  column_flow_kind,
  column_choke_uom,
  column_quality,
  column_first_tag
};

/// Rows of [from, to), in order, kept as DuckDB gave them.
struct Window {
  Instant from;
  Instant to;
  std::vector<duck::Chunk> chunks;
};

struct FileFacts {
  Instant first_hour;
  Instant last_hour;
  std::int64_t rows;
  std::int64_t rows_without_key;
};

bool has_column(const std::vector<std::string>& columns, std::string_view name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

/// SELECT list in the order of Column; columns that the file lacks are NULL.
std::string select_list(const std::vector<std::string>& columns) {
  const auto column_or_null = [&](std::string_view name, std::string_view type) {
    return has_column(columns, name) ? fmt::format("CAST({} AS {})", name, type)
                                     : fmt::format("CAST(NULL AS {})", type);
  };
  std::string list = "CAST(DATEPRD AS TIMESTAMP)";
  for (const auto* name :
       {"NPD_WELL_BORE_NAME", "WELL_BORE_CODE", "WELL_TYPE", "FLOW_KIND", "AVG_CHOKE_UOM", "QUALITY"})
    list += ", " + column_or_null(name, "VARCHAR");
  for (const auto& tag : kTags) list += ", " + column_or_null(tag.source_column, "DOUBLE");
  return list;
}

std::optional<std::string_view> text_or_nothing(const duck::Chunk& chunk, std::size_t column,
                                                std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return chunk.text(column, row);
}

Expected<FileFacts> read_facts(duck::Database& database, const std::filesystem::path& path) {
  auto result = database.query(
      fmt::format("SELECT CAST(min(DATEPRD) AS TIMESTAMP), CAST(max(DATEPRD) AS TIMESTAMP), count(*), "
                  "count(*) FILTER (WHERE DATEPRD IS NULL OR NPD_WELL_BORE_NAME IS NULL) FROM {}",
                  kHourlyTable));
  const auto chunk = result.next();
  if (!chunk || chunk->is_null(0, 0))
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}': table {} is empty", path.string(), kHourlyTable));
  const FileFacts facts{chunk->timestamp(0, 0), chunk->timestamp(1, 0), chunk->int64(2, 0),
                        chunk->int64(3, 0)};
  if (facts.rows_without_key > 0)
    return unexpected(
        Code::corrupt_input,
        fmt::format("'{}': {} rows of {} have no DATEPRD or no NPD_WELL_BORE_NAME; remove or complete them",
                    path.string(), facts.rows_without_key, kHourlyTable));
  return facts;
}

/// NPD name -> names of the well, in a map whose nodes never move.
std::map<std::string, WellNames, std::less<>> read_wells(duck::Database& database) {
  std::map<std::string, WellNames, std::less<>> wells;
  auto result = database.query(
      fmt::format("SELECT NPD_WELL_BORE_NAME, CAST(any_value(WELL_BORE_CODE) AS VARCHAR) FROM {} GROUP BY 1",
                  kHourlyTable));
  while (const auto chunk = result.next()) {
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      const std::string npd_name(chunk->text(0, row));
      wells.emplace(npd_name, WellNames{canonical_well_name(npd_name), npd_name,
                                        std::string(text_or_nothing(*chunk, 1, row).value_or(npd_name))});
    }
  }
  return wells;
}

/// The zone of the file's production days; a file that does not say (the earlier system's) counts UTC days.
Expected<TimeZone> read_day_zone(duck::Database& database) {
  return TimeZone::find(duck::get_manifest(database, "production_day_zone").value_or("UTC"));
}

Expected<void> check_layout(duck::Database& database, const std::filesystem::path& path) {
  const auto columns = database.column_names(kHourlyTable);
  if (columns.empty())
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}' has no table {}; make one with `flodata dataset upsample {}`",
                                  path.string(), kHourlyTable, path.string()));
  for (const auto* required : {"DATEPRD", "NPD_WELL_BORE_NAME", "WELL_BORE_CODE"})
    if (!has_column(columns, required))
      return unexpected(Code::corrupt_input,
                        fmt::format("'{}': table {} has no column {}; docs/formats/source_file.md "
                                    "lists what a source file holds",
                                    path.string(), kHourlyTable, required));
  return {};
}

}  // namespace

struct SourceFile::State {
  State(duck::Database opened, SourceTimeline source_timeline, FileFacts file_facts,
        std::map<std::string, WellNames, std::less<>> names)
      : database(std::move(opened)),
        timeline(std::move(source_timeline)),
        facts(file_facts),
        wells(std::move(names)) {}

  duck::Database database;  // used by the reader thread only while `ahead` is valid
  SourceTimeline timeline;
  FileFacts facts;
  std::map<std::string, WellNames, std::less<>> wells;
  std::string identity;
  std::string window_query;
  std::chrono::hours window_hours{1};

  Window current{};
  std::future<Window> ahead;
  std::size_t chunk = 0;  // next row of `current`
  std::size_t row = 0;
  Instant cursor = Instant::min();  // end of the last complete read; min when a read was broken off

  Window read_window(Instant from) {
    Window window{from, from + window_hours, {}};
    auto result = database.query(window_query, {window.from, window.to});
    while (auto next = result.next()) window.chunks.push_back(std::move(*next));
    return window;
  }

  void read_ahead(Instant from) {
    if (from <= facts.last_hour)
      ahead = std::async(std::launch::async, [this, from] { return read_window(from); });
  }

  /// Makes `current` a window that holds `from`, with the next row not after it.
  void seek(Instant from) {
    chunk = row = 0;
    if (from >= current.from && from < current.to) return;
    if (ahead.valid()) {
      auto next = ahead.get();
      current = next.from == from ? std::move(next) : read_window(from);
    } else {
      current = read_window(from);
    }
    read_ahead(current.to);
  }

  [[nodiscard]] const duck::Chunk* peek() {
    while (chunk < current.chunks.size() && row >= current.chunks[chunk].row_count()) {
      ++chunk;
      row = 0;
    }
    return chunk < current.chunks.size() ? &current.chunks[chunk] : nullptr;
  }

  [[nodiscard]] HourlyRow row_at(const duck::Chunk& columns) const {
    const auto well = wells.find(columns.text(column_npd_name, row));
    HourlyRow out{columns.timestamp(column_hour, row),
                  &well->second,
                  text_or_nothing(columns, column_well_type, row),
                  text_or_nothing(columns, column_flow_kind, row),
                  text_or_nothing(columns, column_choke_uom, row),
                  text_or_nothing(columns, column_quality, row),
                  {}};
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (columns.is_null(column_first_tag + tag, row)) continue;
      const double value = columns.float64(column_first_tag + tag, row);
      if (std::isfinite(value)) out.values[tag] = value;
    }
    return out;
  }
};

SourceFile::SourceFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
SourceFile::~SourceFile() = default;
SourceFile::SourceFile(SourceFile&&) noexcept = default;
SourceFile& SourceFile::operator=(SourceFile&&) noexcept = default;

const SourceTimeline& SourceFile::timeline() const { return state_->timeline; }
const std::string& SourceFile::identity() const { return state_->identity; }
std::int64_t SourceFile::row_count() const { return state_->facts.rows; }
std::size_t SourceFile::well_count() const { return state_->wells.size(); }

Expected<SourceFile> SourceFile::open(const std::filesystem::path& path) {
  auto database = duck::Database::open(path, duck::OpenMode::read_only);
  if (!database) return std::unexpected(database.error());
  database->execute("SET TimeZone = 'UTC'; SET threads = 2; SET memory_limit = '256MB'");
  const auto layout = check_layout(*database, path);
  if (!layout) return std::unexpected(layout.error());
  const auto facts = read_facts(*database, path);
  if (!facts) return std::unexpected(facts.error());
  auto zone = read_day_zone(*database);
  if (!zone) return std::unexpected(zone.error());
  auto wells = read_wells(*database);
  const auto step = Microseconds(kHour) / duck::manifest_steps_per_hour(*database);
  const auto columns = database->column_names(kHourlyTable);
  auto state = std::make_unique<State>(
      *std::move(database), SourceTimeline(facts->first_hour, facts->last_hour, *std::move(zone), step),
      *facts, std::move(wells));
  const auto& day_zone = state->timeline.day_zone();
  state->identity = fmt::format("{} to {}, {} rows", format_iso8601(facts->first_hour, day_zone),
                                format_iso8601(facts->last_hour, day_zone), facts->rows);
  state->window_query =
      fmt::format("SELECT {} FROM {} WHERE DATEPRD >= ? AND DATEPRD < ? ORDER BY DATEPRD, NPD_WELL_BORE_NAME",
                  select_list(columns), kHourlyTable);
  const auto total_hours = (facts->last_hour - facts->first_hour) / kHour + 1;
  state->window_hours =
      std::chrono::hours(std::clamp<std::int64_t>(kWindowRows * total_hours / facts->rows, 1, total_hours));
  return SourceFile(std::move(state));
}

void SourceFile::check_unique() {
  if (state_->ahead.valid()) state_->ahead.wait();
  auto result = state_->database.query(fmt::format(
      "SELECT NPD_WELL_BORE_NAME, CAST(DATEPRD AS TIMESTAMP) FROM {} GROUP BY ALL HAVING count(*) > 1 "
      "ORDER BY 2, 1 LIMIT 1",
      kHourlyTable));
  const auto chunk = result.next();
  if (!chunk || chunk->row_count() == 0) return;
  throw Failure(
      Code::corrupt_input,
      fmt::format("the source holds the hour {} of well '{}' more than once; make the file anew",
                  format_iso8601(chunk->timestamp(1, 0), state_->timeline.day_zone()), chunk->text(0, 0)));
}

void SourceFile::read(Instant from, Instant to, const std::function<void(const HourlyRow&)>& take) {
  auto& state = *state_;
  Instant at = from;
  bool in_place = std::exchange(state.cursor, Instant::min()) == from;
  while (at < to) {
    if (!in_place || at >= state.current.to) state.seek(at);
    in_place = true;
    const duck::Chunk* columns = state.peek();
    for (; columns != nullptr; columns = state.peek()) {
      const Instant hour = columns->timestamp(column_hour, state.row);
      if (hour >= to) break;
      if (hour >= at) take(state.row_at(*columns));
      ++state.row;
    }
    at = std::min(to, state.current.to);
  }
  state.cursor = to;
}

}  // namespace flodata::streamer
