#include "pg/private/private_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/sha256.h"

namespace flodata::pg {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kStartTimeout(60);
constexpr milliseconds kFastStopTimeout(1500);
constexpr milliseconds kLeastStopTimeout(500);
constexpr milliseconds kPoll(10);
constexpr milliseconds kRejectedPoll(100);
// A server that ran for so long is started again at once, another one after a pause that grows.
constexpr seconds kGoodRun(60);
constexpr milliseconds kFirstPause(200);
constexpr milliseconds kLongestPause(10000);
// Below the ephemeral range, where another program could take a port between our check and the server's bind.
constexpr int kFirstPort = 5433;
constexpr int kLastPort = 5632;

constexpr const char* kCluster = "cluster";
constexpr const char* kClusterDraft = "cluster.new";
constexpr std::array kLogs = {"postgres.log", "postgres.log.1"};
constexpr const char* kPasswords = "pgpass";
constexpr const char* kRolesFile = "roles";
constexpr const char* kHba = "pg_hba.conf";
constexpr const char* kIdent = "pg_ident.conf";
constexpr std::size_t kLongestShortFile = 4096;
// The server's user may pass through, by its group; no other user may.
constexpr mode_t kPassable = S_IRWXU | S_IXGRP;
constexpr mode_t kPassableForAll = S_IRWXU | S_IXGRP | S_IXOTH;

/// Opens the folder and takes ownership. In the layout of an earlier version it belongs to the server's user,
/// which may have put anything into it: only the cluster is kept then.
Directory open_directory(const fs::path& path, const ServerAccount& account) {
  auto directory = Directory::open_or_make(path, account.is_ours ? S_IRWXU : kPassableForAll);
  const auto owner = directory.owner();
  if (account.is_ours) {
    if (owner != account.uid)
      throw Failure(
          Code::permission_denied,
          fmt::format("the folder '{}' belongs to user {}; run as that user, or give another --data-dir",
                      directory.path().string(), user_name(owner)));
    directory.give_to(account.uid, account.gid, S_IRWXU);
    return directory;
  }
  if (owner != geteuid() && owner != account.uid)
    throw Failure(
        Code::permission_denied,
        fmt::format("the folder '{}' belongs to user {}, and this is root; run as that user, or give "
                    "another --data-dir",
                    directory.path().string(), user_name(owner)));
  directory.give_to(geteuid(), account.gid, kPassable);
  if (owner == account.uid)
    for (const char* name : {kLogs[0], kLogs[1], kPasswords, kRolesFile, kHba, kIdent, "initdb-password"})
      directory.remove_file(name);
  return directory;
}

std::string random_password() {
  std::array<unsigned char, 24> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw Failure(Code::io, "the system gave no random bytes");
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

void check_goes_on(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Failure(Code::interrupted, "starting PostgreSQL was stopped");
}

/// Returns the text of a short file of ours. One that cannot be trusted is removed: it is written again.
std::optional<std::string> read_or_remove(const Directory& directory, const char* name, const Log& log) {
  try {
    return directory.read(name, kLongestShortFile, geteuid());
  } catch (const Failure& failure) {
    if (failure.code() != Code::permission_denied) throw;
    log.warning("{}; it is made again", failure.what());
    directory.remove_file(name);
    return std::nullopt;
  }
}

/// Removes what an interrupted initdb left: the server's user removes the contents, this process the folder.
void remove_draft(const Directory& directory, const ServerAccount& account, int log_file) {
  const auto draft = directory.open_child(kClusterDraft);
  if (!draft) return;
  if (!account.is_ours && draft->owner() == geteuid()) draft->give_to(account.uid, account.gid, S_IRWXU);
  end_programs_in(*draft, account, milliseconds(0));  // an initdb whose parent was killed
  if (draft->owner() == account.uid)
    wait_for_program(start_program({"/usr/bin/find", ".", "-xdev", "-mindepth", "1", "-delete"},
                                   draft->path(), account, {log_file, log_file}));
  directory.remove_folder(kClusterDraft);
}

/// Creates the cluster under a draft name and renames it, so that an interrupted initdb leaves no incomplete
/// cluster.
void make_cluster(const Directory& directory, const ServerAccount& account, ServerLog& log,
                  const std::stop_token& stop) {
  remove_draft(directory, account, log.file());
  const auto draft = directory.open_or_make_child(kClusterDraft, S_IRWXU);
  if (!account.is_ours) draft.give_to(account.uid, account.gid, S_IRWXU);
  const auto programs = find_server_programs(std::nullopt);
  log.begin_program();
  // The program's own pg_hba.conf says which roles may log in.
  const int code = wait_for_program(
      start_program({programs / "initdb", "--pgdata", draft.path(), "--username", kServerAdmin,
                     "--auth=reject", "--encoding=UTF8", "--locale=C", "--no-sync"},
                    draft.path(), account, {log.file(), log.file()}),
      stop);
  check_goes_on(stop);
  if (code == kCannotEnterFolder)
    throw Failure(
        Code::permission_denied,
        fmt::format("PostgreSQL's user may not enter '{}'; make every folder down to it passable for "
                    "all (chmod o+x)",
                    directory.path().string()));
  if (code != 0)
    throw Failure(Code::io,
                  fmt::format("initdb could not make a database cluster in '{}': {}; see its log '{}'",
                              draft.path().string(), log.end_reason(draft.path()).text, log.path().string()));
  directory.rename(kClusterDraft, kCluster);
}

/// Returns the cluster, or nothing when there is none yet. Errors: Failure when it does not belong to the
/// server's user.
std::optional<Directory> open_cluster(const Directory& directory, const ServerAccount& account) {
  auto cluster = directory.open_child(kCluster);
  if (cluster && cluster->owner() != account.uid)
    throw Failure(
        Code::permission_denied,
        fmt::format("the database cluster '{}' belongs to user {}, not to {}, which PostgreSQL runs as; "
                    "give another --data-dir",
                    cluster->path().string(), user_name(cluster->owner()), user_name(account.uid)));
  return cluster;
}

/// Returns the major version of a cluster.
int cluster_version(const Directory& cluster, const ServerAccount& account) {
  const auto text = cluster.read("PG_VERSION", kLongestShortFile, account.uid).value_or("");
  int version = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), version).ec != std::errc())
    throw Failure(Code::corrupt_input,
                  fmt::format("'{}' is no database cluster: it has no PG_VERSION", cluster.path().string()));
  return version;
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

/// Returns the socket's place: in the cluster, or, if its path is too long for a socket address or has what
/// lists of folders are written with, an abstract name (which any process may take: required_peer detects
/// that).
std::string socket_place(const fs::path& cluster) {
  constexpr std::string_view kSocketFile = "/.s.PGSQL.65535";
  const bool is_short = cluster.string().size() + kSocketFile.size() < sizeof(sockaddr_un::sun_path);
  if (is_short && cluster.string().find_first_of(",\"") == std::string::npos) return cluster.string();
  constexpr std::size_t kDigits = 32;
  Sha256 hash;
  hash.add(std::as_bytes(std::span(cluster.native())));
  return "@flodata-" + hash.hex().substr(0, kDigits);
}

/// Reaps a process. Returns whether it has ended, and how in `status`.
bool has_ended(pid_t pid, int& status) { return waitpid(pid, &status, WNOHANG) == pid; }

/// Ends a server at once, stopped or not, and reaps it.
void kill_server(pid_t pid, int& status) {
  kill(pid, SIGQUIT);
  kill(pid, SIGCONT);
  const auto deadline = std::chrono::steady_clock::now() + kLeastStopTimeout;
  while (!has_ended(pid, status)) {
    if (std::chrono::steady_clock::now() > deadline) kill(pid, SIGKILL);
    std::this_thread::sleep_for(kPoll);
  }
}

/// Waits until the server responds; one that recovers from a crash says so and may take as long as it needs.
/// Returns false when it has ended instead, which `status` says then. Errors: Failure(timed_out),
/// Failure(interrupted); the server has ended then.
bool becomes_ready(const ConnectionOptions& options, pid_t pid, const fs::path& log_file,
                   const std::stop_token& stop, int& status) {
  auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  const auto port = std::to_string(options.port);
  const std::array keywords = {
      "host", "port", "dbname", "connect_timeout", "requirepeer", static_cast<const char*>(nullptr)};
  const std::array values = {options.host.c_str(),          port.c_str(),
                             options.database.c_str(),      "2",
                             options.required_peer.c_str(), static_cast<const char*>(nullptr)};
  while (true) {
    const auto answer = PQpingParams(keywords.data(), values.data(), 0);
    if (has_ended(pid, status)) return false;
    if (answer == PQPING_OK) return true;
    if (answer == PQPING_REJECT) deadline = std::chrono::steady_clock::now() + kStartTimeout;
    if (stop.stop_requested()) {
      kill_server(pid, status);
      check_goes_on(stop);
    }
    if (std::chrono::steady_clock::now() > deadline) {
      kill_server(pid, status);
      throw Failure(Code::timed_out, fmt::format("PostgreSQL was not ready within {} s; its log is '{}'",
                                                 kStartTimeout.count(), log_file.string()));
    }
    // The server logs each connection that it rejects.
    std::this_thread::sleep_for(answer == PQPING_REJECT ? kRejectedPoll : kPoll);
  }
}

/// Contents of the file `roles` once the roles are set up. Raise the number when the setup changes.
std::string roles_mark(const ServerRoles& roles) {
  return fmt::format("2\n{}\n{}\n", roles.owner, roles.database);
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
    return "killed by signal 9: by `kill -9`, or because the machine had no memory left";
  if (WIFSIGNALED(status)) return fmt::format("ended by signal {}", WTERMSIG(status));
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

std::string remedy_of(const EndReason& reason, const ServerLog& log) {
  auto look = fmt::format("see its log '{}'", log.path().string());
  if (reason.lacks_resources) return look;
  return look + ", and restore a backup if its files are damaged or missing (docs/runbook.md)";
}

/// Whether a signal stopped the process (SIGSTOP), or a debugger.
bool is_stopped(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(") ");
  return name_end != std::string::npos && std::string_view("Tt").contains(line.at(name_end + 2));
}

std::string name_of(uid_t user) {
  const auto* entry = getpwuid(user);
  return entry == nullptr ? std::string() : std::string(entry->pw_name);
}

}  // namespace

PrivateServer::PrivateServer(const PrivateServerOptions& options, const Log& log)
    : program_log_(&log),
      stop_(options.stop),
      restart_patience_(options.restart_patience),
      stop_time_(options.stop),
      account_(ServerAccount::find()),
      directory_(open_directory(options.directory, account_)) {
  log_ = std::make_unique<ServerLog>(directory_);
  prepare(options, log);
  start();
}

/// Creates what is missing: cluster, roles, database, passwords. Resets the roles at each start, before any
/// client can log in.
void PrivateServer::prepare(const PrivateServerOptions& options, const Log& log) {
  if (options.user == kServerAdmin)
    throw Failure(
        Code::invalid_argument,
        fmt::format("setting DB_USER: '{}' is the name of the private PostgreSQL's superuser; give another",
                    options.user));
  roles_ = {options.user, "", reader_role_of(options.user), "", options.database};
  const bool is_new = !open_cluster(directory_, account_);
  const auto mark = read_or_remove(directory_, kRolesFile, log);
  if (is_new && mark)
    throw Failure(
        Code::not_found,
        fmt::format("the database cluster '{}' is gone, which '{}' belongs to; put it back, or remove the "
                    "folder '{}' to begin a new stream",
                    (directory_.path() / kCluster).string(), kRolesFile, directory_.path().string()));
  if (is_new) make_cluster(directory_, account_, *log_, stop_);
  const auto cluster = open_cluster(directory_, account_);
  cluster_ = cluster->path();
  stop_predecessor(*cluster, account_, log);
  const auto passwords = read_or_remove(directory_, kPasswords, log);
  const bool is_set_up = !is_new && mark == roles_mark(roles_);
  if (!is_set_up) directory_.remove_file(kRolesFile);
  if (!is_new && mark && (!passwords || !read_passwords(*passwords, roles_)))
    log.warning("the password file '{}' is lost or damaged; it is made again, with new passwords",
                password_file().string());
  // Without the mark, others may know the passwords.
  if (is_new || !mark || !passwords || !read_passwords(*passwords, roles_)) {
    roles_.owner_password = random_password();
    roles_.reader_password = random_password();
    directory_.write(kPasswords, password_file_text(roles_));
  }
  if (!is_new && !is_set_up)
    log.info("setting up the roles of the private PostgreSQL in '{}'", directory_.path().string());
  set_up_roles(*cluster, is_new, is_set_up);
  if (!is_set_up) directory_.write(kRolesFile, roles_mark(roles_));
}

void PrivateServer::set_up_roles(const Directory& cluster, bool is_new, bool is_set_up) const {
  const auto programs = find_server_programs(cluster_version(cluster, account_));
  const auto run = [&](const std::string& database, const std::string& sql) {
    check_goes_on(stop_);
    log_->begin_program();
    try {
      return run_single_user(programs, cluster, database, sql, kRolesDone, account_, log_->file());
    } catch (const Failure& failure) {
      const auto reason = log_->end_reason(cluster.path());
      throw Failure(failure.code(),
                    fmt::format("{}: {}; {}", failure.what(), reason.text, remedy_of(reason, *log_)));
    }
  };
  auto databases = databases_in(run("postgres", role_setup(roles_)));
  const bool is_there = std::ranges::find(databases, roles_.database) != databases.end();
  if (is_there && is_set_up) return;
  if (!is_there) {
    run("postgres", database_creation(roles_));
    databases.push_back(roles_.database);
  }
  // In a new cluster the superuser owns nothing in the other databases.
  if (is_new) databases = {roles_.database};
  for (const auto& database : databases) run(database, ownership_setup(roles_));
}

void PrivateServer::start() {
  const auto system_user = name_of(account_.uid);
  const auto group = account_.is_ours ? std::optional<gid_t>() : account_.gid;
  directory_.write(kHba, host_based_authentication(), group);
  directory_.write(kIdent, system_user_map(system_user), group);
  connection_ = {socket_place(cluster_), 0,         roles_.database, roles_.owner,
                 roles_.owner_password,  "flodata", system_user,     kRolesSearchPath};
  for (int first_port = kFirstPort;; first_port = port_ + 1) {
    connection_.port = port_ = free_port(first_port);
    if (launch()) return;
    // Another process may have taken the port between our check and the server's bind: then try the next one.
    const auto reason = log_->end_reason(cluster_);
    if (!reason.port_was_taken)
      throw Failure(Code::unavailable,
                    fmt::format("PostgreSQL did not start: {}; {}", reason.text, remedy_of(reason, *log_)));
  }
}

std::vector<std::string> PrivateServer::command() const {
  const auto cluster = open_cluster(directory_, account_);
  if (!cluster)
    throw Failure(
        Code::not_found,
        fmt::format("the database cluster '{}' is gone; put it back, or remove the folder '{}' to begin a "
                    "new stream",
                    cluster_.string(), directory_.path().string()));
  const auto programs = find_server_programs(cluster_version(*cluster, account_));
  std::vector<std::string> command = {programs / "postgres", "-D", cluster_, "-p", std::to_string(port_)};
  // wal_level=minimal: a private server has no replication, so it writes less.
  for (const auto& setting :
       {std::string("listen_addresses=127.0.0.1"), "unix_socket_directories=" + connection_.host,
        "hba_file=" + (directory_.path() / kHba).string(),
        "ident_file=" + (directory_.path() / kIdent).string(),
        std::string("log_line_prefix=") + ServerLog::kLinePrefix,
        std::string("password_encryption=scram-sha-256"), std::string("wal_level=minimal"),
        std::string("max_wal_senders=0"), std::string("max_wal_size=2GB"), std::string("timezone=UTC"),
        std::string("lc_messages=C")})
    command.insert(command.end(), {"-c", setting});
  return command;
}

/// Starts the server. Returns false when it has ended instead of becoming ready.
bool PrivateServer::launch() {
  const auto words = command();
  log_->begin_program();
  started_ = std::chrono::steady_clock::now();
  pid_ = start_program(words, cluster_, account_, {log_->file(), log_->file()});
  try {
    if (becomes_ready(connection_, pid_, log_->path(), stop_, end_status_)) return true;
  } catch (const Failure&) {
    pid_ = -1;
    throw;
  }
  pid_ = -1;
  return false;
}

void PrivateServer::tend(const Log& log) {
  if (pid_ > 0) {
    if (!has_ended(pid_, end_status_)) return;
    pid_ = -1;
    note_end(log);
  }
  if (outage_ && std::chrono::steady_clock::now() >= outage_->next_start) try_again(log);
}

void PrivateServer::note_end(const Log& log) {
  const auto now = std::chrono::steady_clock::now();
  if (now - started_ > kGoodRun)
    pause_ = milliseconds(0);
  else
    lengthen_pause();
  // It was told to end: its log, which may have reasons of old errors, is not asked.
  const bool was_told = WIFEXITED(end_status_) && WEXITSTATUS(end_status_) == 0;
  const auto reason = was_told
                          ? "it was told to end, by a signal or `pg_ctl stop`"
                          : fmt::format("{}: {}", how_it_ended(end_status_), log_->end_reason(cluster_).text);
  log.event(LogLevel::error, "postgresql_ended", {{"reason", reason}},
            fmt::format("PostgreSQL ended ({}); starting it again", reason));
  outage_ = {now, now + pause_, {}};
}

void PrivateServer::lengthen_pause() { pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause); }

void PrivateServer::try_again(const Log& log) {
  // Those of a server that was killed end by themselves, but not in the middle of a long statement.
  if (const auto cluster = open_cluster(directory_, account_))
    end_programs_in(*cluster, account_, kFirstPause);
  if (launch()) {
    const auto now = std::chrono::steady_clock::now();
    log.event(LogLevel::info, "postgresql_restarted", {},
              fmt::format("PostgreSQL runs again (pid {}), after {:.1f} s", pid_,
                          std::chrono::duration<double>(now - outage_->since).count()));
    outage_.reset();
    return;
  }
  const auto reason = log_->end_reason(cluster_);
  const auto now = std::chrono::steady_clock::now();
  if (!reason.lacks_resources && now - outage_->since > restart_patience_)
    throw Failure(Code::unavailable, fmt::format("PostgreSQL does not start any more: {}; {}", reason.text,
                                                 remedy_of(reason, *log_)));
  if (reason.text != outage_->told) log.warning("PostgreSQL does not start: {}; trying again", reason.text);
  outage_->told = reason.text;
  lengthen_pause();
  outage_->next_start = now + pause_;
}

ConnectionOptions PrivateServer::reader_connection() const {
  auto reader = connection_;
  reader.user = roles_.reader;
  reader.password = roles_.reader_password;
  return reader;
}

// Number and birth time of a file that PostgreSQL writes in place as long as the cluster lives; tools that
// copy changed files make it anew. A file system that does not keep birth times gives zeros.
std::string PrivateServer::files_identity() const {
  const auto cluster = open_cluster(directory_, account_);
  struct statx status{};
  if (!cluster || statx(cluster->descriptor(), "global/pg_control", AT_SYMLINK_NOFOLLOW,
                        STATX_INO | STATX_BTIME, &status) != 0)
    return "";
  return fmt::format("{}.{}.{}", status.stx_ino, status.stx_btime.tv_sec, status.stx_btime.tv_nsec);
}

PrivateServer::~PrivateServer() {
  if (pid_ <= 0) return;
  if (is_stopped(pid_))
    program_log_->warning(
        "PostgreSQL (pid {}) was stopped by a signal (SIGSTOP) or a debugger; it is ended now, and the next "
        "`flodata up` "
        "goes on from its last commit",
        pid_);
  kill(pid_, SIGINT);
  kill(pid_, SIGCONT);
  const auto now = std::chrono::steady_clock::now();
  const auto deadline =
      std::max(std::min(now, stop_time_.at.load()) + kFastStopTimeout, now + kLeastStopTimeout);
  while (!has_ended(pid_, end_status_)) {
    if (std::chrono::steady_clock::now() > deadline) {
      kill_server(pid_, end_status_);
      break;
    }
    std::this_thread::sleep_for(kPoll);
  }
  try {
    if (const auto cluster = open_cluster(directory_, account_)) end_programs_in(*cluster, account_, kPoll);
  } catch (const Failure&) {  // the cluster is gone, or a process waits for its disk: the next start says so
  }
}

}  // namespace flodata::pg
