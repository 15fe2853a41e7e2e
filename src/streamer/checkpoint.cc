#include "streamer/checkpoint.h"

#include <fmt/format.h>

namespace flodata::streamer {
namespace {

using pg::to_parameter;

[[noreturn]] void fenced(const StreamState& state) {
  throw Failure(Code::fenced, fmt::format("stream '{}': another streamer has taken over (ours was epoch {})",
                                          state.stream_id, state.epoch));
}

}  // namespace

std::optional<StreamState> read_state(pg::Connection& connection, const std::string& stream_id) {
  const auto rows = connection.query(
      fmt::format(
          "SELECT epoch, sequence, {}, {}, {}, speed, history_complete, source_identity FROM stream_state "
          "WHERE stream_id = $1",
          pg::instant_to_sql("position"), pg::instant_to_sql("anchor_source"),
          pg::instant_to_sql("anchor_live")),
      {stream_id});
  if (rows.row_count() == 0) return std::nullopt;
  return StreamState{stream_id,
                     rows.int64(0, 0),
                     rows.int64(0, 1),
                     rows.instant(0, 2),
                     {rows.instant(0, 3), rows.instant(0, 4), rows.float64(0, 5)},
                     rows.boolean(0, 6),
                     std::string(rows.text(0, 7))};
}

void create_state(pg::Connection& connection, const StreamState& state) {
  connection.query(
      "INSERT INTO stream_state (stream_id, epoch, sequence, position, anchor_source, anchor_live, speed, "
      "loop_number, "
      "history_complete, source_identity) VALUES ($1, 0, 0, $2, $3, $4, $5, 0, false, $6) ON CONFLICT DO "
      "NOTHING",
      {state.stream_id, to_parameter(state.position), to_parameter(state.mapping.anchor_source),
       to_parameter(state.mapping.anchor_live), fmt::format("{}", state.mapping.speed),
       state.source_identity});
}

StreamState take_over(pg::Connection& connection, const std::string& stream_id) {
  connection.query("UPDATE stream_state SET epoch = epoch + 1, updated_at = now() WHERE stream_id = $1",
                   {stream_id});
  return read_state(connection, stream_id).value();
}

StreamState advance(pg::Connection& connection, const StreamState& state, Instant position, std::int64_t loop,
                    bool history_complete) {
  const auto updated = connection.query(
      "UPDATE stream_state SET position = $1, sequence = sequence + 1, loop_number = $2, history_complete = "
      "$3, "
      "updated_at = now() WHERE stream_id = $4 AND epoch = $5 AND position = $6",
      {to_parameter(position), std::to_string(loop), history_complete ? "true" : "false", state.stream_id,
       std::to_string(state.epoch), to_parameter(state.position)});
  if (updated.affected_rows() != 1) fenced(state);
  auto next = state;
  next.position = position;
  next.sequence += 1;
  next.history_complete = history_complete;
  return next;
}

StreamState re_anchor(pg::Connection& connection, const StreamState& state, const TimeMapping& mapping) {
  const auto updated = connection.query(
      "UPDATE stream_state SET anchor_source = $1, anchor_live = $2, speed = $3, updated_at = now() "
      "WHERE stream_id = $4 AND epoch = $5 AND position = $6",
      {to_parameter(mapping.anchor_source), to_parameter(mapping.anchor_live),
       fmt::format("{}", mapping.speed), state.stream_id, std::to_string(state.epoch),
       to_parameter(state.position)});
  if (updated.affected_rows() != 1) fenced(state);
  auto next = state;
  next.mapping = mapping;
  return next;
}

}  // namespace flodata::streamer
