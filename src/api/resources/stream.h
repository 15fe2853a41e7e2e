// /api/stream: the rows of every commit as soon as it exists, as server-sent events or by WebSocket.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_stream_routes();

}  // namespace flodata::api
