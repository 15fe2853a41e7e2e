// The checkpoint of a stream in the database: which hours are in production_data, and which mapping labels
// the next one.
//
// Why every hour is there exactly once: advance() moves `position` from the value that this streamer read to
// the end of the batch, in the transaction that writes the batch's rows. It changes no row when the epoch or
// the position differ (another streamer took over, or a COMMIT without a response did succeed): the
// transaction then rolls back with its rows. So in every committed state the segments and `position` alone
// say which hours are in the table. After any failure the streamer reads the checkpoint again and trusts
// nothing in memory. Commands work the same way (change()), so a mapping never changes during a batch.
//
// Why every row belongs to exactly one commit of stream_commit: the transaction that increments the sequence
// also records the number with the newest label, and labels only grow, so a batch's rows lie after the newest
// label of the previous commit and up to its own. Rows that a revision rewrites keep the labels of their
// original commits; rows that it adds after the last one, in a finer step, are its own. Proof:
// tests/integration/streaming_test.cc, tests/chaos/kills.py
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "replay/stream_state.h"

namespace flodata::streamer {

/// Returns the stream's checkpoint, or nothing when the stream was never started. `loops`: used for what a
/// checkpoint of an earlier schema lacks.
std::optional<replay::StreamState> read_state(pg::Connection& connection, const std::string& stream_id,
                                              const replay::LoopSpan& loops);

/// Writes the first checkpoint of a stream (epoch 0), and removes the commits of an earlier stream of this
/// name. Does nothing when there is a checkpoint.
void create_state(pg::Connection& connection, const replay::StreamState& state);

/// Makes this streamer the owner: raises the epoch, so that no other streamer can write any longer, and draws
/// a branch for its commits.
void take_over(pg::Connection& connection, const std::string& stream_id);

/// Moves the checkpoint within the open transaction and increments the sequence; call record_commit()
/// afterwards. Returns the state after the commit. Errors: Failure(fenced) when another streamer took over or
/// the batch is already written.
replay::StreamState advance(pg::Connection& connection, const replay::StreamState& state, Instant position,
                            bool history_complete);

enum class CommitKind : std::uint8_t {
  rows,      // contains the rows after the newest label of the previous commit, if any
  revision,  // rewrites earlier rows, or their meaning
};

/// Records the commit that makes `state`; subscribers are notified at the commit. Must be the last statement
/// of the transaction, so that the commit's time is that of its end.
void record_commit(pg::Connection& connection, const replay::StreamState& state, CommitKind kind);

/// Replaces everything that commands and a changed source can change, within the open transaction: mapping,
/// position, pause, loops, identity. When the mapping ends, the range labelled so far becomes a segment. A
/// higher sequence invalidates earlier responses: the commit is recorded with `kind`. Notifies the
/// subscribers of commits. Returns the state after the commit. Errors: Failure(fenced).
replay::StreamState change(pg::Connection& connection, const replay::StreamState& before,
                           replay::StreamState after, CommitKind kind = CommitKind::revision);

/// Returns the ranges labelled by earlier mappings, in the order of their labels.
std::vector<replay::Segment> read_segments(pg::Connection& connection, const std::string& stream_id);

/// Returns the state as JSON, for the record of commands.
std::string to_json(const replay::StreamState& state);

}  // namespace flodata::streamer
