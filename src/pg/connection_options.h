// Where the live database is and as whom to go there.
#pragma once

#include <cstdint>
#include <string>

namespace flodata::pg {

struct ConnectionOptions {
  std::string host;  // a host name, or the folder of the server's socket
  std::int64_t port = 5432;
  std::string database;
  std::string user;
  std::string password;          // empty: libpq's own sources (.pgpass) decide
  std::string application_name;  // shown in pg_stat_activity
  std::string required_peer;     // by socket: the user whose server it has to be, before anything is sent
};

}  // namespace flodata::pg
