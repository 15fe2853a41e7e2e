// /api/status and /api/replay/…: the stream's status, and commands to it.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_replay_routes();

}  // namespace flodata::api
