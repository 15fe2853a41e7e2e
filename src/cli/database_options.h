// Settings -> how to reach the live database.
#pragma once

#include <string>

#include "base/settings.h"
#include "pg/connection_options.h"

namespace flodata::cli {

inline pg::ConnectionOptions database_options(const Settings& settings, std::string application_name) {
  return {settings.db_host, settings.db_port,     settings.db_name,
          settings.db_user, settings.db_password, std::move(application_name)};
}

}  // namespace flodata::cli
