// Where the live database is, for rooms that may not include src/pg.
#pragma once

#include "pg/connection_options.h"

namespace flodata::store {

using DatabaseOptions = pg::ConnectionOptions;

}  // namespace flodata::store
