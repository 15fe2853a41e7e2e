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
// Below the ephemeral range, where another program could take a port between our check and the server's bind.
constexpr int kFirstPort = 5433;
constexpr int kLastPort = 5632;

constexpr const char* kCluster = "cluster";
constexpr const char* kClusterDraft = "cluster.new";
constexpr const char* kLog = "postgres.log";
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
    for (const char* name : {kLog, kPasswords, kRolesFile, kHba, kIdent, "initdb-password"})
      directory.remove_file(name);
  return directory;
}

/// Opens the log for appending; removes anything in its place that is no file of ours.
int open_log(const Directory& directory) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND;
  try {
    return directory.open_file(kLog, kFlags, geteuid()).value();
  } catch (const Failure& failure) {
    if (failure.code() != Code::permission_denied) throw;
    directory.remove_file(kLog);
    return directory.open_file(kLog, kFlags, geteuid()).value();
  }
}

/// Returns the end of the log, safe for a terminal: the server writes into it what its clients sent.
std::string tail_of_log(const Directory& directory) {
  constexpr off_t kShown = 800;
  const int file = directory.open_file(kLog, O_RDONLY, geteuid()).value_or(-1);
  std::string text(kShown, '\0');
  const auto size = lseek(file, 0, SEEK_END);
  const auto length = pread(file, text.data(), text.size(), std::max<off_t>(0, size - kShown));
  close(file);
  text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  std::ranges::replace_if(text, [](unsigned char c) { return (c < ' ' && c != '\n') || c == 0x7F; }, '?');
  return text;
}

/// Returns whether a server that has ended could not listen, because its port was taken. `log_begin`: where
/// its lines begin in the log [bytes].
bool was_port_taken(const Directory& directory, off_t log_begin) {
  constexpr std::size_t kFirstLines = 8192;
  const int file = directory.open_file(kLog, O_RDONLY, geteuid()).value_or(-1);
  std::string text(kFirstLines, '\0');
  const auto length = pread(file, text.data(), text.size(), log_begin);
  close(file);
  text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return text.contains("could not bind IPv4 address");  // in English whatever the cluster's language is
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

/// Removes what an interrupted initdb left: the server's user removes the contents, this process the folder.
void remove_draft(const Directory& directory, const ServerAccount& account, int log_file) {
  const auto draft = directory.open_child(kClusterDraft);
  if (!draft) return;
  if (!account.is_ours && draft->owner() == geteuid()) draft->give_to(account.uid, account.gid, S_IRWXU);
  if (draft->owner() == account.uid)
    wait_for_program(start_program({"/usr/bin/find", ".", "-xdev", "-mindepth", "1", "-delete"},
                                   draft->path(), account, {log_file, log_file}));
  directory.remove_folder(kClusterDraft);
}

/// Creates the cluster under a draft name and renames it, so that an interrupted initdb leaves no incomplete
/// cluster.
void make_cluster(const Directory& directory, const ServerAccount& account, int log_file,
                  const std::stop_token& stop) {
  remove_draft(directory, account, log_file);
  const auto draft = directory.open_or_make_child(kClusterDraft, S_IRWXU);
  if (!account.is_ours) draft.give_to(account.uid, account.gid, S_IRWXU);
  const auto programs = find_server_programs(std::nullopt);
  // The program's own pg_hba.conf says which roles may log in.
  const int code = wait_for_program(
      start_program({programs / "initdb", "--pgdata", draft.path(), "--username", kServerAdmin,
                     "--auth=reject", "--encoding=UTF8", "--locale=C", "--no-sync"},
                    draft.path(), account, {log_file, log_file}),
      stop);
  check_goes_on(stop);
  if (code == kCannotEnterFolder)
    throw Failure(
        Code::permission_denied,
        fmt::format("PostgreSQL's user may not enter '{}'; make every folder down to it passable for "
                    "all (chmod o+x)",
                    directory.path().string()));
  if (code != 0)
    throw Failure(
        Code::io,
        fmt::format("initdb could not make a database cluster in '{}'; its log '{}' ends:\n{}",
                    draft.path().string(), (directory.path() / kLog).string(), tail_of_log(directory)));
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

/// Returns the socket's place: in the cluster, or, if its path is too long for a socket address, an abstract
/// name (which any process may take: required_peer detects that).
std::string socket_place(const fs::path& cluster) {
  constexpr std::string_view kSocketFile = "/.s.PGSQL.65535";
  if (cluster.string().size() + kSocketFile.size() < sizeof(sockaddr_un::sun_path)) return cluster.string();
  constexpr std::size_t kDigits = 32;
  Sha256 hash;
  hash.add(std::as_bytes(std::span(cluster.native())));
  return "@flodata-" + hash.hex().substr(0, kDigits);
}

/// Waits until the server responds. Returns false when it has ended instead. Errors: Failure(timed_out),
/// Failure(interrupted); the server is told to end then.
bool becomes_ready(const ConnectionOptions& options, int pid, const fs::path& log_file,
                   const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  const auto port = std::to_string(options.port);
  const std::array keywords = {
      "host", "port", "dbname", "connect_timeout", "requirepeer", static_cast<const char*>(nullptr)};
  const std::array values = {options.host.c_str(),          port.c_str(),
                             options.database.c_str(),      "2",
                             options.required_peer.c_str(), static_cast<const char*>(nullptr)};
  while (true) {
    const bool answers = PQpingParams(keywords.data(), values.data(), 0) == PQPING_OK;
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) return false;
    if (answers) return true;
    if (stop.stop_requested()) {
      kill(pid, SIGQUIT);
      waitpid(pid, &status, 0);
      check_goes_on(stop);
    }
    if (std::chrono::steady_clock::now() > deadline) {
      kill(pid, SIGQUIT);
      throw Failure(Code::timed_out, fmt::format("PostgreSQL was not ready within {} s; its log is '{}'",
                                                 kStartTimeout.count(), log_file.string()));
    }
    std::this_thread::sleep_for(kPoll);
  }
}

/// Contents of the file `roles` once the roles are set up. Raise the number when the setup changes.
std::string roles_mark(const ServerRoles& roles) {
  return fmt::format("2\n{}\n{}\n", roles.owner, roles.database);
}

std::string name_of(uid_t user) {
  const auto* entry = getpwuid(user);
  return entry == nullptr ? std::string() : std::string(entry->pw_name);
}

}  // namespace

PrivateServer::PrivateServer(const PrivateServerOptions& options, const Log& log)
    : stop_(options.stop),
      stop_time_(options.stop),
      account_(ServerAccount::find()),
      directory_(open_directory(options.directory, account_)) {
  log_file_ = open_log(directory_);
  try {
    prepare(options, log);
    start();
  } catch (const Failure&) {
    close(log_file_);
    throw;
  }
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
  if (is_new) make_cluster(directory_, account_, log_file_, stop_);
  const auto cluster = open_cluster(directory_, account_);
  cluster_ = cluster->path();
  stop_predecessor(*cluster, account_, log);
  const auto mark = directory_.read(kRolesFile, kLongestShortFile, geteuid());
  const auto passwords = directory_.read(kPasswords, kLongestShortFile, geteuid());
  const bool is_set_up = !is_new && mark == roles_mark(roles_);
  if (!is_set_up) directory_.remove_file(kRolesFile);
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
    try {
      return run_single_user(programs, cluster, database, sql, kRolesDone, account_, log_file_);
    } catch (const Failure& failure) {
      throw Failure(failure.code(),
                    fmt::format("{}; its log '{}' ends:\n{}", failure.what(),
                                (directory_.path() / kLog).string(), tail_of_log(directory_)));
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
  const auto cluster = open_cluster(directory_, account_);
  const auto programs = find_server_programs(cluster_version(*cluster, account_));
  const auto system_user = name_of(account_.uid);
  const auto group = account_.is_ours ? std::optional<gid_t>() : account_.gid;
  directory_.write(kHba, host_based_authentication(), group);
  directory_.write(kIdent, system_user_map(system_user), group);
  const auto socket = socket_place(cluster_);
  connection_ = {socket,    0,           roles_.database, roles_.owner, roles_.owner_password,
                 "flodata", system_user, kRolesSearchPath};
  for (int first_port = kFirstPort;; first_port = port_ + 1) {
    connection_.port = port_ = free_port(first_port);
    std::vector<std::string> command = {programs / "postgres", "-D", cluster_, "-p", std::to_string(port_)};
    // wal_level=minimal: a private server has no replication, so it writes less.
    for (const auto& setting :
         {std::string("listen_addresses=127.0.0.1"), "unix_socket_directories=" + socket,
          "hba_file=" + (directory_.path() / kHba).string(),
          "ident_file=" + (directory_.path() / kIdent).string(),
          std::string("password_encryption=scram-sha-256"), std::string("wal_level=minimal"),
          std::string("max_wal_senders=0"), std::string("max_wal_size=2GB"), std::string("timezone=UTC"),
          std::string("lc_messages=C")})
      command.insert(command.end(), {"-c", setting});
    const auto log_begin = lseek(log_file_, 0, SEEK_END);
    pid_ = start_program(command, cluster_, account_, {log_file_, log_file_});
    if (becomes_ready(connection_, pid_, directory_.path() / kLog, stop_)) return;
    // Another process may have taken the port between our check and the server's bind: then try the next one.
    if (!was_port_taken(directory_, log_begin))
      throw Failure(Code::unavailable,
                    fmt::format("PostgreSQL did not start; its log '{}' ends:\n{}",
                                (directory_.path() / kLog).string(), tail_of_log(directory_)));
  }
}

ConnectionOptions PrivateServer::reader_connection() const {
  auto reader = connection_;
  reader.user = roles_.reader;
  reader.password = roles_.reader_password;
  return reader;
}

PrivateServer::~PrivateServer() {
  kill(pid_, SIGINT);
  const auto now = std::chrono::steady_clock::now();
  const auto deadline =
      std::max(std::min(now, stop_time_.at.load()) + kFastStopTimeout, now + kLeastStopTimeout);
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) kill(pid_, SIGQUIT);
    std::this_thread::sleep_for(kPoll);
  }
  close(log_file_);
}

}  // namespace flodata::pg
