// What was done to a stream: its commands, and the stretches of live time that they made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "pg/binary_result.h"

namespace flodata::store {

/// Where a stream was when a command came, or after it.
struct RecordedPosition {
  Instant position;  // next one to stream
  Instant anchor_source;
  Instant anchor_live;
  double speed;
  std::optional<Instant> hold_position;
};

/// A command that was given to the stream, or a change that was recorded like one.
struct RecordedCommand {
  std::int64_t id;
  std::string request_id;
  std::string command;
  std::string argument;
  std::string requested_by;
  Instant requested_at;
  std::string status;
  std::optional<Instant> answered_at;
  std::optional<std::string> detail;
  std::optional<RecordedPosition> before;
  std::optional<RecordedPosition> after;
};

/// $1: the stream's id, $2: commands with a lower id, $3: so many at the most. The newest one first.
std::string replay_commands_sql();
std::vector<RecordedCommand> decode_replay_commands(const pg::BinaryResult& result);

/// $1: the stream's id. A row with the time since which it is paused, if it is.
std::string present_pause_sql();

}  // namespace flodata::store
