// A PostgreSQL server of our own in a folder: made by initdb on first use, run as a child process, stopped
// with us. Listens on 127.0.0.1 and on a socket; the passwords of its roles are random and kept in a file.
//
// Run as root, the server is another user's (`postgres`), and a hole in it must not be a way to root:
//   directory/              ours; the server's user passes through it and can change nothing in it
//     cluster/              the server's; we read two short files in it and follow no name
//     postgres.log, pgpass  ours
//     pg_hba.conf, pg_ident.conf   ours; the server's user reads them
//     roles                 ours: for which database and user the roles are set up
// All that lies in `directory` is reached by its descriptor (base/directory.h). Programs run after the rights
// are dropped. Proof: tests/integration/private_server_attack_test.cc
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/directory.h"
#include "base/error.h"
#include "base/log.h"
#include "pg/connection_options.h"
#include "pg/private/private_server_process.h"
#include "pg/private/private_server_roles.h"

namespace flodata::pg {

struct PrivateServerOptions {
  std::filesystem::path directory;  // made when missing
  std::string database;
  std::string user;           // the role that owns the database
  std::stop_token stop = {};  // ends the preparation, and bounds how long the end takes from then on
};

class PrivateServer {
 public:
  /// Prepares folder, cluster (initdb), roles and passwords, starts the server and waits until it answers.
  /// What an earlier version made is brought to this layout, with its data; passwords that others may know
  /// are replaced. Passwords, settings and attributes of the roles are restored at each start. The server
  /// gets SIGINT when the calling *thread* ends (PR_SET_PDEATHSIG), so call it from the main thread. As root
  /// the server runs as the user `postgres` (or `nobody`), because PostgreSQL refuses root. Errors: Failure
  /// naming the folder or program that is missing, with the end of the server's log; interrupted, and nothing
  /// is left running.
  PrivateServer(const PrivateServerOptions& options, const Log& log);
  /// Stops the server: fast, and after a second and a half at once (it then recovers from its log at the next
  /// start). The time counts from the request to stop, if there was one, but leaves it half a second.
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  /// How this process reaches the server by its socket, as the owner of the database.
  [[nodiscard]] const ConnectionOptions& connection() const { return connection_; }
  /// The same as the role of the API, which reads and places commands.
  [[nodiscard]] ConnectionOptions reader_connection() const;
  /// TCP port on 127.0.0.1.
  [[nodiscard]] int port() const { return port_; }
  /// File in .pgpass form, readable by its owner only.
  [[nodiscard]] std::filesystem::path password_file() const { return directory_.path() / "pgpass"; }
  /// Process id of the server.
  [[nodiscard]] int pid() const { return pid_; }

 private:
  void prepare(const PrivateServerOptions& options, const Log& log);
  void set_up_roles(const Directory& cluster, bool is_new, bool is_set_up) const;
  void start();

  /// When `stop` was requested.
  struct StopTime {
    explicit StopTime(const std::stop_token& stop)
        : callback(stop, [this] { at = std::chrono::steady_clock::now(); }) {}
    std::atomic<std::chrono::steady_clock::time_point> at{std::chrono::steady_clock::time_point::max()};
    std::stop_callback<std::function<void()>> callback;
  };

  std::stop_token stop_;
  StopTime stop_time_;
  ServerAccount account_;
  Directory directory_;
  ServerRoles roles_;
  std::filesystem::path cluster_;
  ConnectionOptions connection_;
  int log_file_ = -1;
  int port_ = 0;
  int pid_ = -1;
};

}  // namespace flodata::pg
