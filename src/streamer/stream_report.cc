#include "streamer/stream_report.h"

#include <utility>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "model/units.h"

namespace flodata::streamer {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::chrono::seconds kHistoryLineEvery(1);
// Of a large field or a fast stream, the first records of a second stand for the rest in the log.
constexpr int kMostRecordLines = 20;
constexpr std::chrono::seconds kRecordLinesEvery(1);

}  // namespace

StreamReport::StreamReport(const replay::SourceTimeline& timeline, TimeZone target_zone, const Clock& clock,
                           const Log& log, ServiceNotify service)
    : timeline_(timeline),
      target_zone_(std::move(target_zone)),
      clock_(clock),
      log_(log),
      service_(std::move(service)),
      progress_("loading the past", "hours"),
      began_(clock.now()) {}

std::string StreamReport::source_time(Instant source) const {
  return format_log_time(source, timeline_.day_zone());
}

std::string StreamReport::live_time(Instant live) const { return format_iso8601(live, target_zone_); }

void StreamReport::tell_ready() {
  if (!std::exchange(ready_told_, true)) service_.tell("READY=1");
}

void StreamReport::standing_by() {
  log_.event(LogLevel::info, "standing_by", {}, "another streamer is at work on this database; standing by");
  service_.tell("STATUS=standing by");
  tell_ready();
}

void StreamReport::session_began(const replay::StreamState& state) {
  began_ = clock_.now();
  history_rows_ = 0;
  last_history_line_.reset();
  log_.event(LogLevel::info, "leading", {{"epoch", state.epoch}, {"sequence", state.sequence}},
             fmt::format("leading stream '{}', epoch {}", state.stream_id, state.epoch));
  const auto now = state.loops.locate(state.mapping.position_at(clock_.now()));
  log_.info("✓ Clock synchronized: {} (Day {} in source)", source_time(now.source),
            timeline_.day_number(now.source));
  if (state.is_held())
    log_.info("paused at {}; `flodata replay resume` goes on",
              source_time(state.loops.locate(state.position).source));
  service_.tell(state.history_complete ? "STATUS=streaming" : "STATUS=loading the past");
}

void StreamReport::session_failed(const Failure& failure, Microseconds wait) {
  summarize_records();
  progress_.clear();
  metrics_.count_reconnect();
  log_.event(LogLevel::warning, "session_failed",
             {{"code", to_string(failure.code())}, {"retry_s", Seconds(wait).count()}},
             fmt::format("{}; trying again in {:.1f} s", failure.what(), Seconds(wait).count()));
  service_.tell("STATUS=waiting for the database");
}

void StreamReport::live_records(const BatchOutcome& outcome) {
  const auto now = clock_.uptime();
  const bool new_second = !record_lines_since_ || now - *record_lines_since_ >= kRecordLinesEvery;
  if (new_second) {
    summarize_records();
    record_lines_since_ = now;
    record_lines_ = 0;
  }
  for (const auto& record : outcome.records) {
    if (record_lines_ == kMostRecordLines) {
      ++records_without_line_;
      newest_without_line_ = record.source;
      continue;
    }
    ++record_lines_;
    const auto oil =
        record.oil_rate_sm3_per_day
            ? fmt::format("{:.0f} bbl/day", *record.oil_rate_sm3_per_day * kStockTankBarrelsPerSm3)
            : std::string("-");
    const auto line = fmt::format("✓ Streaming record: {} | {} | Oil: {} | live {}",
                                  source_time(record.source), record.well_name, oil, live_time(record.label));
    log_.event(LogLevel::info, "record", {{"well", record.well_name}, {"sequence", outcome.state.sequence}},
               line);
  }
  if (new_second) summarize_records();
}

void StreamReport::summarize_records() {
  const auto count = std::exchange(records_without_line_, 0);
  if (count == 0) return;
  log_.event(LogLevel::info, "records", {{"records", count}},
             fmt::format("… and {} more records up to {}", count, source_time(newest_without_line_)));
}

void StreamReport::history_progress(const Batch& batch, const BatchOutcome& outcome, Instant due) {
  const auto hours_to = [&](Instant position) {
    return (position - timeline_.first()) / std::chrono::hours(1);
  };
  progress_.update(hours_to(batch.to), hours_to(due));
  history_rows_ += outcome.rows;
}

void StreamReport::batch_written(const Batch& batch, const BatchOutcome& outcome, Instant due) {
  metrics_.count_batch(batch.kind, outcome.rows, outcome.whole, outcome.commit);
  if (batch.kind == BatchKind::live) return live_records(outcome);
  if (batch.kind == BatchKind::history) {
    history_progress(batch, outcome, due);
    const auto now = clock_.now();
    if (!batch.reaches_present && last_history_line_ && now - *last_history_line_ < kHistoryLineEvery) return;
    last_history_line_ = now;
  }
  progress_.clear();
  const auto hours = (batch.to - batch.from) / std::chrono::hours(1);
  const auto day = timeline_.day_number(outcome.state.loops.locate(batch.from).source);
  log_.event(LogLevel::info, "batch",
             {{"hours", hours},
              {"rows", outcome.rows},
              {"sequence", outcome.state.sequence},
              {"seconds", outcome.whole.count()},
              {"commit_s", outcome.commit.count()}},
             fmt::format("✓ Batch loaded: {} hours (Day {})", hours, day));
  if (batch.kind == BatchKind::history && batch.reaches_present) {
    const double seconds = Seconds(clock_.now() - began_).count();
    log_.event(LogLevel::info, "history_complete", {{"rows", history_rows_}, {"seconds", seconds}},
               fmt::format("✓ History complete: {} rows in {:.1f} s", history_rows_, seconds));
  }
}

void StreamReport::command_answered(std::string_view command, const std::string& argument,
                                    CommandStatus status, const std::string& detail) {
  metrics_.count_command(std::string(to_string(status)));
  log_.event(LogLevel::info, "command",
             {{"command", command}, {"argument", argument}, {"status", to_string(status)}},
             fmt::format("command {}{}{}: {}: {}", command, argument.empty() ? "" : " ", argument,
                         to_string(status), detail));
}

void StreamReport::clock_stepped(Microseconds step, Instant next, Instant now) {
  const double seconds = Seconds(step).count();
  if (seconds < 0) {
    metrics_.count_clock_step(ClockStep::backward);
    log_.event(LogLevel::warning, "clock_set_back", {{"seconds", -seconds}},
               fmt::format("the clock was set back by {:.1f} s", -seconds));
    return;
  }
  metrics_.count_clock_step(ClockStep::forward);
  log_.event(LogLevel::info, "clock_set_forward", {{"seconds", seconds}},
             fmt::format("the clock went forward by {:.1f} s (it was set, or the machine slept){}", seconds,
                         next <= now ? ": catching up" : ""));
}

void StreamReport::clock_holds(Instant newest, Instant next) {
  metrics_.count_clock_hold();
  log_.event(LogLevel::warning, "clock_hold", {},
             fmt::format(
                 "the newest hour is labelled {}, which lies ahead of the clock: nothing is written until {}",
                 live_time(newest), live_time(next)));
}

void StreamReport::commit_in_doubt(bool was_committed) {
  metrics_.count_commit_in_doubt();
  log_.event(LogLevel::warning, "commit_in_doubt", {{"committed", std::int64_t{was_committed}}},
             fmt::format("a commit got no answer; the checkpoint says that it {}",
                         was_committed ? "did happen" : "did not happen, so its hours are written again"));
}

void StreamReport::history_replaced(std::string_view reason, const replay::StreamState& state) {
  log_.event(
      LogLevel::warning, "history_replaced", {{"sequence", state.sequence}},
      fmt::format("the database may lack commits that were seen ({}); a new lineage begins at commit {}, and "
                  "subscribers get `revision`",
                  reason, state.sequence));
}

void StreamReport::rows_removed(const Partition& partition) {
  metrics_.count_removed_partition();
  log_.event(LogLevel::info, "rows_removed", {},
             fmt::format("rows before {} were removed with {}: they are older than RETENTION_DAYS",
                         live_time(partition.to), partition.name));
}

void StreamReport::rows_not_removed(const Partition& partition, const Failure& failure) {
  log_.event(LogLevel::warning, "rows_not_removed", {},
             fmt::format("{} is older than RETENTION_DAYS and cannot be removed now: {}; it is tried again",
                         partition.name, failure.what()));
}

void StreamReport::idle() {
  tell_ready();
  service_.tell("STATUS=streaming");
}

void StreamReport::ended() {
  summarize_records();
  progress_.clear();
  service_.tell("STOPPING=1");
}

}  // namespace flodata::streamer
