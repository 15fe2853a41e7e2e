#include "streamer/streamer.h"

#include <algorithm>
#include <random>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "model/units.h"
#include "pg/connection.h"
#include "pg/migrations.h"
#include "streamer/checkpoint.h"
#include "streamer/leader_lock.h"

namespace flodata::streamer {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstBackoff(200);
constexpr milliseconds kLongestBackoff(5000);
constexpr seconds kStandbyPoll(1);
constexpr seconds kHistoryLineEvery(1);
// Of a field with hundreds of wells, an hour's first ones stand for the rest in the log.
constexpr std::size_t kMostRecordLines = 20;
// The wall clock is looked at anew at least this often, so that a step of it is noticed soon.
constexpr seconds kLongestWait(1);
constexpr seconds kClockTolerance(1);

/// Whether asking again later may help.
bool is_passing(Code code) {
  switch (code) {
    case Code::unavailable:
    case Code::timed_out:
    case Code::fenced:
      return true;
    case Code::invalid_argument:
    case Code::not_found:
    case Code::corrupt_input:
    case Code::permission_denied:
    case Code::conflict:
    case Code::interrupted:
    case Code::database:
    case Code::io:
      return false;
  }
  return false;
}

/// Waits that grow from failure to failure, with jitter so that several streamers do not knock in step.
class Backoff {
 public:
  milliseconds next() {
    std::uniform_real_distribution<double> jitter(0.5, 1);
    const auto wait = std::chrono::duration_cast<milliseconds>(current_ * jitter(random_));
    current_ = std::min(current_ * 2, kLongestBackoff);
    return wait;
  }
  void reset() { current_ = kFirstBackoff; }

 private:
  milliseconds current_ = kFirstBackoff;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace

Streamer::Streamer(SourceFile& source, StreamerOptions options, const Clock& clock, const Log& log)
    : source_(source),
      options_(std::move(options)),
      clock_(clock),
      log_(log),
      progress_("loading the past", "hours") {}

std::string Streamer::source_time(Instant source) const {
  return format_log_time(source, source_.timeline().day_zone());
}

void Streamer::run(const std::stop_token& stop) {
  Backoff backoff;
  while (!stop.stop_requested()) {
    try {
      session_began_.reset();
      run_session(stop);
    } catch (const Failure& failure) {
      progress_.clear();
      if (!is_passing(failure.code())) throw;
      if (session_began_) backoff.reset();
      const auto wait = backoff.next();
      log_.warning("{}; trying again in {:.1f} s", failure.what(),
                   std::chrono::duration<double>(wait).count());
      clock_.wait_for(wait, stop);
    }
  }
}

bool Streamer::lead(LeaderLock& lock, const std::stop_token& stop) {
  bool told = false;
  while (!lock.try_acquire()) {
    if (!std::exchange(told, true)) log_.info("another streamer is at work on this database; standing by");
    if (!clock_.wait_for(kStandbyPoll, stop)) return false;
  }
  return true;
}

void Streamer::run_session(const std::stop_token& stop) {
  auto options = options_.database;
  options.application_name = "flodata-streamer";
  LeaderLock lock(options, options_.stream_id);
  if (!lead(lock, stop)) return;
  pg::Connection connection(options);
  for (const auto& name : pg::migrate(connection, pg::embedded_migrations()))
    log_.info("applied schema migration {}", name);
  StreamState state = begin(connection);
  session_began_ = clock_.now();
  CopySink sink(connection);
  while (!stop.stop_requested()) step(sink, connection, state, stop);
  progress_.clear();
}

StreamState Streamer::begin(pg::Connection& connection) {
  const auto& timeline = source_.timeline();
  auto known = read_state(connection, options_.stream_id);
  if (!known) {
    source_.check_unique();
    StreamState first;
    first.stream_id = options_.stream_id;
    first.position = timeline.first();
    first.mapping = first_anchors(timeline, options_.start_offset_days, clock_.now(), options_.target_zone,
                                  options_.speed.value_or(1));
    first.source_identity = source_.identity();
    create_state(connection, first);
  } else if (known->source_identity != source_.identity()) {
    throw Failure(
        Code::conflict,
        fmt::format("stream '{}' was started from another source ({}) than the one given now ({}); give that "
                    "source again, or another database (DB_NAME, or --data-dir of `flodata up`)",
                    options_.stream_id, known->source_identity, source_.identity()));
  }
  auto state = take_over(connection, options_.stream_id);
  const auto now = timeline.locate(state.mapping.position_at(clock_.now()));
  log_.info("✓ Clock synchronized: {} (Day {} in source)", source_time(now.source),
            timeline.day_number(now.source));
  history_rows_ = 0;
  last_history_line_.reset();
  return state;
}

void Streamer::step(CopySink& sink, pg::Connection& connection, StreamState& state,
                    const std::stop_token& stop) {
  const auto now = clock_.now();
  const auto plan = plan_next(state.position, state.history_complete, state.mapping, options_.limits, now,
                              source_.timeline().step());
  if (const auto* batch = std::get_if<Batch>(&plan)) {
    const auto outcome = sink.write(source_, state, *batch);
    state = outcome.state;
    if (batch->kind == BatchKind::history)
      progress_.update((batch->to - source_.timeline().first()) / std::chrono::hours(1),
                       (due_end(state.mapping, now, source_.timeline().step()) - source_.timeline().first()) /
                           std::chrono::hours(1));
    report(*batch, outcome);
    return;
  }
  if (options_.speed && *options_.speed != state.mapping.speed) {
    state = re_anchor(connection, state, state.mapping.with_speed(*options_.speed, now));
    log_.info("speed is now {}", state.mapping.speed);
    return;
  }
  wait_until(std::get<Wait>(plan).until, stop);
}

void Streamer::wait_until(Instant live, const std::stop_token& stop) {
  Instant seen = clock_.now();
  while (seen < live && clock_.wait_for(std::min<Microseconds>(live - seen, kLongestWait), stop)) {
    const Instant now = clock_.now();
    if (now + kClockTolerance < seen)
      log_.warning("the clock was set back by {:.1f} s; holding until it is {} again",
                   std::chrono::duration<double>(seen - now).count(),
                   format_iso8601(live, options_.target_zone));
    seen = now;
  }
}

void Streamer::report(const Batch& batch, const BatchOutcome& outcome) {
  const auto& timeline = source_.timeline();
  const auto hours = (batch.to - batch.from) / std::chrono::hours(1);
  const auto place = timeline.locate(batch.from);
  if (batch.kind == BatchKind::live) {
    for (const auto& record : outcome.records | std::views::take(kMostRecordLines)) {
      const auto oil =
          record.oil_rate_sm3_per_day
              ? fmt::format("{:.0f} bbl/day", *record.oil_rate_sm3_per_day * kStockTankBarrelsPerSm3)
              : std::string("-");
      log_.info("✓ Streaming record: {} | {} | Oil: {} | live {}", source_time(record.source),
                record.well_name, oil, format_iso8601(record.label, options_.target_zone));
    }
    if (outcome.records.size() > kMostRecordLines)
      log_.info("… and {} wells more", outcome.records.size() - kMostRecordLines);
    return;
  }
  if (batch.kind == BatchKind::history) {
    history_rows_ += outcome.rows;
    const auto now = clock_.now();
    if (!batch.reaches_present && last_history_line_ && now - *last_history_line_ < kHistoryLineEvery) return;
    last_history_line_ = now;
  }
  progress_.clear();
  log_.info("✓ Batch loaded: {} hours (Day {})", hours, timeline.day_number(place.source));
  if (batch.kind == BatchKind::history && batch.reaches_present)
    log_.info("✓ History complete: {} rows in {:.1f} s", history_rows_,
              std::chrono::duration<double>(clock_.now() - *session_began_).count());
}

}  // namespace flodata::streamer
