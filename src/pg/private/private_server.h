// A private PostgreSQL server in a folder: created by initdb on first use, run as a child process, stopped
// with this process. Listens on 127.0.0.1 and on a socket; the passwords of its roles are random and stored
// in a file.
//
// As root, the server runs as another user (`postgres`), and a vulnerability in it must not give root:
//   directory/              ours; the server's user passes through it and can change nothing in it
//     cluster/              the server's; we read two short files in it and follow no link
//     postgres.log, pgpass  ours (postgres.log.1: the log before)
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
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/directory.h"
#include "base/error.h"
#include "base/log.h"
#include "pg/connection_options.h"
#include "pg/private/private_server_log.h"
#include "pg/private/private_server_process.h"
#include "pg/private/private_server_roles.h"

namespace flodata::pg {

inline constexpr std::chrono::milliseconds kTendInterval{200};

struct PrivateServerOptions {
  std::filesystem::path directory;  // created when missing
  std::string database;
  std::string user;           // the role that owns the database
  std::stop_token stop = {};  // ends the preparation, and limits how long stopping takes from then on
  std::chrono::seconds restart_patience{
      60};  // for a server that does not start again and does not lack resources
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
  /// half a second. Processes that are stopped (SIGSTOP) are continued, and those that do not end are killed.
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  /// Looks after the server: call it about every kTendInterval, on the thread that constructed this. A server
  /// that has ended is started again, on the same port, with growing pauses; the reason from its log goes to
  /// `log`. Errors: Failure when it does not start again within a minute and that is not for want of disk or
  /// memory, or when its cluster is gone; interrupted.
  void tend(const Log& log);

  /// Returns how this process connects to the server: by its socket, as the owner of the database.
  [[nodiscard]] const ConnectionOptions& connection() const { return connection_; }
  /// Returns the same for the API's role, which reads and writes commands.
  [[nodiscard]] ConnectionOptions reader_connection() const;
  /// Returns the TCP port on 127.0.0.1.
  [[nodiscard]] int port() const { return port_; }
  /// Returns the file in .pgpass form, readable by its owner only.
  [[nodiscard]] std::filesystem::path password_file() const { return directory_.path() / "pgpass"; }
  /// Returns what tells the server's files from a copy of them; "" when they are gone.
  [[nodiscard]] std::string files_identity() const;
  /// Returns the process id of the server; -1 while it does not run.
  [[nodiscard]] int pid() const { return pid_; }

 private:
  void prepare(const PrivateServerOptions& options, const Log& log);
  void set_up_roles(const Directory& cluster, bool is_new, bool is_set_up) const;
  void start();
  [[nodiscard]] std::vector<std::string> command() const;
  bool launch();
  void note_end(const Log& log);
  void lengthen_pause();
  void try_again(const Log& log);

  /// Records when `stop` was requested.
  struct StopTime {
    explicit StopTime(const std::stop_token& stop)
        : callback(stop, [this] { at = std::chrono::steady_clock::now(); }) {}
    std::atomic<std::chrono::steady_clock::time_point> at{std::chrono::steady_clock::time_point::max()};
    std::stop_callback<std::function<void()>> callback;
  };

  /// The server has ended and does not run again yet.
  struct Outage {
    std::chrono::steady_clock::time_point since;
    std::chrono::steady_clock::time_point next_start;
    std::string told;  // reason
  };

  const Log* program_log_;
  std::stop_token stop_;
  std::chrono::seconds restart_patience_;
  StopTime stop_time_;
  ServerAccount account_;
  Directory directory_;
  ServerRoles roles_;
  std::filesystem::path cluster_;
  ConnectionOptions connection_;
  std::unique_ptr<ServerLog> log_;
  int port_ = 0;
  pid_t pid_ = -1;      // -1: not running
  int end_status_ = 0;  // of waitpid()
  std::chrono::steady_clock::time_point started_;
  std::optional<Outage> outage_;
  std::chrono::milliseconds pause_{0};  // before the next start, if there must be one
};

}  // namespace flodata::pg
