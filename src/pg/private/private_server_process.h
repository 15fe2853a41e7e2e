// The programs of the private PostgreSQL, run as a user with fewer rights than root where we are root.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/directory.h"
#include "base/log.h"

namespace flodata::pg {

/// The user that the server runs as: `postgres` or `nobody` when we are root, else ourselves.
struct ServerAccount {
  uid_t uid;
  gid_t gid;
  bool is_ours;  // nothing is dropped, nothing is given away
  /// Errors: Failure(not_found) when root finds neither user.
  static ServerAccount find();
};

/// Folder of initdb and postgres: of this major version, else of the newest one that is installed.
/// Errors: Failure(not_found).
std::filesystem::path find_server_programs(std::optional<int> version);

/// What a started program reads and writes. The descriptors stay the caller's.
struct ProgramFiles {
  int output;      // its standard output
  int errors;      // its error output
  int input = -1;  // its standard input; -1 for none
};

/// Starts a program as `account`, in `folder` as that user finds it. It has none of our environment (which
/// may hold passwords), descriptors and terminal (into whose input it could type), and gains no rights by a
/// set-uid program. It gets SIGINT when the calling thread ends. Returns its process id.
/// Errors: Failure(io).
pid_t start_program(const std::vector<std::string>& command, const std::filesystem::path& folder,
                    const ServerAccount& account, const ProgramFiles& files);

/// Exit codes of a child that could not become the program.
inline constexpr int kCannotEnterFolder = 124;
inline constexpr int kParentGone = 125;
inline constexpr int kCannotBecomeUser = 126;
inline constexpr int kCannotRun = 127;

/// Waits for the end of a program. Returns its exit code, or -1 when a signal ended it. Ends it, and what it
/// started, when `stop` is requested.
int wait_for_program(pid_t pid, const std::stop_token& stop = {});

/// Runs SQL in a cluster whose server is stopped, as its superuser (`postgres --single`), each text as one
/// transaction. The texts go through a pipe. Returns what the server printed.
/// Errors: Failure(io) when `done` is not in it, which a text has to print at its end.
std::string run_single_user(const std::filesystem::path& programs, const Directory& cluster,
                            const std::string& database, const std::string& sql, const std::string& done,
                            const ServerAccount& account, int log_file);

/// Stops the server that a killed run left behind in `cluster`, and returns when it has ended. Signals go to
/// processes of `account` only, whatever the cluster's files say.
void stop_predecessor(const Directory& cluster, const ServerAccount& account, const Log& log);

}  // namespace flodata::pg
