#include "pg/private_server.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "pg/connection.h"

namespace flodata::pg {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kStartTimeout(60);
constexpr milliseconds kFastStopTimeout(1500);
constexpr seconds kPredecessorTimeout(10);
constexpr milliseconds kPoll(10);
// Below the ephemeral range, where a port could be taken between our look and the server's bind.
constexpr int kFirstPort = 5433;
constexpr int kLastPort = 5632;

/// The user a server started by root runs as.
struct Account {
  uid_t uid;
  gid_t gid;
};

std::string system_error(int error) { return std::generic_category().message(error); }

std::optional<Account> unprivileged_account() {
  if (geteuid() != 0) return std::nullopt;
  for (const char* name : {"postgres", "nobody"})
    if (const auto* entry = getpwnam(name)) return Account{entry->pw_uid, entry->pw_gid};
  throw Failure(Code::not_found,
                "PostgreSQL does not run as root and there is no user 'postgres' or 'nobody'");
}

/// Major version of an existing cluster.
std::optional<int> cluster_version(const fs::path& cluster) {
  std::ifstream file(cluster / "PG_VERSION");
  int version = 0;
  if (file >> version) return version;
  return std::nullopt;
}

/// Folder of initdb and postgres: of the cluster's version, else the newest installed.
fs::path find_programs(std::optional<int> version) {
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

// Exit codes of a child that could not become the program.
constexpr int kCannotEnterFolder = 124;
constexpr int kParentGone = 125;
constexpr int kCannotBecomeUser = 126;
constexpr int kCannotRun = 127;

/// Runs a program as `account`, its output appended to `log_file`. Only async-signal-safe calls after fork:
/// other threads may hold locks.
int spawn(const std::vector<std::string>& command, const fs::path& folder, const fs::path& log_file,
          const std::optional<Account>& account) {
  std::vector<char*> arguments;
  for (const auto& word : command)
    arguments.push_back(const_cast<char*>(word.c_str()));  // execve's old signature
  arguments.push_back(nullptr);
  const int output = open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (output < 0)
    throw Failure(Code::io, fmt::format("cannot write '{}': {}", log_file.string(), system_error(errno)));
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) {
    close(output);
    if (child < 0)
      throw Failure(Code::io, fmt::format("cannot start {}: {}", command[0], system_error(errno)));
    return child;
  }
  setpgid(0, 0);  // a Ctrl-C at the terminal reaches us only; we stop the server when the streamer is done
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  if (account && (setgroups(0, nullptr) != 0 || setgid(account->gid) != 0 || setuid(account->uid) != 0))
    _exit(kCannotBecomeUser);
  prctl(PR_SET_PDEATHSIG, SIGINT);
  if (getppid() != parent) _exit(kParentGone);
  const int input = open("/dev/null", O_RDONLY);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir(folder.c_str()) != 0) _exit(kCannotEnterFolder);
  execv(arguments[0], arguments.data());
  _exit(kCannotRun);
}

std::string tail_of(const fs::path& log_file) {
  constexpr std::streamoff kShown = 800;
  std::ifstream file(log_file, std::ios::ate);
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - kShown));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void own(const fs::path& path, const std::optional<Account>& account) {
  if (account && chown(path.c_str(), account->uid, account->gid) != 0)
    throw Failure(Code::io, fmt::format("cannot give '{}' to the PostgreSQL user: {}", path.string(),
                                        system_error(errno)));
}

/// Makes a folder and those above it that are missing; `account` may pass through them whatever our umask is.
void make_folders(const fs::path& folder, const std::optional<Account>& account) {
  std::vector<fs::path> missing;
  for (auto path = folder; !path.empty() && !fs::exists(path); path = path.parent_path())
    missing.push_back(path);
  fs::create_directories(folder);
  if (!account) return;
  for (const auto& made : missing)
    fs::permissions(made, fs::perms::group_exec | fs::perms::others_exec, fs::perm_options::add);
}

/// Writes a file that only its owner may read, whole or not at all.
void write_private_file(const fs::path& path, const std::string& text, const std::optional<Account>& owner) {
  const fs::path draft = path.string() + ".new";
  fs::remove(draft);
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const bool written =
      file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  if (file >= 0) close(file);
  if (!written)
    throw Failure(Code::io, fmt::format("cannot write '{}': {}", path.string(), system_error(error)));
  own(draft, owner);
  fs::rename(draft, path);
}

std::string random_password() {
  std::array<unsigned char, 24> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw Failure(Code::io, "the system gave no random bytes");
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

/// Password of `*:*:*:user:password`; nothing when the file is not there.
std::optional<std::string> read_password(const fs::path& password_file) {
  std::ifstream file(password_file);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return line.substr(line.rfind(':') + 1);
}

/// Makes the cluster under a draft name and renames it, so that an interrupted initdb leaves no half cluster.
void make_cluster(const PrivateServerOptions& options, const fs::path& cluster, const fs::path& log_file,
                  const fs::path& password_file, const std::optional<Account>& account) {
  const auto password = random_password();
  write_private_file(password_file, fmt::format("*:*:*:{}:{}\n", options.user, password), std::nullopt);
  const fs::path draft = cluster.string() + ".new";
  fs::remove_all(draft);
  const fs::path password_input = options.directory / "initdb-password";
  write_private_file(password_input, password + "\n", account);
  const auto programs = find_programs(std::nullopt);
  const int child =
      spawn({programs / "initdb", "--pgdata", draft, "--username", options.user, "--auth=scram-sha-256",
             "--pwfile=" + password_input.string(), "--encoding=UTF8", "--locale=C", "--no-sync"},
            options.directory, log_file, account);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  fs::remove(password_input);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kCannotEnterFolder)
    throw Failure(
        Code::permission_denied,
        fmt::format("PostgreSQL's user may not enter '{}'; make every folder down to it passable for "
                    "all (chmod o+x)",
                    options.directory.string()));
  if (status != 0)
    throw Failure(Code::io, fmt::format("initdb could not make a database cluster in '{}':\n{}",
                                        cluster.string(), tail_of(log_file)));
  fs::rename(draft, cluster);
}

bool is_running(int pid) { return kill(pid, 0) == 0 || errno == EPERM; }

void wait_for_exit(int pid, seconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (is_running(pid) && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kPoll);
}

/// A killed predecessor's server gets its signal by PR_SET_PDEATHSIG and may still be shutting down.
void wait_for_predecessor(const fs::path& cluster, const Log& log) {
  std::ifstream file(cluster / "postmaster.pid");
  int pid = 0;
  std::string rest;
  std::string folder;
  if (!(file >> pid) || !std::getline(file, rest) || !std::getline(file, folder) || !is_running(pid)) return;
  std::ifstream command_file(fmt::format("/proc/{}/cmdline", pid));
  const std::string command((std::istreambuf_iterator<char>(command_file)), std::istreambuf_iterator<char>());
  if (command.find(cluster.string()) == std::string::npos) return;  // the number was given to somebody else
  log.info("waiting for the database server of an interrupted run to stop (pid {})", pid);
  wait_for_exit(pid, seconds(1));
  kill(pid, SIGINT);
  wait_for_exit(pid, kPredecessorTimeout);
  kill(pid, SIGQUIT);
  wait_for_exit(pid, kPredecessorTimeout);
}

bool is_free(int port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int reuse = 1;
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  const bool free = bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return free;
}

int free_port(int first) {
  for (int port = first; port <= kLastPort; ++port)
    if (is_free(port)) return port;
  throw Failure(Code::conflict,
                fmt::format("no port from {} to {} is free for PostgreSQL", kFirstPort, kLastPort));
}

/// Whether a socket file in `folder` fits into a socket address.
bool socket_path_fits(const fs::path& folder) {
  constexpr std::string_view kSocketFile = "/.s.PGSQL.65535";
  return folder.string().size() + kSocketFile.size() < sizeof(sockaddr_un::sun_path);
}

/// Waits until the server answers. Returns false when it has ended instead.
/// Errors: Failure(timed_out).
bool becomes_ready(const ConnectionOptions& options, int pid, const fs::path& log_file) {
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  const auto port = std::to_string(options.port);
  const std::array keywords = {"host", "port", "dbname", "connect_timeout",
                               static_cast<const char*>(nullptr)};
  const std::array values = {options.host.c_str(), port.c_str(), "postgres", "2",
                             static_cast<const char*>(nullptr)};
  while (true) {
    const bool answers = PQpingParams(keywords.data(), values.data(), 0) == PQPING_OK;
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) return false;  // by TCP, another server may have answered
    if (answers) return true;
    if (std::chrono::steady_clock::now() > deadline) {
      kill(pid, SIGQUIT);
      throw Failure(Code::timed_out, fmt::format("PostgreSQL was not ready within {} s; its log is '{}'",
                                                 kStartTimeout.count(), log_file.string()));
    }
    std::this_thread::sleep_for(kPoll);
  }
}

void make_database(const ConnectionOptions& options) {
  auto maintenance = options;
  maintenance.database = "postgres";
  Connection connection(maintenance);
  const auto found = connection.query("SELECT 1 FROM pg_database WHERE datname = $1", {options.database});
  if (found.row_count() > 0) return;
  const auto quoted = connection.query("SELECT quote_ident($1)", {options.database});
  connection.execute(fmt::format("CREATE DATABASE {}", quoted.text(0, 0)));
}

}  // namespace

PrivateServer::PrivateServer(const PrivateServerOptions& options, const Log& log)
    : cluster_(options.directory / "cluster"),
      log_file_(options.directory / "postgres.log"),
      password_file_(options.directory / "pgpass") {
  const auto account = unprivileged_account();
  make_folders(options.directory, account);
  own(options.directory, account);
  if (!fs::exists(cluster_ / "PG_VERSION") || !read_password(password_file_))
    make_cluster(options, cluster_, log_file_, password_file_, account);
  wait_for_predecessor(cluster_, log);
  const auto programs = find_programs(cluster_version(cluster_));
  const bool by_socket = socket_path_fits(cluster_);
  connection_ = {by_socket ? cluster_.string() : "127.0.0.1", 0,        options.database, options.user,
                 read_password(password_file_).value_or(""),  "flodata"};
  for (int first_port = kFirstPort;; first_port = port_ + 1) {
    connection_.port = port_ = free_port(first_port);
    // wal_level=minimal: nobody replicates from a private server, and less is written.
    pid_ = spawn(
        {programs / "postgres", "-D", cluster_, "-p", std::to_string(port_), "-c",
         "listen_addresses=127.0.0.1", "-c",
         by_socket ? "unix_socket_directories=" + cluster_.string() : "unix_socket_directories=", "-c",
         "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "max_wal_size=2GB", "-c", "timezone=UTC"},
        options.directory, log_file_, account);
    if (becomes_ready(connection_, pid_, log_file_)) break;
    // Somebody may have taken the port between our look and the server's bind; then the next one may do.
    if (is_free(port_))
      throw Failure(Code::unavailable, fmt::format("PostgreSQL did not start; its log '{}' ends:\n{}",
                                                   log_file_.string(), tail_of(log_file_)));
  }
  try {
    make_database(connection_);
  } catch (const Failure&) {
    kill(pid_, SIGQUIT);
    throw;
  }
}

PrivateServer::~PrivateServer() {
  kill(pid_, SIGINT);
  const auto deadline = std::chrono::steady_clock::now() + kFastStopTimeout;
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) kill(pid_, SIGQUIT);
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace flodata::pg
