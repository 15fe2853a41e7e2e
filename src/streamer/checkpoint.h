// The checkpoint of a stream in the database: what is in production_data, and by which mapping the next hour
// gets its label.
//
// Why every hour is there exactly once: advance() moves `position` from the value that this streamer read to
// the batch's end, in the transaction that carries the batch's rows. It changes no row when the epoch or the
// position differ (another streamer took over, or a COMMIT whose answer was lost did happen): the transaction
// is then rolled back with its rows. So the segments and `position` say in every committed state which hours
// are in the table, and nothing else is. After any failure the streamer reads the checkpoint again instead of
// remembering. Commands go the same way (change()), so a mapping never changes under a batch.
// Proof: tests/integration/replay_test.cc, tests/chaos/kills.py
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "streamer/stream_state.h"

namespace flodata::streamer {

/// Returns the stream's checkpoint, or nothing when it was never started. `loops` stands in for what a
/// checkpoint of an earlier schema does not hold.
std::optional<StreamState> read_state(pg::Connection& connection, const std::string& stream_id,
                                      const LoopSpan& loops);

/// Writes the first checkpoint of a stream (epoch 0). Does nothing when there is one.
void create_state(pg::Connection& connection, const StreamState& state);

/// Makes this streamer the owner: raises the epoch, so that any other one can write nothing more.
void take_over(pg::Connection& connection, const std::string& stream_id);

/// Moves the checkpoint within the open transaction and counts the sequence up.
/// Returns the state as it will be once the transaction committed.
/// `step`: time from row to row. Errors: Failure(fenced) when another streamer took over or the batch is
/// already in.
StreamState advance(pg::Connection& connection, const StreamState& state, Instant position, Microseconds step,
                    bool history_complete);

/// Replaces all that commands and a changed source change, within the open transaction: mapping, position,
/// pause, loops, identity. The stretch labelled so far is kept as a segment when its mapping ends.
/// Returns the state as it will be once the transaction committed. Errors: Failure(fenced).
StreamState change(pg::Connection& connection, const StreamState& before, StreamState after);

/// Returns the stretches labelled by earlier mappings, in the order of their labels.
std::vector<Segment> read_segments(pg::Connection& connection, const std::string& stream_id);

/// Returns the state as JSON, for the record of commands.
std::string to_json(const StreamState& state);

}  // namespace flodata::streamer
