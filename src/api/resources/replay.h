// /api/status and /api/replay/…: what the stream does, and commands to it.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_replay_routes();

}  // namespace flodata::api
