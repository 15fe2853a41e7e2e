// The address of the live database, for code that may not include src/pg.
#pragma once

#include "pg/connection_options.h"

namespace flodata::store {

using DatabaseOptions = pg::ConnectionOptions;

}  // namespace flodata::store
