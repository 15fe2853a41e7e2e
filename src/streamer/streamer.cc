#include "streamer/streamer.h"

#include <algorithm>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "base/stop_deadline.h"
#include "pg/connection.h"
#include "pg/migrations.h"
#include "streamer/checkpoint.h"
#include "streamer/command_log.h"
#include "streamer/copy_sink.h"
#include "streamer/leader_session.h"
#include "streamer/new_wells.h"
#include "streamer/partitions/history_load.h"
#include "streamer/partitions/partition_keeper.h"

namespace flodata::streamer {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstBackoff(200);
constexpr milliseconds kLongestBackoff(5000);
constexpr seconds kStandbyPoll(1);
// The wall clock is read at least this often, so that a clock step is noticed soon.
constexpr seconds kLongestWait(1);
constexpr milliseconds kClockTolerance(500);
// Longest time that a silent database may delay stopping.
constexpr milliseconds kStopPatience(500);
// Rows whose cells are made up for: so many that a live hour is not late by more than a moment.
constexpr std::int64_t kRollupRowsWhileIdle = 10'000;
constexpr std::int64_t kRollupRowsAtStart = 50'000;
constexpr int kRollupPiecesAtStart = 4;

/// Delays that grow with each failure, with jitter so that streamers do not retry in lockstep.
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

BatchLimits limits_for(const StreamerOptions& options, const SourceFile& source) {
  return options.limits.with_transactions_of(options.history_transaction_rows,
                                             options.catch_up_transaction_rows, source.rows_per_hour());
}

pg::ConnectionOptions as_writer(pg::ConnectionOptions options, const std::string& stream_id) {
  options.application_name = writer_name(stream_id);
  return options;
}

}  // namespace

struct Streamer::Session {
  Session(LeaderSession& leading, const StreamerOptions& options, double rows_per_hour)
      : leader(leading),
        connection(as_writer(options.database, options.stream_id)),
        rollups(connection, options.stream_id),
        partitions(connection, rows_per_hour, options.partitions),
        sink(connection, rollups, partitions) {
    connection.execute("SET idle_session_timeout = 0");  // silence for an hour is normal
    leader.guard(&connection);
  }
  ~Session() { leader.guard(nullptr); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  LeaderSession& leader;
  pg::Connection connection;
  RollupWriter rollups;
  PartitionKeeper partitions;
  CopySink sink;
  replay::StreamState state;
  std::vector<PendingCommand> commands;
  std::optional<Instant> due_first;  // hours before it were due when the first command was seen
};

Streamer::Streamer(SourceFile& source, StreamerOptions options, const Clock& clock, const Log& log)
    : source_(source),
      options_(std::move(options)),
      limits_(limits_for(options_, source)),
      clock_(clock),
      report_(source.timeline(), options_.target_zone, clock, log, options_.service),
      log_(log),
      speed_asked_for_(options_.speed_was_asked_for) {}

void Streamer::run(const std::stop_token& stop) {
  Backoff backoff;
  options_.database.stop = stop;
  while (!stop.stop_requested()) {
    try {
      run_session(stop);
    } catch (const Failure& failure) {
      if (stop.stop_requested()) break;
      if (!is_transient(failure.code())) throw;
      if (std::exchange(progressed_, false)) backoff.reset();
      const auto wait = backoff.next();
      report_.session_failed(failure, wait);
      clock_.wait_for(wait, stop);
    }
  }
  report_.ended();
}

bool Streamer::lead(LeaderSession& leader, const std::stop_token& stop) {
  bool told = false;
  while (!leader.try_acquire()) {
    if (!std::exchange(told, true)) report_.standing_by();
    if (!clock_.wait_for(kStandbyPoll, stop)) return false;
  }
  return true;
}

void Streamer::run_session(const std::stop_token& stop) {
  LeaderSession leader(options_.database, options_.stream_id, wakeup_, report_.metrics());
  {
    const StopDeadline deadline(stop, kStopPatience, [&] { leader.abort(); });
    if (!lead(leader, stop)) return;
  }
  leader.end_writers_of_others();
  leader.start();
  Session session(leader, options_, source_.rows_per_hour());
  const StopDeadline deadline(stop, kStopPatience, [&] {
    session.connection.abort();
    leader.abort();
  });
  try {
    begin(session);
    while (!stop.stop_requested()) step(session, stop);
  } catch (const Failure&) {
    if (const auto doubt = session.sink.in_doubt()) in_doubt_ = doubt;
    leader.check();  // who lost the lead cut the session: then the loss is the reason
    throw;
  }
}

replay::StreamState Streamer::first_state() const {
  const auto& timeline = source_.timeline();
  replay::StreamState first;
  first.stream_id = options_.stream_id;
  first.position = first.segment_start = timeline.first();
  first.loops = timeline.loops();
  first.step = timeline.step();
  first.mapping = replay::first_anchors(timeline, options_.start_offset_days, clock_.now(),
                                        options_.target_zone, options_.speed.value_or(1));
  first.configured_speed = options_.speed;
  first.source_identity = source_.identity();
  first.day_zone = timeline.day_zone().name();
  first.measured_hours = source_.has_measured_hours();
  return first;
}

void Streamer::begin(Session& session) {
  auto& connection = session.connection;
  for (const auto& name : pg::migrate(connection, pg::embedded_migrations()))
    log_.info("applied schema migration {}", name);
  const auto& loops = source_.timeline().loops();
  if (!read_state(connection, options_.stream_id, loops)) {
    source_.check_unique();
    pg::Transaction transaction(connection);
    create_state(connection, first_state());
    replace_source_wells(connection, source_.wells());
    transaction.commit();
  }
  take_over(connection, options_.stream_id);
  session.state = read_state(connection, options_.stream_id, loops).value();
  const auto history = check_history(connection, session.state, known_commit_, options_.server_files);
  if (history.replaced) report_.history_replaced(*history.replaced, session.state);
  known_commit_ = history.known;
  branch_ = history.branch;
  explain_doubt(session.state);
  const bool is_known = session.state.source_identity == source_.identity();
  if (is_known) session.state = note_source(connection, source_, session.state, log_);
  // Asked to accept what has changed, it compares an unchanged file too: rows may have been changed by hand.
  const bool compares = options_.changed_hours == ChangedHours::rewrite;
  if (!is_known || compares || find_renamed_well(connection)) {
    source_.check_unique();
    session.state = adopt_source(connection, source_, session.state, options_.changed_hours, log_);
    options_.changed_hours = ChangedHours::reject;  // once
  }
  session.state.step = source_.timeline().step();  // missing in a checkpoint of an earlier schema
  if (!session.state.history_complete) drop_key_before_history(connection);
  session.partitions.begin();
  session.partitions.write_retention(session.state.stream_id);
  begin_rollups(session);
  session.leader.announce(session.state.epoch);
  report_.session_began(session.state);
  const auto& state = session.state;
  if (state.newest_label && *state.newest_label > clock_.now() + kClockTolerance)
    report_.clock_holds(*state.newest_label, state.mapping.label_of(state.position));
}

/// Makes the cells that the last streamer left unfinished; many are left to moments without work.
void Streamer::begin_rollups(Session& session) {
  const auto& newest = session.state.newest_label;
  session.rollups.begin(cuts_of(session.state, options_.target_zone, source_.well_count()), newest);
  for (int piece = 0; session.rollups.is_behind() && piece < kRollupPiecesAtStart; ++piece)
    session.rollups.make_up(*newest, kRollupRowsAtStart);
}

/// `state` has been committed.
void Streamer::remember(const replay::StreamState& state) {
  if (state.sequence == known_commit_->sequence) return;  // of an earlier branch, perhaps
  known_commit_->sequence = state.sequence;
  known_commit_->branch = branch_;
}

void Streamer::explain_doubt(const replay::StreamState& state) {
  if (const auto doubt = std::exchange(in_doubt_, std::nullopt))
    report_.commit_in_doubt(state.position == *doubt);
}

void Streamer::step(Session& session, const std::stop_token& stop) {
  session.leader.check();
  const auto now = clock_.now();
  watch_clock(session.state, now);
  if (session.leader.take_notice())
    session.commands = pending_commands(session.connection, options_.stream_id);
  if (carry_out_next_command(session, now) || take_configured_speed(session, now) || retire(session)) return;
  const auto plan = plan_next(session.state, limits_, now, source_.timeline().step());
  if (const auto* batch = std::get_if<Batch>(&plan)) {
    session.partitions.prepare(session.state, batch->from, batch->to);
    const auto outcome = session.sink.write(source_, session.state, *batch);
    report_.batch_written(
        *batch, outcome,
        due_end(session.state.mapping, now, source_.timeline().step(), source_.timeline().first()));
    session.state = outcome.state;
    remember(session.state);
    progressed_ = true;
    return;
  }
  report_.idle();
  if (session.partitions.make_ahead(session.state)) return;
  if (session.rollups.is_behind()) {
    session.rollups.make_up(*session.state.newest_label, kRollupRowsWhileIdle);
    return;
  }
  const auto until = std::get<Wait>(plan).until;
  wakeup_.wait(clock_, std::min<Microseconds>(until - now, kLongestWait), stop);
}

/// Removes the oldest partition, its commits and its rollups in one transaction, when they are older than
/// what is kept.
bool Streamer::retire(Session& session) {
  const auto oldest = session.partitions.outlived(session.state);
  if (!oldest) return false;
  session.partitions.put_off(session.state);
  try {
    pg::Transaction transaction(session.connection);
    if (!session.rollups.retire(oldest->to)) return false;
    session.partitions.retire(session.state, *oldest);
    auto after = session.state;
    after.sequence += 1;
    after.horizon = oldest->to;
    after = change(session.connection, session.state, after, CommitKind::rows);
    transaction.commit();
    session.state = after;
  } catch (const Failure& failure) {
    if (failure.code() == Code::fenced) throw;
    report_.rows_not_removed(*oldest, failure);  // the next statement reports a lost session
    return false;
  }
  remember(session.state);
  session.rollups.retired();
  session.partitions.retired();
  report_.rows_removed(*oldest);
  return true;
}

void Streamer::watch_clock(const replay::StreamState& state, Instant now) {
  const auto uptime = clock_.uptime();
  if (seen_wall_) {
    const auto step = (now - *seen_wall_) - (uptime - seen_uptime_);
    const auto next = state.mapping.label_of(state.position);
    if (std::chrono::abs(step) > kClockTolerance) report_.clock_stepped(step, next, now);
    if (step < -kClockTolerance && state.newest_label && *state.newest_label > now)
      report_.clock_holds(*state.newest_label, next);
  }
  seen_wall_ = now;
  seen_uptime_ = uptime;
}

/// Applies REPLAY_SPEED only when it differs from the value last adopted: a speed set by command survives a
/// restart.
bool Streamer::take_configured_speed(Session& session, Instant now) {
  auto& state = session.state;
  if (!options_.speed || (options_.speed == state.configured_speed && !speed_asked_for_)) return false;
  if (std::holds_alternative<Batch>(plan_next(state, limits_, now, source_.timeline().step()))) return false;
  speed_asked_for_ = false;
  auto after = value_or_throw(
      apply(replay::SetSpeed{*options_.speed}, state, source_.timeline(), now, options_.target_zone));
  after.configured_speed = options_.speed;
  pg::Transaction transaction(session.connection);
  after = change(session.connection, state, after);
  const auto detail = describe(after);
  const auto argument = argument_of(replay::SetSpeed{*options_.speed});
  record_change(session.connection, "speed", argument, "REPLAY_SPEED", detail, state, after);
  transaction.commit();
  state = after;
  remember(state);
  report_.command_answered("speed", argument, CommandStatus::applied, detail);
  return true;
}

bool Streamer::carry_out_next_command(Session& session, Instant now) {
  if (session.commands.empty()) return false;
  const auto& state = session.state;
  const auto& pending = session.commands.front();
  if (pending.command && waits_for_due_hours(*pending.command)) {
    const auto due_now = due_end(state.mapping, now, source_.timeline().step(), source_.timeline().first());
    const auto due = state.hold_position ? std::min(due_now, *state.hold_position) : due_now;
    // Waits only for the hours due when the command came: commands must work on a stream that cannot keep up,
    // too.
    if (!session.due_first) session.due_first = due;
    if (state.position < std::min(due, *session.due_first)) return false;
  }
  carry_out(session, pending, now);
  session.commands.erase(session.commands.begin());
  session.due_first.reset();
  return true;
}

void Streamer::carry_out(Session& session, const PendingCommand& pending, Instant now) {
  auto& state = session.state;
  const Expected<replay::StreamState> result =
      pending.command ? apply(*pending.command, state, source_.timeline(), now, options_.target_zone)
                      : std::unexpected(pending.command.error());
  auto after = result.value_or(state);
  auto status = CommandStatus::refused;
  if (result) status = after == state ? CommandStatus::unchanged : CommandStatus::applied;
  pg::Transaction transaction(session.connection);
  if (status == CommandStatus::applied) after = change(session.connection, state, after);
  const auto detail = result ? describe(after) : result.error().message;
  if (!answer_command(session.connection, pending.id, status, detail, state, after)) return;
  transaction.commit();
  state = after;
  remember(state);
  report_.command_answered(pending.command ? name_of(*pending.command) : "unknown",
                           pending.command ? argument_of(*pending.command) : "", status, detail);
}

std::string Streamer::describe(const replay::StreamState& state) const {
  const auto source_hour = [&](Instant position) {
    return "source hour " +
           format_iso8601(state.loops.locate(position).source, source_.timeline().day_zone());
  };
  const auto next = source_hour(state.position);
  if (state.is_held()) return fmt::format("paused; {} comes next, at speed {}", next, state.mapping.speed);
  auto running = fmt::format("{} comes at {}, speed {}", next,
                             report_.live_time(state.mapping.label_of(state.position)), state.mapping.speed);
  if (!state.hold_position) return running;
  return fmt::format("{}; a pause follows before {}", running, source_hour(*state.hold_position));
}

}  // namespace flodata::streamer
