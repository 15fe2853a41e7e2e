// / and /health: what this service is, and whether it can respond.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_service_routes();

}  // namespace flodata::api
