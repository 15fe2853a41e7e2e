#include "streamer/checkpoint.h"

#include <fmt/format.h>

#include "replay/names.h"
#include "streamer/sql.h"

namespace flodata::streamer {
namespace {

using pg::to_parameter;

[[noreturn]] void fenced(const replay::StreamState& state) {
  throw Failure(Code::fenced, fmt::format("stream '{}': another streamer has taken over (ours was epoch {})",
                                          state.stream_id, state.epoch));
}

pg::Parameter optional_instant(const std::optional<Instant>& instant) {
  if (!instant) return std::nullopt;
  return to_parameter(*instant);
}

std::optional<Instant> instant_or_nothing(const pg::Result& rows, std::size_t row, std::size_t column) {
  if (rows.is_null(row, column)) return std::nullopt;
  return rows.instant(row, column);
}

std::string count(Microseconds duration) { return std::to_string(duration.count()); }

std::string flag(bool value) { return value ? "true" : "false"; }

/// Records the range that `state` has labelled so far.
void close_segment(pg::Connection& connection, const replay::StreamState& state) {
  connection.query(
      sql::kCloseSegment,
      {state.stream_id, to_parameter(state.segment_start), to_parameter(state.position),
       to_parameter(state.mapping.anchor_source), to_parameter(state.mapping.anchor_live),
       fmt::format("{}", state.mapping.speed), to_parameter(state.loops.first), count(state.loops.period)});
}

}  // namespace

std::optional<replay::StreamState> read_state(pg::Connection& connection, const std::string& stream_id,
                                              const replay::LoopSpan& loops) {
  const auto rows = connection.query(sql::kReadState, {stream_id});
  if (rows.row_count() == 0) return std::nullopt;
  replay::StreamState state;
  state.stream_id = stream_id;
  state.epoch = rows.int64(0, 0);
  state.sequence = rows.int64(0, 1);
  state.position = rows.instant(0, 2);
  state.mapping = {rows.instant(0, 3), rows.instant(0, 4), rows.float64(0, 5)};
  state.history_complete = rows.boolean(0, 6);
  state.source_identity = rows.text(0, 7);
  state.newest_label = instant_or_nothing(rows, 0, 8);
  state.hold_position = instant_or_nothing(rows, 0, 9);
  state.held_at = instant_or_nothing(rows, 0, 10);
  state.segment_start = rows.instant(0, 11);
  state.loops =
      rows.is_null(0, 12) ? loops : replay::LoopSpan{rows.instant(0, 12), Microseconds(rows.int64(0, 13))};
  if (!rows.is_null(0, 14)) state.configured_speed = rows.float64(0, 14);
  state.step = Microseconds(rows.int64(0, 15));
  state.day_zone = rows.text(0, 16);
  state.measured_hours = rows.boolean(0, 17);
  state.horizon = instant_or_nothing(rows, 0, 18);
  return state;
}

void create_state(pg::Connection& connection, const replay::StreamState& state) {
  connection.query(
      sql::kCreateState,
      {state.stream_id, to_parameter(state.position), to_parameter(state.mapping.anchor_source),
       to_parameter(state.mapping.anchor_live), fmt::format("{}", state.mapping.speed), state.source_identity,
       to_parameter(state.loops.first), count(state.loops.period),
       state.configured_speed ? pg::Parameter(fmt::format("{}", *state.configured_speed)) : std::nullopt,
       count(state.step), state.day_zone, flag(state.measured_hours)});
}

void take_over(pg::Connection& connection, const std::string& stream_id) {
  connection.query(sql::kTakeOver, {stream_id});
}

replay::StreamState advance(pg::Connection& connection, const replay::StreamState& state, Instant position,
                            bool history_complete) {
  auto next = state;
  next.position = position;
  next.sequence += 1;
  next.history_complete = history_complete;
  next.newest_label = state.mapping.label_of(position - state.step);
  const auto updated = connection.query(
      sql::kAdvanceState, {to_parameter(position), std::to_string(state.loops.locate(position).loop),
                           flag(history_complete), to_parameter(*next.newest_label), state.stream_id,
                           std::to_string(state.epoch), to_parameter(state.position), count(state.step)});
  if (updated.affected_rows() != 1) fenced(state);
  return next;
}

void record_commit(pg::Connection& connection, const replay::StreamState& state, CommitKind kind) {
  connection.query(sql::kRecordCommit,
                   {state.stream_id, std::to_string(state.sequence), optional_instant(state.newest_label),
                    flag(kind == CommitKind::revision), replay::kCommitChannel});
}

replay::StreamState change(pg::Connection& connection, const replay::StreamState& before,
                           replay::StreamState after, CommitKind kind) {
  const bool ends_segment =
      before.mapping != after.mapping || before.position != after.position || before.loops != after.loops;
  if (ends_segment) {
    if (before.segment_start < before.position) close_segment(connection, before);
    after.segment_start = after.position;
  }
  const auto updated = connection.query(
      sql::kChangeState,
      {to_parameter(after.position),
       to_parameter(after.mapping.anchor_source),
       to_parameter(after.mapping.anchor_live),
       fmt::format("{}", after.mapping.speed),
       std::to_string(after.loops.locate(after.position).loop),
       after.source_identity,
       optional_instant(after.hold_position),
       optional_instant(after.held_at),
       to_parameter(after.segment_start),
       to_parameter(after.loops.first),
       count(after.loops.period),
       after.configured_speed ? pg::Parameter(fmt::format("{}", *after.configured_speed)) : std::nullopt,
       std::to_string(after.sequence),
       before.stream_id,
       std::to_string(before.epoch),
       to_parameter(before.position),
       count(after.step),
       optional_instant(after.newest_label),
       after.day_zone,
       flag(after.measured_hours)});
  if (updated.affected_rows() != 1) fenced(before);
  if (after.sequence > before.sequence)
    record_commit(connection, after, kind);
  else
    connection.query("SELECT pg_notify($1, $2)", {replay::kCommitChannel, std::to_string(after.sequence)});
  return after;
}

std::vector<replay::Segment> read_segments(pg::Connection& connection, const std::string& stream_id) {
  const auto rows = connection.query(sql::kReadSegments, {stream_id});
  std::vector<replay::Segment> segments;
  for (std::size_t row = 0; row < rows.row_count(); ++row)
    segments.push_back({rows.instant(row, 0),
                        rows.instant(row, 1),
                        {rows.instant(row, 2), rows.instant(row, 3), rows.float64(row, 4)},
                        {rows.instant(row, 5), Microseconds(rows.int64(row, 6))}});
  return segments;
}

std::string to_json(const replay::StreamState& state) {
  const auto text_or_null = [](const std::optional<Instant>& instant) {
    return instant ? "\"" + to_parameter(*instant) + "\"" : std::string("null");
  };
  return fmt::format(
      R"({{"epoch":{},"sequence":{},"position":"{}","anchor_source":"{}","anchor_live":"{}","speed":{},"hold_position":{},"held_at":{}}})",
      state.epoch, state.sequence, to_parameter(state.position), to_parameter(state.mapping.anchor_source),
      to_parameter(state.mapping.anchor_live), state.mapping.speed, text_or_null(state.hold_position),
      text_or_null(state.held_at));
}

}  // namespace flodata::streamer
