// /production/… and /stats: the field's data as the earlier Python system gave it.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_compat_production_routes();

}  // namespace flodata::api
