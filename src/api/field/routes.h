// /api/field/wells, /api/field/normal-ranges and /api/field/life: the whole field in one answer each.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_field_wells_routes();
std::vector<Route> make_normal_ranges_routes();
std::vector<Route> make_field_life_routes();

}  // namespace flodata::api
