// /api/wells and /api/wells/{well_name}: the wells that are live, and what is known of one.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_well_routes();

}  // namespace flodata::api
