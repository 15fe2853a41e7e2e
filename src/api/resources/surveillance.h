// /surveillance/…: decline and productivity of a well, from the rows of its last hours.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_surveillance_routes();

}  // namespace flodata::api
