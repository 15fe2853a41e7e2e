// Commands in the database, and their answers. A command is answered in the transaction that carries it out,
// so it is carried out once, whatever crashes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "pg/connection.h"
#include "replay/command.h"
#include "replay/stream_state.h"

namespace flodata::streamer {

struct PendingCommand {
  std::int64_t id;
  Expected<replay::Command> command;  // an error when it cannot be parsed
};

/// Returns the commands without an answer, oldest first.
std::vector<PendingCommand> pending_commands(pg::Connection& connection, const std::string& stream_id);

enum class CommandStatus : std::uint8_t { applied, unchanged, refused };
std::string_view to_string(CommandStatus status);

/// Answers a command within the open transaction, and notifies the waiting client at the commit. Returns
/// false when the command has been withdrawn: the transaction must then not carry it out.
[[nodiscard]] bool answer_command(pg::Connection& connection, std::int64_t id, CommandStatus status,
                                  const std::string& detail, const replay::StreamState& before,
                                  const replay::StreamState& after);

/// Records a change without a command (a setting, accepted corrections), within the open transaction.
void record_change(pg::Connection& connection, std::string_view command, const std::string& argument,
                   std::string_view requested_by, const std::string& detail,
                   const replay::StreamState& before, const replay::StreamState& after);

}  // namespace flodata::streamer
