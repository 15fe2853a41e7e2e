// Settings -> how to reach the live database.
#pragma once

#include <string>

#include "base/settings.h"
#include "pg/connection_options.h"
#include "pg/private/private_server_roles.h"

namespace flodata::cli {

inline pg::ConnectionOptions database_options(const Settings& settings, std::string application_name) {
  return {settings.db_host, settings.db_port,     settings.db_name,
          settings.db_user, settings.db_password, std::move(application_name)};
}

/// As the role of the API, where its password is set.
inline pg::ConnectionOptions api_database_options(const Settings& settings) {
  auto options = database_options(settings, "flodata-api");
  if (settings.db_api_password.empty()) return options;
  options.user = pg::reader_role_of(settings.db_user);
  options.password = settings.db_api_password;
  return options;
}

}  // namespace flodata::cli
