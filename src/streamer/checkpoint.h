// The checkpoint of a stream in the database: what is in production_data, and by which mapping the next hour
// gets its label.
//
// Why every hour is there exactly once: advance() moves `position` from the value that this streamer read to
// the batch's end, in the transaction that carries the batch's rows. It changes no row when the epoch or the
// position differ (another streamer took over, or a COMMIT whose answer was lost did happen): the transaction
// is then rolled back with its rows. So the segments and `position` say in every committed state which hours
// are in the table, and nothing else is. After any failure the streamer reads the checkpoint again instead of
// remembering. Commands go the same way (change()), so a mapping never changes under a batch.
//
// Why every row belongs to exactly one commit of stream_commit: the transaction that counts the sequence up
// also writes down the number with the newest label, and labels only ever grow, so a batch's rows lie after
// the newest label of the commit before it and not after its own. Rows that a revision rewrites stay under
// the labels of the commits that brought them; what it adds after the last one, in a finer step, is its own.
// Proof: tests/integration/streaming_test.cc, tests/chaos/kills.py
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "replay/stream_state.h"

namespace flodata::streamer {

/// Returns the stream's checkpoint, or nothing when it was never started. `loops` stands in for what a
/// checkpoint of an earlier schema does not hold.
std::optional<replay::StreamState> read_state(pg::Connection& connection, const std::string& stream_id,
                                              const replay::LoopSpan& loops);

/// Writes the first checkpoint of a stream (epoch 0); commits that an earlier stream of this name left go.
/// Does nothing when there is one.
void create_state(pg::Connection& connection, const replay::StreamState& state);

/// Makes this streamer the owner: raises the epoch, so that any other one can write nothing more.
void take_over(pg::Connection& connection, const std::string& stream_id);

/// Moves the checkpoint within the open transaction and counts the sequence up; record_commit() is to follow.
/// Returns the state as it will be once the transaction committed.
/// Errors: Failure(fenced) when another streamer took over or the batch is already in.
replay::StreamState advance(pg::Connection& connection, const replay::StreamState& state, Instant position,
                            bool history_complete);

enum class CommitKind : std::uint8_t {
  rows,      // it carries the rows after the newest label of the one before, if any
  revision,  // it rewrites earlier rows, or what they mean
};

/// Writes down the commit that makes `state`, and notifies subscribers once the transaction has committed.
/// The last statement of the transaction: the commit's time is that of its end.
void record_commit(pg::Connection& connection, const replay::StreamState& state, CommitKind kind);

/// Replaces all that commands and a changed source change, within the open transaction: mapping, position,
/// pause, loops, identity. The stretch labelled so far is kept as a segment when its mapping ends. A sequence
/// that grows says that earlier responses do not hold any more: the commit is recorded, as a `kind`.
/// Subscribers of commits are notified.
/// Returns the state as it will be once the transaction committed. Errors: Failure(fenced).
replay::StreamState change(pg::Connection& connection, const replay::StreamState& before,
                           replay::StreamState after, CommitKind kind = CommitKind::revision);

/// Returns the stretches labelled by earlier mappings, in the order of their labels.
std::vector<replay::Segment> read_segments(pg::Connection& connection, const std::string& stream_id);

/// Returns the state as JSON, for the record of commands.
std::string to_json(const replay::StreamState& state);

}  // namespace flodata::streamer
