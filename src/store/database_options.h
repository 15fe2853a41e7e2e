// Where the live database is, for those who may not know of src/pg.
#pragma once

#include "pg/connection_options.h"

namespace flodata::store {

using DatabaseOptions = pg::ConnectionOptions;

}  // namespace flodata::store
