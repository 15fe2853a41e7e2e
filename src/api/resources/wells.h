// /api/wells and /api/wells/{well_name}: the live wells, and the details of one.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_well_routes();

}  // namespace flodata::api
