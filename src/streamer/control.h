// Asking a running streamer for something, from wherever: the command is written into the database, the
// streamer carries it out and answers. The API's only door to the streamer.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "model/replay_status.h"
#include "pg/connection_options.h"
#include "streamer/command.h"

namespace flodata::streamer {

struct ReplayRequest {
  Command command;
  std::string request_id;  // sent again, the request is answered and not carried out again; empty: a new one
  std::string requested_by;  // for the record: "cli", "api"
};

struct ReplayAnswer {
  std::int64_t id;
  std::string request_id;
  std::string status;  // applied, unchanged, refused
  std::string detail;  // what was done, or why not
};

/// Asks and waits for the answer, on a session of its own; blocks.
/// Errors: unavailable when no streamer took the request within `patience` (it is withdrawn then: nothing
/// happens later), conflict when `request_id` stands for another command, not_found when there is no stream.
/// Failure when the database is away: whether the command is carried out is not known then.
/// `stop` ends the wait as `patience` does, and breaks off what the database does not answer soon after it.
Expected<ReplayAnswer> request_replay(const pg::ConnectionOptions& database, const ReplayRequest& request,
                                      std::chrono::milliseconds patience,
                                      const std::string& stream_id = "main",
                                      const std::stop_token& stop = {});

/// Reads what the stream does, on a session of its own; blocks. Errors: not_found when there is no stream.
/// Failure when the database is away.
Expected<ReplayStatus> read_replay_status(const pg::ConnectionOptions& database,
                                          const std::string& stream_id = "main");

}  // namespace flodata::streamer
