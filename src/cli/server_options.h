// The API's options out of the settings.
#pragma once

#include "api/server.h"
#include "base/settings.h"

namespace flodata::cli {

/// Throws Failure for a setting that is wrong.
api::ServerOptions server_options(const Settings& settings, store::DatabaseOptions database);

}  // namespace flodata::cli
