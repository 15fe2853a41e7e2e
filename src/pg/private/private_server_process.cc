#include "pg/private/private_server_process.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "base/check.h"
#include "base/error.h"
#include "pg/private/private_server_log.h"

namespace flodata::pg {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kOwnEndTimeout(1000);
constexpr seconds kPredecessorTimeout(10);
constexpr std::size_t kLongestLockFile = 4096;
constexpr int kRoundsOfEnding = 3;

std::string system_error(int error) { return std::generic_category().message(error); }

/// A pipe that closes its ends.
struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      throw Failure(Code::io, fmt::format("cannot make a pipe: {}", system_error(errno)));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends.at(end) >= 0) close(ends.at(end));
    ends.at(end) = -1;
  }
  std::array<int, 2> ends{-1, -1};
};

/// The child's side of start_program(). Only async-signal-safe calls: other threads may hold locks.
[[noreturn]] void become(char* const* arguments, const char* folder, const ServerAccount& account,
                         const ProgramFiles& files, pid_t parent) {
  // A session of its own: a Ctrl-C at the terminal reaches only this process (which stops the server when the
  // streamer is done), and no program of the server has our terminal.
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  if (!account.is_ours &&
      (setgroups(0, nullptr) != 0 || setgid(account.gid) != 0 || setuid(account.uid) != 0))
    _exit(kCannotBecomeUser);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(kCannotBecomeUser);
  prctl(PR_SET_PDEATHSIG, SIGINT);
  if (getppid() != parent) _exit(kParentGone);
  const int input = files.input >= 0 ? files.input : open("/dev/null", O_RDONLY);
  if (dup2(input, STDIN_FILENO) < 0 || dup2(files.output, STDOUT_FILENO) < 0 ||
      dup2(files.errors, STDERR_FILENO) < 0)
    _exit(kCannotRun);
  syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  if (chdir(folder) != 0) _exit(kCannotEnterFolder);
  std::array<char, 64> path{"PATH=/usr/bin:/bin"};
  std::array<char, 16> locale{"LC_ALL=C"};
  std::array<char*, 3> environment{path.data(), locale.data(), nullptr};
  execve(arguments[0], arguments, environment.data());
  _exit(kCannotRun);
}

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto count = write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // it ended: its output and exit code give the reason
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    const auto count = read(file, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(block.data(), static_cast<std::size_t>(count));
  }
}

/// Holds a process, so that its id cannot be reused.
class ProcessHandle {
 public:
  explicit ProcessHandle(pid_t pid)
      : handle_(pid > 0 ? static_cast<int>(syscall(SYS_pidfd_open, pid, 0)) : -1) {}
  ~ProcessHandle() {
    if (handle_ >= 0) close(handle_);
  }
  ProcessHandle(const ProcessHandle&) = delete;
  ProcessHandle& operator=(const ProcessHandle&) = delete;
  [[nodiscard]] bool exists() const { return handle_ >= 0; }
  void send(int number) const { syscall(SYS_pidfd_send_signal, handle_, number, nullptr, 0); }
  [[nodiscard]] bool ends_within(milliseconds time) const {
    pollfd ended{handle_, POLLIN, 0};
    return poll(&ended, 1, static_cast<int>(time.count())) > 0;
  }

 private:
  int handle_;
};

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Returns whether the process has only the ids of `account`, and no saved ones to return to.
bool belongs_to(pid_t pid, const ServerAccount& account) {
  std::istringstream status(text_of(fmt::format("/proc/{}/status", pid)));
  for (std::string word; status >> word;) {
    if (word != "Uid:") continue;
    std::array<uid_t, 4> ids{};
    for (auto& id : ids) status >> id;
    return status && ids == std::array{account.uid, account.uid, account.uid, account.uid};
  }
  return false;
}

/// Returns whether the process is a server in `cluster`: started with `-D CLUSTER`.
bool serves(pid_t pid, const fs::path& cluster) {
  using namespace std::string_literals;
  return text_of(fmt::format("/proc/{}/cmdline", pid)).find("\0-D\0"s + cluster.string() + "\0"s) !=
         std::string::npos;
}

/// Returns whether the process is a program of PostgreSQL, or the one that empties a folder, at work in
/// `folder`.
bool works_in(pid_t pid, const struct stat& folder) {
  struct stat status{};
  if (stat(fmt::format("/proc/{}/cwd", pid).c_str(), &status) != 0) return false;
  if (status.st_dev != folder.st_dev || status.st_ino != folder.st_ino) return false;
  // Not the shell of an operator who looks around there.
  std::error_code gone;
  const auto program = fs::read_symlink(fmt::format("/proc/{}/exe", pid), gone).filename().string();
  return program.starts_with("postgres") || program.starts_with("initdb") || program == "find";
}

std::vector<pid_t> programs_in(const struct stat& folder, const ServerAccount& account) {
  std::vector<pid_t> found;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    pid_t pid = 0;
    const auto [last, bad] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (bad != std::errc() || last != name.data() + name.size()) continue;
    if (belongs_to(pid, account) && works_in(pid, folder)) found.push_back(pid);
  }
  return found;
}

}  // namespace

namespace {

bool may_change_user() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
  if (syscall(SYS_capget, &header, data.data()) != 0) return true;
  constexpr auto kNeeded = CAP_TO_MASK(CAP_SETUID) | CAP_TO_MASK(CAP_SETGID);
  return (data[0].effective & kNeeded) == kNeeded;
}

}  // namespace

ServerAccount ServerAccount::find() {
  if (geteuid() != 0) {
    if (getpwuid(geteuid()) == nullptr)
      throw Failure(Code::not_found,
                    fmt::format("user {} has no entry in /etc/passwd, and PostgreSQL does not start without "
                                "one; add one (`useradd "
                                "--uid {} flodata` as root), or set DB_HOST to use another server",
                                geteuid(), geteuid()));
    return {geteuid(), getegid(), true};
  }
  if (!may_change_user())
    throw Failure(
        Code::permission_denied,
        "PostgreSQL does not run as root, and this process may not become another user (it has no CAP_SETUID "
        "or "
        "CAP_SETGID); run it as another user than root, add the capabilities, or set DB_HOST to use another "
        "server");
  for (const char* name : {"postgres", "nobody"})
    if (const auto* entry = getpwnam(name)) return {entry->pw_uid, entry->pw_gid, false};
  throw Failure(
      Code::not_found,
      "PostgreSQL does not run as root and there is no user 'postgres' or 'nobody'; make one of them");
}

fs::path find_server_programs(std::optional<int> version) {
  constexpr int kNewestTried = 30;
  constexpr int kOldestSupported = 14;
  for (int major = version.value_or(kNewestTried); major >= version.value_or(kOldestSupported); --major)
    for (const auto& pattern :
         {"/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/opt/homebrew/opt/postgresql@{}/bin"})
      if (const fs::path folder = fmt::format(fmt::runtime(pattern), major); fs::exists(folder / "initdb"))
        return folder;
  throw Failure(
      Code::not_found,
      fmt::format("PostgreSQL{} is not installed (looked for /usr/lib/postgresql/N/bin/initdb); "
                  "`apt-get install postgresql-15` installs it, or set DB_HOST to use another server",
                  version ? fmt::format(" {}, which made the data folder,", *version) : " 14 or newer"));
}

pid_t start_program(const std::vector<std::string>& command, const fs::path& folder,
                    const ServerAccount& account, const ProgramFiles& files) {
  std::vector<char*> arguments;
  for (const auto& word : command)
    arguments.push_back(const_cast<char*>(word.c_str()));  // execve's old signature
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become(arguments.data(), folder.c_str(), account, files, parent);
  if (child < 0) throw Failure(Code::io, fmt::format("cannot start {}: {}", command[0], system_error(errno)));
  return child;
}

int wait_for_program(pid_t pid, const std::stop_token& stop) {
  {
    // The program leads a session of its own, unless it was told to stop before it got so far.
    const std::stop_callback ending(stop, [pid] {
      if (kill(-pid, SIGKILL) != 0) kill(pid, SIGKILL);
    });
    siginfo_t ended{};  // not reaped yet: until then the id is not reused
    while (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string run_single_user(const fs::path& programs, const Directory& cluster, const std::string& database,
                            const std::string& sql, const std::string& done, const ServerAccount& account,
                            int log_file) {
  // Written before the program reads, so it must fit into the pipe's buffer. An entry ends with `;` and an
  // empty line.
  constexpr std::size_t kPipeHolds = 65536;
  FLODATA_CHECK(sql.size() + 2 < kPipeHolds);
  Pipe input;
  Pipe output;
  write_all(input.ends[1], sql + "\n\n");
  input.close_end(1);
  // A statement may contain a password, so a failed one must not appear in the log. Libraries that an earlier
  // superuser configured are not loaded.
  const auto pid =
      start_program({programs / "postgres", "--single", "-j", "-D", cluster.path(), "-c",
                     "log_statement=none", "-c", std::string("log_line_prefix=") + ServerLog::kLinePrefix,
                     "-c", "log_min_error_statement=panic", "-c", "shared_preload_libraries=", "-c",
                     "session_preload_libraries=", "-c", "local_preload_libraries=", database},
                    cluster.path(), account, {output.ends[1], log_file, input.ends[0]});
  input.close_end(0);
  output.close_end(1);
  auto printed = read_all(output.ends[0]);
  const int code = wait_for_program(pid);
  if (code != 0 || printed.find(done) == std::string::npos)
    throw Failure(Code::io, fmt::format("PostgreSQL could not set up database '{}' in '{}'", database,
                                        cluster.path().string()));
  return printed;
}

std::size_t end_programs_in(const Directory& folder, const ServerAccount& account, milliseconds patience) {
  struct stat status{};
  if (fstat(folder.descriptor(), &status) != 0) return 0;
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto left = [&] {
    return std::max(milliseconds(0),
                    std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now()));
  };
  std::size_t ended = 0;
  for (int round = 0; round < kRoundsOfEnding; ++round) {  // one that is being started may appear meanwhile
    const auto programs = programs_in(status, account);
    if (programs.empty()) return ended;
    for (const auto pid : programs) {
      const ProcessHandle program(pid);
      if (!program.exists() || !works_in(pid, status) || program.ends_within(left())) continue;
      program.send(SIGKILL);
      ++ended;
      if (!program.ends_within(kPredecessorTimeout))
        throw Failure(Code::conflict,
                      fmt::format("PostgreSQL's process {} in '{}' does not end, not even by kill -9 (it may "
                                  "wait for its disk); end it, or restart the machine",
                                  pid, folder.path().string()));
    }
  }
  return ended;
}

void stop_predecessor(const Directory& cluster, const ServerAccount& account, const Log& log) {
  const auto lock = cluster.read("postmaster.pid", kLongestLockFile, account.uid);
  pid_t pid = 0;
  if (lock) std::from_chars(lock->data(), lock->data() + lock->size(), pid);
  const ProcessHandle server(std::abs(pid));  // negative: of a server for a single user
  if (std::abs(pid) > 1 && server.exists() && belongs_to(std::abs(pid), account) &&
      serves(std::abs(pid), cluster.path())) {
    log.info("waiting for the database server of an interrupted run to stop (pid {})", std::abs(pid));
    for (const int number : {0, SIGINT, SIGQUIT, SIGKILL}) {
      server.send(number);
      server.send(SIGCONT);
      if (server.ends_within(number == 0 ? kOwnEndTimeout : kPredecessorTimeout)) break;
    }
  }
  end_programs_in(cluster, account, kOwnEndTimeout);
}

}  // namespace flodata::pg
