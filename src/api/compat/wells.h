// /wells…: wells and their rows as the earlier Python system gave them.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_compat_well_routes();

}  // namespace flodata::api
