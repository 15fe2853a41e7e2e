// Settings -> how to reach the live database.
#pragma once

#include <string>

#include "base/settings.h"
#include "pg/connection_options.h"
#include "pg/private/private_server_roles.h"

namespace flodata::cli {

inline pg::ConnectionOptions database_options(const Settings& settings, std::string application_name) {
  // The settings are checked: a list has a port for each host.
  const bool is_list = settings.db_port.find(',') != std::string::npos;
  pg::ConnectionOptions options{settings.db_host, std::stoll(settings.db_port), settings.db_name,
                                settings.db_user, settings.db_password,         std::move(application_name)};
  if (is_list) options.ports = settings.db_port;
  return options;
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
