// /api/production…: rows of one well, of many, and of all of them now.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_production_routes();

}  // namespace flodata::api
