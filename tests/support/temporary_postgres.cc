#include "support/temporary_postgres.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "pg/connection.h"
#include "pg/migrations.h"
#include "pg/private/private_server_process.h"

namespace flodata::test {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kStartLimit = std::chrono::seconds(60);
constexpr auto kStopLimit = std::chrono::seconds(20);
constexpr int kPollMilliseconds = 10;

/// Starts a program in `folder` as pg::PrivateServer does, its output going to `log_file`.
pid_t launch_program(const std::vector<std::string>& command, const std::string& folder,
                     const std::string& log_file) {
  const int log = open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log < 0) throw Failure(Code::io, fmt::format("{}: {}", log_file, std::strerror(errno)));
  const auto pid =
      pg::start_program(command, folder, pg::ServerAccount::find(), {.output = log, .errors = log});
  close(log);
  return pid;
}

void give_to_server(const std::string& path) {
  const auto account = pg::ServerAccount::find();
  if (!account.is_ours && chown(path.c_str(), account.uid, account.gid) != 0)
    throw Failure(Code::io, "chown: " + std::string(std::strerror(errno)));
}

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool wait_for_exit(pid_t pid, std::chrono::seconds limit, int* status) {
  const auto deadline = SteadyClock::now() + limit;
  while (SteadyClock::now() < deadline) {
    if (waitpid(pid, status, WNOHANG) == pid) return true;
    poll(nullptr, 0, kPollMilliseconds);
  }
  return false;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::ifstream file(fmt::format("/proc/{}/task/{}/children", parent, parent));
  return {std::istream_iterator<pid_t>(file), std::istream_iterator<pid_t>()};
}

/// Kills a process that is not ours to reap, and returns when it has let go of its sockets.
void kill_and_wait(pid_t pid) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return;  // it has ended
  kill(pid, SIGKILL);
  pollfd exited{.fd = handle, .events = POLLIN, .revents = 0};
  poll(&exited, 1, static_cast<int>(std::chrono::milliseconds(kStopLimit).count()));
  close(handle);
}

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

Connection connect(const pg::ConnectionOptions& options) {
  const auto port = std::to_string(options.port);
  const std::array keywords = {"host", "port", "dbname", "user", static_cast<const char*>(nullptr)};
  const std::array values = {options.host.c_str(), port.c_str(), options.database.c_str(),
                             options.user.c_str(), static_cast<const char*>(nullptr)};
  Connection connection(PQconnectdbParams(keywords.data(), values.data(), 0));
  if (PQstatus(connection.get()) != CONNECTION_OK)
    throw Failure(Code::unavailable, PQerrorMessage(connection.get()));
  return connection;
}

Result run_sql(PGconn* connection, const std::string& sql) {
  Result result(PQexec(connection, sql.c_str()));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    throw Failure(Code::database, PQerrorMessage(connection));
  return result;
}

}  // namespace

TemporaryPostgres::TemporaryPostgres(std::vector<std::string> settings) : settings_(std::move(settings)) {
  std::string pattern = "/tmp/flodata-pg-XXXXXX";  // short: a socket's path holds 107 bytes
  if (mkdtemp(pattern.data()) == nullptr)
    throw Failure(Code::io, "mkdtemp: " + std::string(std::strerror(errno)));
  folder_ = pattern;
  give_to_server(folder_);
  const auto log_file = folder_ + "/initdb.log";
  const auto initdb = launch_program(
      {pg::find_server_programs(std::nullopt) / "initdb", "--no-sync", "--no-instructions", "--auth=trust",
       "--encoding=UTF8", "--locale=C.UTF-8", "--username=flodata", "-D", folder_ + "/data"},
      folder_, log_file);
  int status = 0;
  if (!wait_for_exit(initdb, kStartLimit, &status) || status != 0)
    throw Failure(Code::unavailable, fmt::format("initdb failed: {}", read_text(log_file)));
  start();
}

TemporaryPostgres::~TemporaryPostgres() {
  if (running()) stop();
  std::error_code ignored;  // what cannot be removed stays in /tmp
  fs::remove_all(folder_, ignored);
}

void TemporaryPostgres::start() {
  if (running()) return;
  launch();
  wait_until_ready();
}

void TemporaryPostgres::launch() {
  std::vector<std::string> command = {pg::find_server_programs(std::nullopt) / "postgres", "-D",
                                      folder_ + "/data"};
  for (const auto* setting : {"listen_addresses=", "fsync=off", "synchronous_commit=off",
                              "full_page_writes=off", "max_connections=60", "shared_buffers=64MB",
                              "max_wal_size=4GB", "timezone=UTC", "logging_collector=off"})
    command.insert(command.end(), {"-c", setting});
  command.insert(command.end(), {"-c", "unix_socket_directories=" + folder_});
  for (const auto& setting : settings_) command.insert(command.end(), {"-c", setting});
  pid_ = launch_program(command, folder_, folder_ + "/server.log");
}

void TemporaryPostgres::wait_until_ready() {
  const auto deadline = SteadyClock::now() + kStartLimit;
  const auto target = fmt::format("host={} dbname=postgres user=flodata", folder_);
  while (PQping(target.c_str()) != PQPING_OK) {
    int status = 0;
    const bool exited = waitpid(pid_, &status, WNOHANG) == pid_;
    if (exited) pid_ = -1;
    if (exited || SteadyClock::now() > deadline)
      throw Failure(Code::unavailable,
                    fmt::format("PostgreSQL did not come up: {}", read_text(folder_ + "/server.log")));
    poll(nullptr, 0, kPollMilliseconds);
  }
}

void TemporaryPostgres::stop() {
  if (!running()) return;
  kill(pid_, SIGINT);  // fast shutdown: sessions are ended
  int status = 0;
  if (!wait_for_exit(pid_, kStopLimit, &status)) {
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
  }
  pid_ = -1;
}

void TemporaryPostgres::restart() {
  stop();
  start();
}

void TemporaryPostgres::crash() {
  if (!running()) return;
  kill(pid_, SIGSTOP);  // so that it starts no further process
  for (const pid_t child : children_of(pid_)) kill_and_wait(child);
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
}

pg::ConnectionOptions TemporaryPostgres::options(const std::string& database) const {
  pg::ConnectionOptions options;
  options.host = folder_;
  options.database = database;
  options.user = "flodata";
  options.application_name = "flodata-test";
  return options;
}

void TemporaryPostgres::make_folder(const std::string& path) const {
  fs::create_directories(path);
  give_to_server(path);
}

pg::ConnectionOptions TemporaryPostgres::create_database() {
  const auto name = fmt::format("test_{}", ++databases_created_);
  execute_sql(options(), "CREATE DATABASE " + name);
  return options(name);
}

void execute_sql(const pg::ConnectionOptions& options, const std::string& sql) {
  const auto connection = connect(options);
  run_sql(connection.get(), sql);
}

std::vector<std::string> query_column(const pg::ConnectionOptions& options, const std::string& sql) {
  const auto connection = connect(options);
  const auto result = run_sql(connection.get(), sql);
  std::vector<std::string> values;
  for (int row = 0; row < PQntuples(result.get()); ++row)
    values.emplace_back(PQgetvalue(result.get(), row, 0));
  return values;
}

std::string query_value(const pg::ConnectionOptions& options, const std::string& sql) {
  const auto values = query_column(options, sql);
  if (values.size() != 1)
    throw Failure(Code::not_found, fmt::format("one row expected, {} came from: {}", values.size(), sql));
  return values.front();
}

void apply_schema(const pg::ConnectionOptions& options) {
  pg::Connection connection(options);
  pg::migrate(connection, pg::embedded_migrations());
}

void accept_all_rows(const pg::ConnectionOptions& options) {
  execute_sql(options,
              "CREATE TABLE production_data_first PARTITION OF production_data FOR VALUES FROM (MINVALUE) TO "
              "(MAXVALUE)");
}

void PostgresTest::SetUp() {
  server().start();
  database_ = server().create_database();
  apply_schema(database_);
}

void PostgresTest::TearDown() {
  server().start();
  execute_sql(server().options(), fmt::format("DROP DATABASE {} WITH (FORCE)", database_.database));
}

TemporaryPostgres& PostgresTest::server() {
  static TemporaryPostgres server;
  return server;
}

}  // namespace flodata::test
