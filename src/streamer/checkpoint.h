// The checkpoint of a stream: what is in production_data, and by which mapping the next hour gets its label.
//
// Why every hour is there exactly once: advance() moves `position` from the value that this streamer read to
// the batch's end, in the transaction that carries the batch's rows. It changes no row when the epoch or the
// position differ (another streamer took over, or a COMMIT whose answer was lost did happen): the transaction
// is then rolled back with its rows. So position = p holds in the database if and only if all hours before p,
// and none from p on, are in the table. After any failure the streamer reads the checkpoint again instead of
// remembering. Proof: tests/integration/replay_test.cc
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "pg/connection.h"
#include "streamer/time_mapping.h"

namespace flodata::streamer {

struct StreamState {
  std::string stream_id;
  std::int64_t epoch = 0;
  std::int64_t sequence = 0;  // committed batches: the version of the data
  Instant position;           // next hour to write
  TimeMapping mapping;
  bool history_complete = false;
  std::string source_identity;
};

/// Returns the stream's checkpoint, or nothing when it was never started.
std::optional<StreamState> read_state(pg::Connection& connection, const std::string& stream_id);

/// Writes the first checkpoint of a stream (epoch 0).
void create_state(pg::Connection& connection, const StreamState& state);

/// Makes this streamer the owner: raises the epoch, so that any other one can write nothing more.
/// Returns the state as it is now.
StreamState take_over(pg::Connection& connection, const std::string& stream_id);

/// Moves the checkpoint within the open transaction and counts the sequence up.
/// Returns the state as it will be once the transaction committed.
/// Errors: Failure(fenced) when another streamer took over or the batch is already in.
StreamState advance(pg::Connection& connection, const StreamState& state, Instant position, std::int64_t loop,
                    bool history_complete);

/// Changes the mapping (a transaction of its own). Errors: Failure(fenced).
StreamState re_anchor(pg::Connection& connection, const StreamState& state, const TimeMapping& mapping);

}  // namespace flodata::streamer
