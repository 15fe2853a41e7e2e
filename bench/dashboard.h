// A dashboard that somebody leaves open while the streamer writes: what it is spared by caches, and whether
// anything it is shown is old.
#pragma once

#include <chrono>
#include <vector>

#include "bench.h"

namespace flodata::bench {

/// `database` holds the past of `source`, whose day `offset_days` is today.
std::vector<Figure> measure_dashboard(const Folder& folder, const fs::path& source, int offset_days,
                                      const pg::ConnectionOptions& database, std::chrono::seconds duration);

}  // namespace flodata::bench
