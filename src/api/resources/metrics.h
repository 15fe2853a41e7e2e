// /metrics, for Prometheus. A scrape does not fail: it reports an unavailable database too.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_metrics_routes();

}  // namespace flodata::api
