// The programs of the private PostgreSQL; as root they run as a user with fewer rights.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/directory.h"
#include "base/log.h"

namespace flodata::pg {

/// The user that the server runs as: `postgres` or `nobody` when this process is root, else its own user.
struct ServerAccount {
  uid_t uid;
  gid_t gid;
  bool is_ours;  // rights and ownership stay unchanged
  /// Errors: Failure(not_found) when root finds neither user.
  static ServerAccount find();
};

/// Returns the folder of initdb and postgres: of this major version, without one that of the newest
/// installed. Errors: Failure(not_found).
std::filesystem::path find_server_programs(std::optional<int> version);

/// The files that a started program reads and writes. The descriptors remain the caller's.
struct ProgramFiles {
  int output;      // standard output
  int errors;      // standard error
  int input = -1;  // standard input; -1: none
};

/// Starts a program as `account`, in `folder` as that user resolves it. It gets none of our environment
/// (which may contain passwords), descriptors or terminal (to whose input it could write), and gains no
/// rights from a set-uid program. It gets SIGINT when the calling thread ends. Returns its process id.
/// Errors: Failure(io).
pid_t start_program(const std::vector<std::string>& command, const std::filesystem::path& folder,
                    const ServerAccount& account, const ProgramFiles& files);

/// Exit codes of a child that failed to start the program.
inline constexpr int kCannotEnterFolder = 124;
inline constexpr int kParentGone = 125;
inline constexpr int kCannotBecomeUser = 126;
inline constexpr int kCannotRun = 127;

/// Waits for the end of a program. Returns its exit code, or -1 when a signal ended it. When `stop` is
/// requested, ends the program and its child processes.
int wait_for_program(pid_t pid, const std::stop_token& stop = {});

/// Runs SQL in a cluster whose server is stopped, as its superuser (`postgres --single`), each text as one
/// transaction. The texts go through a pipe. Returns the server's output. Every text must print `done` at its
/// end. Errors: Failure(io) when it is missing.
std::string run_single_user(const std::filesystem::path& programs, const Directory& cluster,
                            const std::string& database, const std::string& sql, const std::string& done,
                            const ServerAccount& account, int log_file);

/// Ends the programs of PostgreSQL that `account` runs in `folder` (their working folder), other than ours:
/// those that a killed run, or a killed server, left behind. Gives them `patience` to end by themselves.
/// Returns how many did not. Errors: Failure(conflict) when one does not end even so.
std::size_t end_programs_in(const Directory& folder, const ServerAccount& account,
                            std::chrono::milliseconds patience);

/// Stops the server that a killed run left in `cluster`, and returns when it and its processes have ended.
/// Signals only processes of `account`, whatever the cluster's files say.
void stop_predecessor(const Directory& cluster, const ServerAccount& account, const Log& log);

}  // namespace flodata::pg
