// The address of the live database, and the role to log in as.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

namespace flodata::pg {

class SessionBudget;

struct ConnectionOptions {
  std::string host;  // a host name, or the folder of the server's socket, or several with commas between
  std::int64_t port = 5432;
  std::string database;
  std::string user;
  std::string password;          // empty: libpq's own sources (.pgpass) decide
  std::string application_name;  // shown in pg_stat_activity
  std::string required_peer;     // by socket: owner of the server, checked before anything is sent
  std::string search_path;  // of the session, whatever the role's setting; empty: the role's or the server's
  std::stop_token stop = {};  // ends a Connection's attempt to connect: Failure(interrupted)
  std::string ports = {};     // one for each host, with commas between; empty: all have `port`
  // Of all AsyncConnections that count their sessions together; null: nobody counts.
  std::shared_ptr<SessionBudget> budget = {};
};

/// Returns `search_path` in the form of libpq's keyword `options`, or "".
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
