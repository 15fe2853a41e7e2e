// The table of all routes.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_routes();

}  // namespace flodata::api
