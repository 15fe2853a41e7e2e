// The replay loop: lead, read the checkpoint, plan, write, wait; and begin again after any failure of the
// database.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "pg/connection_options.h"
#include "streamer/batch_planner.h"
#include "streamer/copy_sink.h"
#include "streamer/source_file.h"

namespace flodata::streamer {

struct StreamerOptions {
  pg::ConnectionOptions database;
  std::string stream_id = "main";
  std::int64_t start_offset_days = 0;  // used when the stream is first started
  BatchLimits limits{};
  std::optional<double> speed;  // nothing: the stream's own, or 1 when it is first started
  TimeZone target_zone;
};

class Streamer {
 public:
  /// `source`, `clock` and `log` outlive the streamer.
  Streamer(SourceFile& source, StreamerOptions options, const Clock& clock, const Log& log);

  /// Streams until `stop` is requested; waits for a database that is not there and comes back to one that
  /// went away. Errors: Failure for what waiting does not mend (source file, schema, another source than the
  /// stream began with).
  void run(const std::stop_token& stop);

 private:
  void run_session(const std::stop_token& stop);
  bool lead(class LeaderLock& lock, const std::stop_token& stop);
  StreamState begin(pg::Connection& connection);
  void step(CopySink& sink, pg::Connection& connection, StreamState& state, const std::stop_token& stop);
  void wait_until(Instant live, const std::stop_token& stop);
  void report(const Batch& batch, const BatchOutcome& outcome);
  [[nodiscard]] std::string source_time(Instant source) const;

  SourceFile& source_;
  StreamerOptions options_;
  const Clock& clock_;
  const Log& log_;

  // Of the running session, for the log.
  Progress progress_;
  std::int64_t history_rows_ = 0;
  std::optional<Instant> last_history_line_;
  std::optional<Instant> session_began_;
};

}  // namespace flodata::streamer
