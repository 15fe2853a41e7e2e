// The first load runs without the primary key, which is built once afterwards: a key built over all rows
// costs less than half of maintaining it row by row (docs/decisions/0013). The checkpoint, not the key,
// prevents duplicate hours.
#pragma once

#include "pg/connection.h"

namespace flodata::streamer {

/// Drops the key of an empty production_data, in its own transaction; keeps it when the table has rows.
void drop_key_before_history(pg::Connection& connection);

/// Builds the key when there is none, within the open transaction (the one that completes the history).
/// Readers are blocked only for a moment at its end.
void build_key_after_history(pg::Connection& connection);

}  // namespace flodata::streamer
