// The hourly rows of a source file in the order of time. Reads ahead: while some thousand rows are handed
// out, the next ones are read, so that DuckDB and PostgreSQL work at the same time. Memory does not grow with
// the file: a file in the order of time is read in one scan, and any other is sorted into a scratch file
// first (reordered_rows.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "replay/source_timeline.h"
#include "streamer/source/source_row.h"

namespace flodata::streamer {

class SourceFile {
 public:
  /// Opens a file that has `prod_hourly_data` (ours, or one in the earlier system's layout; extra columns are
  /// ignored). `scratch_folder`: for a file that is not in the order of time; empty: the system's folder for
  /// temporary files (TMPDIR). `stop` ends any read, with Failure(interrupted). Errors: not_found,
  /// corrupt_input, conflict, permission_denied; each names the file and a hint.
  static Expected<SourceFile> open(const std::filesystem::path& path,
                                   const std::filesystem::path& scratch_folder = {},
                                   const std::stop_token& stop = {});
  ~SourceFile();
  SourceFile(SourceFile&&) noexcept;
  SourceFile& operator=(SourceFile&&) noexcept;

  [[nodiscard]] const replay::SourceTimeline& timeline() const;
  /// Returns what distinguishes this source from others: first and last hour, number of rows, and a
  /// fingerprint of everything that is streamed. It is computed in the background after open(); this call
  /// waits for it. Errors: Failure(corrupt_input) when the file cannot be read to its end.
  [[nodiscard]] const std::string& identity() const;
  [[nodiscard]] std::int64_t row_count() const;
  /// Returns how many rows an hour has on average.
  [[nodiscard]] double rows_per_hour() const;
  [[nodiscard]] std::size_t well_count() const;
  /// Returns whether the manifest says that the hours were measured, not computed from daily values.
  [[nodiscard]] bool has_measured_hours() const;
  /// Returns all wells of the file, by their names in it.
  [[nodiscard]] std::vector<WellNames> wells() const;

  /// Fails when the file has a well's hour twice, since no order of rows would then be the right one. Costs
  /// nothing for rows in the order of time; reads all rows of any other file. Errors: Failure(corrupt_input)
  /// naming well and hour.
  void check_unique();

  /// Passes on the rows of [from, to), by hour. A read that continues the last one is cheap. Errors: Failure
  /// when the file can no longer be read.
  void read(Instant from, Instant to, const std::function<void(const HourlyRow&)>& take);

 private:
  struct State;
  explicit SourceFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace flodata::streamer
