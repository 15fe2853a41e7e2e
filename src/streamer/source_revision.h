// A source file that is not the one a stream was read from last: longer, or corrected. What the table has to
// hold is known from the segments and the file, so the two are compared row by row.
#pragma once

#include <cstdint>

#include "base/log.h"
#include "pg/connection.h"
#include "replay/stream_state.h"
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// What to do when hours that were streamed already are different in the new file.
enum class ChangedHours : std::uint8_t { reject, rewrite };

/// Takes `source` as the stream's source from now on, in one transaction. Hours that follow what was streamed
/// need nothing but that; changed hours are rewritten under the labels they have, and the change is recorded.
/// Returns the state after it. Memory is the server's: the rows go into a temporary table.
/// Errors: Failure(conflict) naming how many hours changed, some of them, and the hint; then nothing was
/// changed.
/// A source whose production days are of another zone, or whose wells have other canonical names, counts as
/// changed too.
replay::StreamState adopt_source(pg::Connection& connection, SourceFile& source,
                                 const replay::StreamState& state, ChangedHours changed, const Log& log);

/// Writes down what a source that was streamed before says besides its rows, where the database does not know
/// it: a database of an earlier schema. Returns the state after it.
replay::StreamState note_source(pg::Connection& connection, const SourceFile& source,
                                const replay::StreamState& state, const Log& log);

}  // namespace flodata::streamer
