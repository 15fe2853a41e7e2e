#include "streamer/command_log.h"

#include <fmt/format.h>

#include "replay/names.h"
#include "streamer/checkpoint.h"
#include "streamer/sql.h"

namespace flodata::streamer {

using fmt::literals::operator""_a;

std::vector<PendingCommand> pending_commands(pg::Connection& connection, const std::string& stream_id) {
  static const TimeZone kUtc = value_or_throw(TimeZone::find("UTC"));
  const auto rows =
      connection.query(fmt::format(sql::kPendingCommands, "pending"_a = replay::kPending), {stream_id});
  std::vector<PendingCommand> commands;
  for (std::size_t row = 0; row < rows.row_count(); ++row)
    commands.push_back(
        {rows.int64(row, 0), replay::parse_command(rows.text(row, 1), rows.text(row, 2), kUtc)});
  return commands;
}

std::string_view to_string(CommandStatus status) {
  switch (status) {
    case CommandStatus::applied:
      return replay::kApplied;
    case CommandStatus::unchanged:
      return replay::kUnchanged;
    case CommandStatus::refused:
      return replay::kRefused;
  }
  return {};
}

bool answer_command(pg::Connection& connection, std::int64_t id, CommandStatus status,
                    const std::string& detail, const replay::StreamState& before,
                    const replay::StreamState& after) {
  const auto answered = connection.query(
      fmt::format(sql::kAnswerCommand, "pending"_a = replay::kPending),
      {std::string(to_string(status)), detail, to_json(before), to_json(after), std::to_string(id)});
  if (answered.affected_rows() != 1) return false;
  connection.query("SELECT pg_notify($1, $2)", {replay::kAnswerChannel, std::to_string(id)});
  return true;
}

void record_change(pg::Connection& connection, std::string_view command, const std::string& argument,
                   std::string_view requested_by, const std::string& detail,
                   const replay::StreamState& before, const replay::StreamState& after) {
  connection.query(fmt::format(sql::kRecordChange, "applied"_a = replay::kApplied),
                   {before.stream_id, std::string(command), argument, std::string(requested_by), detail,
                    to_json(before), to_json(after)});
}

}  // namespace flodata::streamer
