// A database on several hosts: one is the primary, the others are its standbys.
#pragma once

#include <vector>

#include "pg/connection_options.h"

namespace flodata::pg {

/// Returns the options for each host of a list separated by commas, in its order; of a single host the
/// options themselves.
std::vector<ConnectionOptions> each_host(const ConnectionOptions& options);

}  // namespace flodata::pg
