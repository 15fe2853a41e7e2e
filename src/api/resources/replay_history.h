// /api/replay/segments and /api/replay/commands: what was done to the stream.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_replay_history_routes();

}  // namespace flodata::api
