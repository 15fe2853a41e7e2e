// A PostgreSQL server of our own in a folder: made by initdb on first use, run as a child process, stopped
// with us. Listens on 127.0.0.1 and on a socket in its folder; the password is random and kept in a file
// beside it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "pg/connection_options.h"

namespace flodata::pg {

struct PrivateServerOptions {
  std::filesystem::path directory;  // holds cluster/, postgres.log, pgpass; made when missing
  std::string database;
  std::string user;
};

class PrivateServer {
 public:
  /// Prepares folder, cluster (initdb) and password, starts the server and waits until it answers.
  /// The server gets SIGINT when the calling *thread* ends (PR_SET_PDEATHSIG), so call it from the main
  /// thread. As root the server runs as the user `postgres` (or `nobody`), because PostgreSQL refuses root.
  /// Errors: Failure naming the folder or program that is missing, with the end of the server's log.
  PrivateServer(const PrivateServerOptions& options, const Log& log);
  /// Stops the server: fast, and after a second and a half at once (it then recovers from its log at the next
  /// start).
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  /// How this process reaches the server (by its socket where the path is short enough).
  [[nodiscard]] const ConnectionOptions& connection() const { return connection_; }
  /// TCP port on 127.0.0.1.
  [[nodiscard]] int port() const { return port_; }
  /// File in .pgpass form, readable by its owner only.
  [[nodiscard]] const std::filesystem::path& password_file() const { return password_file_; }
  /// Process id of the server.
  [[nodiscard]] int pid() const { return pid_; }

 private:
  std::filesystem::path cluster_;
  std::filesystem::path log_file_;
  std::filesystem::path password_file_;
  ConnectionOptions connection_;
  int port_ = 0;
  int pid_ = -1;
};

}  // namespace flodata::pg
