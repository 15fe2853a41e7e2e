// The first load without the primary key, and the key made once after it: a key built over all rows costs
// less than half of what it costs row by row (docs/decisions/0013). The checkpoint, not the key, is what
// keeps an hour from being there twice.
#pragma once

#include "pg/connection.h"

namespace flodata::streamer {

/// Takes the key off an empty production_data, in a transaction of its own; leaves it on one that holds rows.
void drop_key_before_history(pg::Connection& connection);

/// Makes the key when there is none, within the open transaction (the one that completes the history).
/// Readers are not blocked but for a moment at its end.
void build_key_after_history(pg::Connection& connection);

}  // namespace flodata::streamer
