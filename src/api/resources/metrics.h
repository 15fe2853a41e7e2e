// /metrics, for Prometheus. A scrape does not fail: that the database is away is an answer too.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_metrics_routes();

}  // namespace flodata::api
