// The first load runs without the primary key. Each partition gets its own once the load has passed it, and
// the table at the end: a key built over rows that are there costs less than half of maintaining it row by
// row (docs/decisions/0015-key-after-the-first-load.md). The checkpoint, not the key, prevents duplicate
// hours.
#pragma once

#include "pg/connection.h"

namespace flodata::streamer {

/// Drops the key of an empty production_data, in its own transaction; keeps it when the table has rows.
void drop_key_before_history(pg::Connection& connection);

/// Builds the key when there is none, within the open transaction (the one that completes the history).
/// Readers are blocked only for a moment at its end.
void build_key_after_history(pg::Connection& connection);

}  // namespace flodata::streamer
