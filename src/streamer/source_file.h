// A source file's hourly rows in the order of time. Reads ahead: while a window of rows is handed out, the
// next one is being read, so that DuckDB and PostgreSQL work at the same time. Memory is bounded by two
// windows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "duck/database.h"
#include "model/daily_history.h"
#include "model/well_name.h"
#include "streamer/source_timeline.h"

namespace flodata::streamer {

/// One well's hour. Texts live as long as the call that hands it out.
struct HourlyRow {
  Instant hour;  // source time
  const WellNames* well;
  std::optional<std::string_view> well_type;
  std::optional<std::string_view> flow_kind;
  std::optional<std::string_view> choke_uom;
  std::optional<std::string_view> quality;  // JSON, see model/quality.h
  TagValues values;                         // NaN of the source is nothing here
};

class SourceFile {
 public:
  /// Opens a file that has `prod_hourly_data` (ours, or one in the earlier system's layout; extra columns are
  /// ignored). Errors: not_found, corrupt_input, conflict; each names the file and the cure.
  static Expected<SourceFile> open(const std::filesystem::path& path);
  ~SourceFile();
  SourceFile(SourceFile&&) noexcept;
  SourceFile& operator=(SourceFile&&) noexcept;

  [[nodiscard]] const SourceTimeline& timeline() const;
  /// Returns what tells this source from another: first and last hour and number of rows.
  [[nodiscard]] const std::string& identity() const;
  [[nodiscard]] std::int64_t row_count() const;
  [[nodiscard]] std::size_t well_count() const;

  /// Fails when the file holds a well's hour twice: no order of rows could then be the true one.
  /// Errors: Failure(corrupt_input) naming well and hour.
  void check_unique();

  /// Hands out the rows of [from, to), by hour. Reading on from where the last call ended is cheap.
  /// Errors: Failure when the file cannot be read any more.
  void read(Instant from, Instant to, const std::function<void(const HourlyRow&)>& take);

 private:
  struct State;
  explicit SourceFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace flodata::streamer
