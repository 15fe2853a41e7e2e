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
  std::string search_path;       // of the session, whatever the role sets; empty: the role's or the server's
};

/// Returns `search_path` as libpq's keyword `options` wants it, or "".
inline std::string session_options(const ConnectionOptions& options) {
  if (options.search_path.empty()) return {};
  std::string text = "-c search_path=";
  for (const char c : options.search_path) {
    if (c == ' ' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace flodata::pg
