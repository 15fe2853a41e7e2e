#include "streamer/command_log.h"

#include "replay/names.h"
#include "streamer/checkpoint.h"

namespace flodata::streamer {

std::vector<PendingCommand> pending_commands(pg::Connection& connection, const std::string& stream_id) {
  static const TimeZone kUtc = value_or_throw(TimeZone::find("UTC"));
  const auto rows = connection.query(
      "SELECT id, command, argument FROM replay_command WHERE stream_id = $1 AND status = 'pending' ORDER BY "
      "id",
      {stream_id});
  std::vector<PendingCommand> commands;
  for (std::size_t row = 0; row < rows.row_count(); ++row)
    commands.push_back(
        {rows.int64(row, 0), replay::parse_command(rows.text(row, 1), rows.text(row, 2), kUtc)});
  return commands;
}

std::string_view to_string(CommandStatus status) {
  switch (status) {
    case CommandStatus::applied:
      return "applied";
    case CommandStatus::unchanged:
      return "unchanged";
    case CommandStatus::refused:
      return "refused";
  }
  return {};
}

bool answer_command(pg::Connection& connection, std::int64_t id, CommandStatus status,
                    const std::string& detail, const replay::StreamState& before,
                    const replay::StreamState& after) {
  const auto answered = connection.query(
      "UPDATE replay_command SET status = $1, answered_at = clock_timestamp(), detail = $2, state_before = "
      "$3, "
      "state_after = $4 WHERE id = $5 AND status = 'pending'",
      {std::string(to_string(status)), detail, to_json(before), to_json(after), std::to_string(id)});
  if (answered.affected_rows() != 1) return false;
  connection.query("SELECT pg_notify($1, $2)", {replay::kAnswerChannel, std::to_string(id)});
  return true;
}

void record_change(pg::Connection& connection, std::string_view command, const std::string& argument,
                   std::string_view requested_by, const std::string& detail,
                   const replay::StreamState& before, const replay::StreamState& after) {
  connection.query(
      "INSERT INTO replay_command (stream_id, request_id, command, argument, requested_by, status, "
      "answered_at, "
      "detail, state_before, state_after) VALUES ($1, gen_random_uuid()::text, $2, $3, $4, 'applied', "
      "clock_timestamp(), $5, $6, $7)",
      {before.stream_id, std::string(command), argument, std::string(requested_by), detail, to_json(before),
       to_json(after)});
}

}  // namespace flodata::streamer
