// Reports the streamer's work: log lines, progress bar, metrics, the service manager.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/service_notify.h"
#include "replay/command.h"
#include "streamer/command_log.h"
#include "streamer/copy_sink.h"
#include "streamer/metrics.h"
#include "streamer/partitions/partition_plan.h"

namespace flodata::streamer {

class StreamReport {
 public:
  /// `timeline`, `clock` and `log` must outlive it.
  StreamReport(const replay::SourceTimeline& timeline, TimeZone target_zone, const Clock& clock,
               const Log& log, ServiceNotify service);

  void standing_by();
  /// A session with the database begins at `state`.
  void session_began(const replay::StreamState& state);
  /// The session failed; the next attempt follows after `wait`.
  void session_failed(const Failure& failure, Microseconds wait);
  void batch_written(const Batch& batch, const BatchOutcome& outcome, Instant due);
  void command_answered(std::string_view command, const std::string& argument, CommandStatus status,
                        const std::string& detail);
  /// The wall clock was stepped by `step`; `next` is the next label.
  void clock_stepped(Microseconds step, Instant next, Instant now);
  /// The newest label is ahead of the clock: nothing is written until `next`.
  void clock_holds(Instant newest, Instant next);
  void commit_in_doubt(bool was_committed);
  void history_replaced(std::string_view reason, const replay::StreamState& state);
  /// Rows, with all that belongs to them, were older than what is kept.
  void rows_removed(const Partition& partition);
  void rows_not_removed(const Partition& partition, const Failure& failure);
  /// Call it whenever all due hours are written.
  void idle();
  void ended();

  [[nodiscard]] StreamMetrics& metrics() { return metrics_; }
  /// "2014-07-06 13:00:00", in the zone of the source's days.
  [[nodiscard]] std::string source_time(Instant source) const;
  [[nodiscard]] std::string live_time(Instant live) const;

 private:
  void live_records(const BatchOutcome& outcome);
  /// Tells, at most once a second, how many records had no line of their own.
  void summarize_records();
  void history_progress(const Batch& batch, const BatchOutcome& outcome, Instant due);
  void tell_ready();

  const replay::SourceTimeline& timeline_;
  TimeZone target_zone_;
  const Clock& clock_;
  const Log& log_;
  ServiceNotify service_;
  StreamMetrics metrics_;
  Progress progress_;
  std::int64_t history_rows_ = 0;
  Instant began_;
  std::optional<Instant> last_history_line_;
  std::optional<Microseconds> record_lines_since_;
  int record_lines_ = 0;
  std::int64_t records_without_line_ = 0;
  Instant newest_without_line_;
  bool ready_told_ = false;
};

}  // namespace flodata::streamer
