#include "streamer/source/source_file.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <future>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/iso8601.h"
#include "duck/manifest.h"
#include "model/production_day.h"
#include "streamer/source/content_hash.h"
#include "streamer/source/reordered_rows.h"
#include "streamer/source/source_table.h"
#include "streamer/source/text_check.h"

namespace flodata::streamer {
namespace {

/// Fewest rows to read ahead: about two megabytes, which makes a thread for them worthwhile.
constexpr std::size_t kRowsAhead = 8192;

/// Memory for DuckDB: blocks of the file that two scans hold at the same time, and its cache. Rows with long
/// texts need more, because a scan unpacks some thousand at a time.
std::uintmax_t memory_for(std::uintmax_t bytes_per_row) {
  constexpr std::uintmax_t kUsual = 24'000'000;  // up to 366 bytes per row in the file; ours have 70
  constexpr std::uintmax_t kMost = 1'000'000'000;
  constexpr std::uintmax_t kRowsUnpacked = 65536;
  return std::clamp(bytes_per_row * kRowsUnpacked, kUsual, kMost);
}

/// With one thread a query runs in the thread that fetches its rows, which leaves the other core to
/// PostgreSQL.
duck::SourceOptions options_for(std::uintmax_t bytes_per_row, const std::stop_token& stop) {
  return {.stop = stop, .memory_bytes = memory_for(bytes_per_row), .threads = 1};
}

/// Runs `work`; reports a file that DuckDB cannot read as corrupt, with its path.
template <typename Work>
auto reading(const std::filesystem::path& path, const Work& work) {
  try {
    return work();
  } catch (const Failure& failure) {
    if (failure.code() != Code::database) throw;
    throw Failure(Code::corrupt_input,
                  fmt::format("'{}' cannot be read to its end ({}); copy it again, or make it "
                              "again with `flodata dataset upsample`",
                              path.string(), failure.what()));
  }
}

Error with_cure(const Error& error) {
  switch (error.code) {
    case Code::not_found:
      return {error.code, error.message + "; DUCKDB_PATH (or --source) names the source file"};
    case Code::conflict:
      return {error.code, error.message +
                              "; another program is writing to it: end that one first, or stream a "
                              "copy of the file"};
    case Code::permission_denied:
      return {error.code, error.message + "; make it readable for the user who runs this program"};
    case Code::corrupt_input:
      return {error.code, error.message +
                              "; copy it again, or make it again with `flodata dataset import` (or "
                              "`simulate`) and `flodata dataset upsample`"};
    case Code::invalid_argument:
    case Code::unavailable:
    case Code::timed_out:
    case Code::overloaded:
    case Code::fenced:
    case Code::interrupted:
    case Code::database:
    case Code::io:
      return error;
  }
  return error;
}

Expected<void> check_keys(const KeyFacts& keys, const std::filesystem::path& path) {
  if (keys.bad_text)
    return unexpected(Code::corrupt_input, fmt::format("'{}': {}", path.string(), *keys.bad_text));
  if (keys.rows_without_key > 0)
    return unexpected(
        Code::corrupt_input,
        fmt::format("'{}': {} rows of prod_hourly_data have no DATEPRD (between {} and {}) or no "
                    "NPD_WELL_BORE_NAME; remove or complete them",
                    path.string(), keys.rows_without_key, kFirstYear, kEndYear));
  if (keys.crowded)
    return unexpected(
        Code::corrupt_input,
        fmt::format("'{}': well '{}' has {} rows of prod_hourly_data, and from its first to its last are {} "
                    "hours (or other steps); remove those that come twice",
                    path.string(), keys.crowded->npd_well_bore_name, keys.crowded->rows,
                    keys.crowded->steps));
  if (keys.rows == 0)
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}': table prod_hourly_data is empty; fill it with `flodata dataset "
                                  "upsample {}`",
                                  path.string(), path.string()));
  if (keys.off_the_step)
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}': the row at {:%FT%T}Z of prod_hourly_data lies no whole number of "
                                  "hours from the first row; give "
                                  "hours that begin at one minute, or say the step: `INSERT INTO "
                                  "flodata_manifest VALUES ('upsample.resolution', '15m')` "
                                  "(or "
                                  "5m, 1m)",
                                  path.string(), *keys.off_the_step));
  return {};
}

/// For files without a zone: those of the earlier system.
constexpr std::string_view kDayZoneOtherwise = "UTC";

/// Production days must consist of whole steps, because positions are counted in steps.
Expected<void> check_days(const replay::SourceTimeline& timeline, const KeyFacts& keys,
                          const std::filesystem::path& path) {
  const auto& zone = timeline.day_zone();
  if ((keys.first_hour - timeline.first()) % timeline.step() != Microseconds(0))
    return unexpected(
        Code::corrupt_input,
        fmt::format(
            "'{}': hours begin at {:%FT%T}Z, and the production day of {} at {:%FT%T}Z; say the zone whose "
            "days these are: `INSERT OR REPLACE INTO flodata_manifest VALUES ('production_day_zone', "
            "'Asia/Kolkata')`",
            path.string(), keys.first_hour, zone.name(), timeline.first()));
  if (timeline.period() % timeline.step() != Microseconds(0))
    return unexpected(
        Code::corrupt_input,
        fmt::format("'{}': clocks of {} change by part of an hour between the first and the last row; "
                    "make files of the days before and after it",
                    path.string(), zone.name()));
  return {};
}

/// Two names with the same canonical name would be one well.
Expected<void> check_names(const SourceWells& wells, const std::filesystem::path& path) {
  std::map<std::string_view, std::string_view> written;
  for (const auto& [npd_name, names] : wells.by_name()) {
    const auto [other, is_new] = written.try_emplace(names.well_name, npd_name);
    if (!is_new)
      return unexpected(
          Code::corrupt_input,
          fmt::format("'{}': '{}' and '{}' in prod_hourly_data are both called {}; give each well one "
                      "name",
                      path.string(), other->second, npd_name, names.well_name));
  }
  return {};
}

std::filesystem::path folder_or_default(const std::filesystem::path& folder) {
  if (!folder.empty()) return folder;
  std::error_code ignored;  // an invalid TMPDIR is reported where the scratch file is made
  auto temporary = std::filesystem::temp_directory_path(ignored);
  return temporary.empty() ? std::filesystem::path("/tmp") : temporary;
}

}  // namespace

struct SourceFile::State {
  State(std::filesystem::path file, duck::Database opened, SourceTable source_table, KeyFacts key_facts,
        replay::SourceTimeline source_timeline, std::uintmax_t bytes_per_row,
        const std::filesystem::path& scratch_folder)
      : path(std::move(file)),
        database(std::move(opened)),
        table(std::move(source_table)),
        keys(std::move(key_facts)),
        timeline(std::move(source_timeline)) {
    if (keys.in_order)
      rows = std::make_unique<RowsInOrder>(database.connect(), table, keys.wells);
    else
      rows = std::make_unique<ReorderedRows>(database.connect(), table, keys, bytes_per_row, scratch_folder);
  }
  ~State() { closing = true; }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  using Blocks = std::vector<std::unique_ptr<RowBlock>>;

  std::filesystem::path path;
  bool measured_hours = false;
  duck::Database database;
  SourceTable table;
  KeyFacts keys;
  replay::SourceTimeline timeline;
  std::atomic<bool> closing = false;
  std::shared_future<std::string> identity;

  std::unique_ptr<RowSource> rows;  // while `ahead` is valid, only the reading thread may use it
  Blocks current;
  std::size_t block = 0;  // next row of `current`
  std::size_t row = 0;
  std::future<Blocks> ahead;
  Instant cursor = Instant::min();  // end of the last complete read; min after an interrupted read

  Blocks read_blocks() {
    return reading(path, [&] {
      Blocks blocks;
      for (std::size_t count = 0; count < kRowsAhead; count += blocks.back()->size()) {
        auto next = rows->next();
        if (!next) break;
        blocks.push_back(std::move(next));
      }
      return blocks;
    });
  }

  void read_ahead() {
    ahead = std::async(std::launch::async, [this] { return read_blocks(); });
  }

  void seek(Instant from) {
    if (ahead.valid()) ahead.wait();
    ahead = {};
    current.clear();
    block = row = 0;
    reading(path, [&] { rows->seek(from); });
    read_ahead();
  }

  /// Returns the block with the next row, or nullptr after the last one.
  [[nodiscard]] const RowBlock* peek() {
    while (true) {
      for (; block < current.size(); ++block, row = 0)
        if (row < current[block]->size()) return current[block].get();
      if (!ahead.valid()) return nullptr;
      current = ahead.get();
      block = row = 0;
      if (!current.empty()) read_ahead();
    }
  }

  /// Hashes the rows of [from, to) on a connection of its own.
  [[nodiscard]] ContentHash hash_rows(Instant from, Instant to) const {
    auto connection = database.connect();
    auto scan = table.rows_of(connection, from, to);
    ContentHash hash;
    TextCheck texts(path);  // here, where every row is seen before any is streamed
    while (auto chunk = scan.next()) {
      if (closing) break;
      const auto found = SourceTable::block_of(*std::move(chunk), keys.wells);
      for (std::size_t i = 0; i < found->size(); ++i) {
        const auto next = found->row(i);
        texts.check(next);
        hash.add(next);
      }
    }
    return hash;
  }

  /// Hashes two halves at the same time, if the file is in the order of time: only then can each half skip
  /// the other's blocks.
  [[nodiscard]] std::string content() const {
    const auto from = keys.first_hour;
    const auto end = keys.last_hour + Microseconds(1);
    const auto middle = keys.in_order ? from + (end - from) / 2 : from;
    return reading(path, [&] {
      auto second = std::async(std::launch::async, [&] { return hash_rows(middle, end); });
      ContentHash hash = middle > from ? hash_rows(from, middle) : ContentHash();
      hash.add(second.get());
      return hash.hex();
    });
  }

  [[nodiscard]] std::string read_identity() const {
    const auto& zone = timeline.day_zone();
    return fmt::format("{} to {}, {} rows, content {}", format_iso8601(keys.first_hour, zone),
                       format_iso8601(keys.last_hour, zone), keys.rows, content());
  }
};

SourceFile::SourceFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
SourceFile::~SourceFile() = default;
SourceFile::SourceFile(SourceFile&&) noexcept = default;
SourceFile& SourceFile::operator=(SourceFile&&) noexcept = default;

const replay::SourceTimeline& SourceFile::timeline() const { return state_->timeline; }
const std::string& SourceFile::identity() const { return state_->identity.get(); }
std::int64_t SourceFile::row_count() const { return state_->keys.rows; }
double SourceFile::rows_per_hour() const {
  return static_cast<double>(row_count()) / static_cast<double>(timeline().period() / kHour);
}
std::size_t SourceFile::well_count() const { return state_->keys.wells.by_name().size(); }

bool SourceFile::has_measured_hours() const { return state_->measured_hours; }

std::vector<WellNames> SourceFile::wells() const {
  std::vector<WellNames> wells;
  for (const auto& [npd_name, names] : state_->keys.wells.by_name()) wells.push_back(names);
  return wells;
}

Expected<SourceFile> SourceFile::open(const std::filesystem::path& path,
                                      const std::filesystem::path& scratch_folder,
                                      const std::stop_token& stop) {
  auto database = duck::Database::open_source(path, options_for(0, stop));
  if (!database) return std::unexpected(with_cure(database.error()));
  try {
    return reading(path, [&]() -> Expected<SourceFile> {
      auto table = SourceTable::open(*database, path);
      if (!table) return std::unexpected(table.error());
      const auto step = Microseconds(kHour) / duck::manifest_steps_per_hour(*database);
      auto keys = table->read_keys(*database, step, duck::manifest_well_naming(*database));
      auto checked = check_keys(keys, path);
      if (checked) checked = check_names(keys.wells, path);
      if (!checked) return std::unexpected(checked.error());
      const auto bytes_per_row = std::filesystem::file_size(path) / static_cast<std::uintmax_t>(keys.rows);
      if (memory_for(bytes_per_row) > memory_for(0)) {  // settings are locked: open another database
        database = duck::Database::open_source(path, options_for(bytes_per_row, stop));
        if (!database) return std::unexpected(with_cure(database.error()));
      }
      replay::SourceTimeline timeline(keys.first_hour, keys.last_hour,
                                      duck::manifest_day_zone(*database, kDayZoneOtherwise), step);
      checked = check_days(timeline, keys, path);
      if (!checked) return std::unexpected(checked.error());
      auto state =
          std::make_unique<State>(path, *std::move(database), *std::move(table), std::move(keys),
                                  std::move(timeline), bytes_per_row, folder_or_default(scratch_folder));
      state->measured_hours = duck::manifest_has_measured_hours(state->database);
      state->identity = std::async(std::launch::async, [&opened = *state] { return opened.read_identity(); });
      return SourceFile(std::move(state));
    });
  } catch (const Failure& failure) {
    return unexpected(failure.code(), failure.what());
  }
}

void SourceFile::check_unique() {
  auto duplicate = state_->keys.duplicate;
  if (!state_->keys.in_order) {
    duplicate.reset();
    const WellNames* well = nullptr;
    Instant hour = Instant::min();
    // Sorted by hour and well, so duplicates are adjacent.
    read(state_->keys.first_hour, Instant::max(), [&](const HourlyRow& row) {
      if (row.well == well && row.hour == hour && !duplicate)
        duplicate = DuplicateHour{well->npd_well_bore_name, hour};
      well = row.well;
      hour = row.hour;
    });
  }
  if (!duplicate) return;
  throw Failure(
      Code::corrupt_input,
      fmt::format("the source '{}' holds the hour {} of well '{}' more than once; make the file again",
                  state_->path.string(), format_iso8601(duplicate->hour, state_->timeline.day_zone()),
                  duplicate->npd_well_bore_name));
}

void SourceFile::read(Instant from, Instant to, const std::function<void(const HourlyRow&)>& take) {
  auto& state = *state_;
  if (std::exchange(state.cursor, Instant::min()) != from) state.seek(from);
  while (const RowBlock* rows = state.peek()) {
    const Instant hour = rows->hour(state.row);
    if (hour >= to) break;
    if (hour >= from) take(rows->row(state.row));
    ++state.row;
  }
  state.cursor = to;
}

}  // namespace flodata::streamer
