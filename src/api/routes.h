// The table of all routes.
#pragma once

#include <vector>

#include "api/route.h"

namespace flodata::api {

std::vector<Route> make_routes();

/// Those of them that say what the stream does or control it (routes_replay.cc).
std::vector<Route> make_replay_routes();

}  // namespace flodata::api
