// A source file that differs from the one last streamed: longer, or corrected. The segments and the file
// determine what the table must contain, so the two are compared row by row.
#pragma once

#include <cstdint>

#include "base/log.h"
#include "pg/connection.h"
#include "replay/stream_state.h"
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// What to do when already streamed hours differ in the new file.
enum class ChangedHours : std::uint8_t { reject, rewrite };

/// Makes `source` the stream's source from now on, in one transaction; it may be the one that it is, to find
/// rows that were changed by hand. Hours after the streamed ones need no further change; changed hours are
/// rewritten under their labels, and the change is recorded. Returns the new state. Uses the server's memory:
/// the rows go into a temporary table. A source with another zone of production days, or other canonical
/// names of wells, counts as changed too. Errors: Failure(conflict) with the number of changed hours, some
/// examples, and a hint; nothing is changed then.
replay::StreamState adopt_source(pg::Connection& connection, SourceFile& source,
                                 const replay::StreamState& state, ChangedHours changed, const Log& log);

/// Records facts of a source besides its rows that a database of an earlier schema lacks. Returns the new
/// state.
replay::StreamState note_source(pg::Connection& connection, const SourceFile& source,
                                const replay::StreamState& state, const Log& log);

}  // namespace flodata::streamer
