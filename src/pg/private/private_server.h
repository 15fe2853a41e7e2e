// A private PostgreSQL server in a folder: created by initdb on first use, run as a child process, stopped
// with this process. Listens on 127.0.0.1 and on a socket; the passwords of its roles are random and stored
// in a file.
//
// As root, the server runs as another user (`postgres`), and a vulnerability in it must not give root:
//   directory/              ours; the server's user passes through it and can change nothing in it
//     cluster/              the server's; we read two short files in it and follow no link
//     postgres.log, pgpass  ours
//     pg_hba.conf, pg_ident.conf   ours; the server's user reads them
//     roles                 ours: the database and user that the roles are set up for
// Everything in `directory` is accessed by its descriptor (base/directory.h). Programs run after dropping
// rights. Proof: tests/integration/private_server_attack_test.cc
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
  std::filesystem::path directory;  // created when missing
  std::string database;
  std::string user;           // the role that owns the database
  std::stop_token stop = {};  // ends the preparation, and limits how long stopping takes from then on
};

class PrivateServer {
 public:
  /// Prepares folder, cluster (initdb), roles and passwords, starts the server and waits until it responds.
  /// Converts the layout of an earlier version, with its data, and replaces passwords that others may know.
  /// Restores passwords, settings and attributes of the roles at each start. The server gets SIGINT when the
  /// calling *thread* ends (PR_SET_PDEATHSIG), so call this from the main thread. As root the server runs as
  /// the user `postgres` (or `nobody`), because PostgreSQL does not run as root. Errors: Failure naming the
  /// missing folder or program, with the end of the server's log; interrupted, with nothing left running.
  PrivateServer(const PrivateServerOptions& options, const Log& log);
  /// Stops the server: with a fast shutdown, and after a second and a half with an immediate one (it then
  /// recovers from its log at the next start). The time counts from the stop request, if any, but leaves it
  /// half a second.
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  /// Returns how this process connects to the server: by its socket, as the owner of the database.
  [[nodiscard]] const ConnectionOptions& connection() const { return connection_; }
  /// Returns the same for the API's role, which reads and writes commands.
  [[nodiscard]] ConnectionOptions reader_connection() const;
  /// Returns the TCP port on 127.0.0.1.
  [[nodiscard]] int port() const { return port_; }
  /// Returns the file in .pgpass form, readable by its owner only.
  [[nodiscard]] std::filesystem::path password_file() const { return directory_.path() / "pgpass"; }
  /// Returns the process id of the server.
  [[nodiscard]] int pid() const { return pid_; }

 private:
  void prepare(const PrivateServerOptions& options, const Log& log);
  void set_up_roles(const Directory& cluster, bool is_new, bool is_set_up) const;
  void start();

  /// Records when `stop` was requested.
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
