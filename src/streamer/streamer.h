// The replay loop: take the lead, read the checkpoint, carry out commands, plan, write, wait; and start again
// after any database failure.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/service_notify.h"
#include "base/wakeup.h"
#include "pg/connection_options.h"
#include "replay/names.h"
#include "streamer/batch_planner.h"
#include "streamer/history_check.h"
#include "streamer/partitions/partition_keeper.h"
#include "streamer/source/source_file.h"
#include "streamer/source_revision.h"
#include "streamer/stream_report.h"

namespace flodata::streamer {

struct StreamerOptions {
  pg::ConnectionOptions database;
  std::string stream_id = replay::kStreamId;
  std::int64_t start_offset_days = 0;  // used at the first start of the stream
  BatchLimits limits{};
  std::optional<double> speed;  // nothing: the stream's own, or 1 at its first start
  TimeZone target_zone;
  ChangedHours changed_hours = ChangedHours::reject;
  ServiceNotify service = ServiceNotify("");
  bool speed_was_asked_for =
      false;  // given for this start, so it applies even if the stream adopted the same value before
  // Rows per transaction, about, in whole batches of `limits`; 0: one batch each.
  std::int64_t history_transaction_rows = 50000;
  std::int64_t catch_up_transaction_rows = 10000;
  PartitionRules partitions = {};
  std::string server_files;  // what tells the server's files from a copy of them, where that is known
};

class LeaderSession;
struct PendingCommand;

class Streamer {
 public:
  /// `source`, `clock` and `log` must outlive the streamer.
  Streamer(SourceFile& source, StreamerOptions options, const Clock& clock, const Log& log);

  /// Streams until `stop` is requested; waits for an unavailable database and reconnects. Errors: Failure for
  /// errors that retrying cannot fix (source file, schema, password, another source than the stream began
  /// with).
  void run(const std::stop_token& stop);

 private:
  struct Session;
  void run_session(const std::stop_token& stop);
  bool lead(LeaderSession& leader, const std::stop_token& stop);
  void begin(Session& session);
  void begin_rollups(Session& session);
  void remember(const replay::StreamState& state);
  [[nodiscard]] replay::StreamState first_state() const;
  bool retire(Session& session);
  void step(Session& session, const std::stop_token& stop);
  void watch_clock(const replay::StreamState& state, Instant now);
  bool take_configured_speed(Session& session, Instant now);
  bool carry_out_next_command(Session& session, Instant now);
  void carry_out(Session& session, const PendingCommand& pending, Instant now);
  [[nodiscard]] std::string describe(const replay::StreamState& state) const;
  void explain_doubt(const replay::StreamState& state);

  SourceFile& source_;
  StreamerOptions options_;
  BatchLimits limits_;
  const Clock& clock_;
  StreamReport report_;
  const Log& log_;
  Wakeup wakeup_;
  bool speed_asked_for_;
  bool progressed_ = false;  // since the last failure
  std::optional<KnownCommit> known_commit_;
  std::int64_t branch_ = 0;           // of our commits
  std::optional<Instant> in_doubt_;   // position after a COMMIT without a response
  std::optional<Instant> seen_wall_;  // at the last reading of the clock
  Microseconds seen_uptime_{0};
};

}  // namespace flodata::streamer
