// /api/production…: rows of one well, rows of many wells, and the newest row of each well.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_production_routes();

}  // namespace flodata::api
