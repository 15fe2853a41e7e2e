#include "pg/connection.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "base/check.h"
#include "pg/connect_problem.h"
#include "pg/handles.h"
#include "pg/host_list.h"
#include "pg/sqlstate.h"

namespace flodata::pg {
namespace {

// Detects a dead peer within this time even without a reset (network failure).
constexpr auto kConnectTimeout = std::chrono::seconds(3);
constexpr auto kStopCheck = std::chrono::milliseconds(100);
constexpr const char* kTcpUserTimeoutMilliseconds = "8000";
constexpr const char* kKeepaliveSeconds = "5";
constexpr std::size_t kShownStatement = 80;
// A warning to all sessions when the server restarts because one of its processes crashed.
constexpr std::string_view kCrashShutdown = "57P02";

/// Returns the begin of a statement, on one line.
std::string start_of(std::string_view statement) {
  std::string shown;
  for (const char c : statement) {
    if (shown.size() == kShownStatement) break;
    const bool is_blank = c == ' ' || c == '\n';
    if (!is_blank || (!shown.empty() && shown.back() != ' ')) shown += is_blank ? ' ' : c;
  }
  return shown;
}

/// Waits until the socket is ready for what libpq needs. Returns false at the time limit.
bool wait_for_socket(PGconn* connection, PostgresPollingStatusType wanted,
                     std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0) return false;
  const auto events = static_cast<short>(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT);
  pollfd socket{PQsocket(connection), events, 0};
  return poll(&socket, 1, static_cast<int>(left.count())) != 0;
}

bool finish_connecting(PGconn* connection, const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + kConnectTimeout;
  auto wanted = PGRES_POLLING_WRITING;
  while (PQstatus(connection) != CONNECTION_BAD) {
    while (!wait_for_socket(connection, wanted,
                            std::min(deadline, std::chrono::steady_clock::now() + kStopCheck))) {
      if (stop.stop_requested()) throw Failure(Code::interrupted, "connecting to PostgreSQL was stopped");
      if (std::chrono::steady_clock::now() >= deadline) return false;
    }
    wanted = PQconnectPoll(connection);
    if (wanted == PGRES_POLLING_OK) return true;
    if (wanted == PGRES_POLLING_FAILED) return false;
  }
  return false;
}

std::vector<Notice> take_notices(PGconn* connection) {
  std::vector<Notice> notices;
  while (PGnotify* notify = PQnotifies(connection)) {
    notices.push_back({notify->relname, notify->extra});
    PQfreemem(notify);
  }
  return notices;
}

std::string_view field_of(const PGresult* result, int code) {
  const char* value = result == nullptr ? nullptr : PQresultErrorField(result, code);
  return value == nullptr ? "" : value;
}

std::string reason_of(const PGresult* error) {
  const auto sqlstate = field_of(error, PG_DIAG_SQLSTATE);
  return fmt::format("{} (SQLSTATE {}); {}", field_of(error, PG_DIAG_MESSAGE_PRIMARY), sqlstate,
                     hint_of_sqlstate(sqlstate));
}

/// Keeps the server's reason to end the session. Ignores other notices (an index exists already, and the
/// like).
void take_server_notice(void* handle, const PGresult* notice) {
  const auto severity = field_of(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == "FATAL" || severity == "PANIC" || field_of(notice, PG_DIAG_SQLSTATE) == kCrashShutdown)
    static_cast<Connection::Handle*>(handle)->end_reason = reason_of(notice);
}

template <typename Number>
Number parse(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  FLODATA_CHECK(error == std::errc() && end == text.data() + text.size());
  return number;
}

}  // namespace

void fail(Connection::Handle& handle, const PGresult* result, std::string_view statement) {
  PGconn* connection = handle.connection;
  const bool is_broken = PQstatus(connection) == CONNECTION_BAD;
  // The server's last words may have come before the end of the connection.
  const PgResult last(is_broken && field_of(result, PG_DIAG_SQLSTATE).empty() ? PQgetResult(connection)
                                                                              : nullptr);
  if (last) result = last.get();
  const auto sqlstate = field_of(result, PG_DIAG_SQLSTATE);
  const auto place = fmt::format("database '{}' on '{}', at '{}'", trimmed(PQdb(connection)),
                                 trimmed(PQhost(connection)), start_of(statement));
  if (!sqlstate.empty())
    throw Failure(is_broken ? Code::unavailable : code_of_sqlstate(sqlstate),
                  fmt::format("{}: {}", place, reason_of(result)));
  PQisBusy(connection);  // reads what has arrived: the server may have said why it ends the session
  if (!handle.end_reason.empty())
    throw Failure(Code::unavailable,
                  fmt::format("the server ended the session with {}: {}", place, handle.end_reason));
  throw Failure(
      Code::unavailable,
      fmt::format("the connection to {} was lost ({}); check that the server runs, and look into its log",
                  place, first_line(PQerrorMessage(connection))));
}

PgResult await_answer(Connection::Handle& handle, std::string_view statement) {
  PGconn* connection = handle.connection;
  const auto deadline = std::chrono::steady_clock::now() + handle.answer_limit;
  PgResult answer;
  for (;;) {
    while (PQisBusy(connection) == 1) {
      if (!wait_for_socket(connection, PGRES_POLLING_READING, deadline)) {
        shutdown(PQsocket(connection), SHUT_RDWR);
        throw Failure(Code::timed_out, fmt::format("PostgreSQL gave no answer within {:.0f} s, at '{}'",
                                                   std::chrono::duration<double>(handle.answer_limit).count(),
                                                   start_of(statement)));
      }
      if (PQconsumeInput(connection) != 1) fail(handle, answer.get(), statement);
    }
    PgResult next(PQgetResult(connection));
    if (!next) return answer;
    const bool failed_before = answer && PQresultStatus(answer.get()) == PGRES_FATAL_ERROR;
    if (!failed_before) answer = std::move(next);
    if (PQresultStatus(answer.get()) == PGRES_COPY_IN || PQstatus(connection) == CONNECTION_BAD)
      return answer;
  }
}

struct Result::Handle {
  PgResult result;
};

Result::Result(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Result::~Result() = default;
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;

std::size_t Result::row_count() const { return static_cast<std::size_t>(PQntuples(handle_->result.get())); }

std::size_t Result::affected_rows() const {
  const std::string_view text = PQcmdTuples(handle_->result.get());
  return text.empty() ? 0 : parse<std::size_t>(text);
}

bool Result::is_null(std::size_t row, std::size_t column) const {
  return PQgetisnull(handle_->result.get(), static_cast<int>(row), static_cast<int>(column)) == 1;
}

std::string_view Result::text(std::size_t row, std::size_t column) const {
  FLODATA_CHECK(row < row_count());
  const auto r = static_cast<int>(row);
  const auto c = static_cast<int>(column);
  return {PQgetvalue(handle_->result.get(), r, c),
          static_cast<std::size_t>(PQgetlength(handle_->result.get(), r, c))};
}

std::int64_t Result::int64(std::size_t row, std::size_t column) const {
  return parse<std::int64_t>(text(row, column));
}
double Result::float64(std::size_t row, std::size_t column) const { return parse<double>(text(row, column)); }
bool Result::boolean(std::size_t row, std::size_t column) const { return text(row, column) == "t"; }
Instant Result::instant(std::size_t row, std::size_t column) const {
  return Instant(Microseconds(int64(row, column)));
}

std::string to_parameter(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<Microseconds> time(instant - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}+00", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

namespace {

/// Connects to one host.
std::unique_ptr<Connection::Handle> connect_to(const ConnectionOptions& options) {
  const auto session = session_options(options);
  auto handle = std::make_unique<Connection::Handle>();
  const auto port = std::to_string(options.port);
  const std::array keywords = {"host",
                               "port",
                               "dbname",
                               "user",
                               "password",
                               "application_name",
                               "tcp_user_timeout",
                               "keepalives_idle",
                               "keepalives_interval",
                               "client_encoding",
                               "requirepeer",
                               "options",
                               static_cast<const char*>(nullptr)};
  const std::array values = {options.host.c_str(),
                             port.c_str(),
                             options.database.c_str(),
                             options.user.c_str(),
                             options.password.empty() ? nullptr : options.password.c_str(),
                             options.application_name.c_str(),
                             kTcpUserTimeoutMilliseconds,
                             kKeepaliveSeconds,
                             kKeepaliveSeconds,
                             "UTF8",
                             options.required_peer.c_str(),
                             session.c_str(),
                             static_cast<const char*>(nullptr)};
  handle->connection = PQconnectStartParams(keywords.data(), values.data(), 0);
  PGconn* connection = handle->connection;
  // Set before the server responds: its rejection then contains the SQLSTATE, the only reliable reason.
  PQsetErrorVerbosity(connection, PQERRORS_SQLSTATE);
  if (!finish_connecting(connection, options.stop)) {
    const auto message = trimmed(PQerrorMessage(connection));
    const auto sqlstate = sqlstate_in(message);
    throw Failure(
        sqlstate.empty() ? Code::unavailable : code_of_sqlstate(sqlstate),
        fmt::format("cannot connect to PostgreSQL on '{}' port {} as '{}', database '{}': {}", options.host,
                    options.port, options.user, options.database, connect_reason(sqlstate, message)));
  }
  PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
  PQsetnonblocking(connection, 0);
  PQsetNoticeReceiver(connection, take_server_notice, handle.get());
  return handle;
}

}  // namespace

Connection::Connection(const ConnectionOptions& options) {
  const auto hosts = each_host(options);
  std::string problems;
  for (const auto& host : hosts) {
    try {
      handle_ = connect_to(host);
      if (hosts.size() == 1 || !query("SELECT pg_is_in_recovery()").boolean(0, 0)) return;
      problems += fmt::format("; '{}' is a standby", host.host);
    } catch (const Failure& failure) {
      if (hosts.size() == 1 || !is_transient(failure.code())) throw;
      problems += fmt::format("; {}", failure.what());
    }
  }
  throw Failure(Code::unavailable, fmt::format("there is no primary among '{}'{}", options.host, problems));
}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

void Connection::set_answer_limit(std::chrono::milliseconds limit) { handle_->answer_limit = limit; }

void Connection::execute(const std::string& sql) {
  if (PQsendQuery(handle_->connection, sql.c_str()) != 1) fail(*handle_, nullptr, sql);
  const auto result = await_answer(*handle_, sql);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(*handle_, result.get(), sql);
}

Result Connection::query(const std::string& sql, const std::vector<Parameter>& parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const auto& parameter : parameters) values.push_back(parameter ? parameter->c_str() : nullptr);
  if (PQsendQueryParams(handle_->connection, sql.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), nullptr, nullptr, 0) != 1)
    fail(*handle_, nullptr, sql);
  auto result = await_answer(*handle_, sql);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(*handle_, result.get(), sql);
  return Result(std::make_unique<Result::Handle>(std::move(result)));
}

std::vector<Notice> Connection::wait_for_notices(std::chrono::milliseconds longest, int wake) {
  PGconn* connection = handle_->connection;
  // An earlier response may have contained notifications: then the socket has no more data.
  auto notices = take_notices(connection);
  if (!notices.empty()) return notices;
  std::array<pollfd, 2> sources = {pollfd{PQsocket(connection), POLLIN, 0}, pollfd{wake, POLLIN, 0}};
  poll(sources.data(), sources.size(), static_cast<int>(longest.count()));
  if (sources[0].revents != 0 && PQconsumeInput(connection) != 1) fail(*handle_, nullptr, "LISTEN");
  return take_notices(connection);
}

void Connection::abort() { shutdown(PQsocket(handle_->connection), SHUT_RDWR); }

Transaction::Transaction(Connection& connection) : connection_(connection) { connection_.execute("BEGIN"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    connection_.execute("ROLLBACK");
  } catch (const Failure&) {  // the server rolls back when the connection is lost
  }
}

void Transaction::commit() {
  connection_.execute("COMMIT");
  open_ = false;
}

}  // namespace flodata::pg
