#include "pg/async_connection.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/as_tuple.h"
#include "base/check.h"
#include "base/error.h"
#include "pg/connect_problem.h"
#include "pg/handles.h"
#include "pg/host_addresses.h"
#include "pg/host_list.h"
#include "pg/pooler.h"
#include "pg/sql.h"
#include "pg/sqlstate.h"

namespace flodata::pg {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr int kBinaryFormat = 1;

// Rows are read from an index in its order, one page at a time. For a table that was never analyzed the
// planner expects almost no rows per well: it would collect and sort all rows of a well for each page. Proof:
// PageIsReadFromTheKeyOfATableThatWasNeverAnalyzed in tests/integration/store_test.cc
constexpr std::string_view kOffSettings = "enable_seqscan enable_bitmapscan jit";

/// The session's settings, as libpq's keyword `options`.
std::string startup_settings(const ConnectionOptions& options) {
  return fmt::format(
      "-c TimeZone=UTC -c default_transaction_read_only=on -c statement_timeout={} -c enable_seqscan=off -c "
      "enable_bitmapscan=off -c jit=off {}",
      std::chrono::milliseconds(kStatementLimit).count(), session_options(options));
}

const Statement kSessionSettings{"", sql::kSessionSettings};
const Statement kBackend{"", "SELECT pg_backend_pid()::bigint"};
const Statement kIsStandby{"", "SELECT pg_is_in_recovery()"};
const Statement kSessionLimit{"", sql::kSessionLimit};

constexpr std::chrono::milliseconds kPlacePause(10);  // between looks for a place

std::string no_session_left(const ConnectionOptions& options) {
  return fmt::format(
      "PostgreSQL on '{}' has no session left for '{}' in time; raise CONNECTION LIMIT of the role or the "
      "database, or "
      "max_connections",
      options.host, options.user);
}

Error error_of(const PGresult* result) {
  const auto field = [&](int code) {
    const char* value = PQresultErrorField(result, code);
    return std::string(value == nullptr ? "" : value);
  };
  const auto state = field(PG_DIAG_SQLSTATE);
  return {code_of_sqlstate(state), fmt::format("{} (SQLSTATE {}); {}", field(PG_DIAG_MESSAGE_PRIMARY), state,
                                               hint_of_sqlstate(state))};
}

/// Repeats `text` once per address: libpq needs a host name for each.
std::string repeated(const std::string& text, std::size_t count) {
  std::string list = text;
  for (std::size_t i = 1; i < count; ++i) list += "," + text;
  return list;
}

/// Keyword and value pairs for PQconnectStartParams.
class Target {
 public:
  Target(const ConnectionOptions& options, const std::vector<std::string>& addresses, std::string settings) {
    if (!addresses.empty()) add("hostaddr", fmt::format("{}", fmt::join(addresses, ",")));
    add("host", repeated(options.host, addresses.size()));
    add("port", std::to_string(options.port));
    add("dbname", options.database);
    add("user", options.user);
    add("password", options.password);
    add("application_name", options.application_name);
    add("client_encoding", "UTF8");
    add("requirepeer", options.required_peer);
    add("options", std::move(settings));
  }
  [[nodiscard]] PGconn* start() const {
    std::vector<const char*> values;
    for (const auto& value : values_) values.push_back(value.c_str());
    values.push_back(nullptr);
    auto keywords = keywords_;
    keywords.push_back(nullptr);
    return PQconnectStartParams(keywords.data(), values.data(), /*expand_dbname=*/0);
  }

 private:
  void add(const char* keyword, std::string value) {
    keywords_.push_back(keyword);
    values_.push_back(std::move(value));
  }
  std::vector<const char*> keywords_;
  std::vector<std::string> values_;
};

}  // namespace

/// A duplicate of libpq's descriptor, which libpq may close and replace while it connects: Asio can close its
/// own without closing libpq's, and never holds one that libpq closed.
struct AsyncConnection::Socket {
  explicit Socket(const asio::any_io_executor& executor) : descriptor(executor) {}
  void follow(const PGconn* connection) {
    boost::system::error_code ignored;  // the old duplicate is closed in any case
    descriptor.close(ignored);
    const int duplicate = fcntl(PQsocket(connection), F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0)
      throw Failure(Code::unavailable, fmt::format("dup of a socket: {}", std::strerror(errno)));
    descriptor.assign(duplicate);
  }
  static awaitable<std::unique_ptr<AsyncConnection>> open_any(asio::any_io_executor executor,
                                                              ConnectionOptions options, SteadyTime deadline);
  static awaitable<void> learn_limit(AsyncConnection* connection, SessionBudget* budget, SteadyTime deadline);
  static awaitable<std::unique_ptr<AsyncConnection>> open_one(asio::any_io_executor executor,
                                                              ConnectionOptions options, SteadyTime deadline);
  static awaitable<std::unique_ptr<AsyncConnection>> open_pooled(asio::any_io_executor executor,
                                                                 ConnectionOptions options,
                                                                 SteadyTime deadline);
  static awaitable<std::unique_ptr<AsyncConnection>> open_with(asio::any_io_executor executor,
                                                               ConnectionOptions options,
                                                               std::string settings, SteadyTime deadline);
  static awaitable<void> check_session(AsyncConnection* connection, ConnectionOptions options,
                                       SteadyTime deadline);
  static awaitable<bool> is_standby(AsyncConnection* connection, SteadyTime deadline);

  asio::posix::stream_descriptor descriptor;
  bool rejects_settings = false;  // as a pooler does
};

/// The place of a call in the pipeline: each call reads its responses after the earlier calls have read
/// theirs.
class AsyncConnection::Turn {
 public:
  explicit Turn(AsyncConnection& connection) : connection_(&connection) { connection.turns_.push_back(this); }
  ~Turn() {
    // The next caller would take our remaining responses for its own.
    if (!finished_) connection_->usable_ = false;
    auto& turns = connection_->turns_;
    std::erase(turns, this);
    if (!turns.empty() && turns.front()->begin_) turns.front()->begin_->cancel();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  /// Returns when no earlier call is left, because each was answered or abandoned. Throws
  /// Failure(unavailable) when the session broke meanwhile.
  awaitable<void> come() {
    while (connection_->turns_.front() != this) {
      begin_.emplace(connection_->socket_->descriptor.get_executor(), SteadyTime::max());
      co_await begin_->async_wait(kAsTuple);
    }
    if (!connection_->usable_) throw Failure(Code::unavailable, "the session broke at another query");
  }

  void finish() { finished_ = true; }

 private:
  AsyncConnection* connection_;
  std::optional<asio::steady_timer> begin_;  // cancelled when it is this call's turn
  bool finished_ = false;
};

void AsyncConnection::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

AsyncConnection::AsyncConnection(const asio::any_io_executor& executor)
    : socket_(std::make_shared<Socket>(executor)) {}

AsyncConnection::~AsyncConnection() = default;

awaitable<std::unique_ptr<AsyncConnection>> AsyncConnection::open(asio::any_io_executor executor,
                                                                  ConnectionOptions options,
                                                                  SteadyTime deadline) {
  const auto budget = options.budget;
  if (!budget) co_return co_await Socket::open_any(executor, std::move(options), deadline);
  asio::steady_timer pause(executor);
  while (true) {
    if (auto place = budget->try_take()) {
      try {
        auto connection = co_await Socket::open_any(executor, options, deadline);
        connection->place_.emplace(*std::move(place));
        if (!budget->limit()) co_await Socket::learn_limit(connection.get(), budget.get(), deadline);
        co_return connection;
      } catch (const Failure& failure) {
        if (failure.code() != Code::overloaded) throw;
        budget->reject();
      }
    }
    if (std::chrono::steady_clock::now() + kPlacePause >= deadline)
      throw Failure(Code::overloaded, no_session_left(options));
    pause.expires_after(kPlacePause);
    co_await pause.async_wait(kAsTuple);
  }
}

awaitable<void> AsyncConnection::Socket::learn_limit(AsyncConnection* connection, SessionBudget* budget,
                                                     SteadyTime deadline) {
  std::vector<Query> query(1, Query(kSessionLimit));
  const auto answer = co_await connection->execute(std::move(query), deadline);
  budget->limit_to(answer.front().whole_number(0, 0).value());
}

awaitable<std::unique_ptr<AsyncConnection>> AsyncConnection::Socket::open_any(asio::any_io_executor executor,
                                                                              ConnectionOptions options,
                                                                              SteadyTime deadline) {
  const auto hosts = each_host(options);
  if (hosts.size() == 1) co_return co_await open_one(executor, hosts.front(), deadline);
  std::unique_ptr<AsyncConnection> standby;
  std::optional<Failure> problem;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    // The hosts that are left share the time that is left: one that does not answer must not take it all.
    const auto now = std::chrono::steady_clock::now();
    const auto share = now + (deadline - now) / static_cast<int>(hosts.size() - i);
    try {
      auto connection = co_await open_one(executor, hosts[i], share);
      if (!co_await is_standby(connection.get(), share)) co_return connection;
      if (!standby) standby = std::move(connection);
    } catch (const Failure& failure) {
      problem = failure;
    }
  }
  if (!standby) throw Failure(*problem);
  co_return standby;
}

awaitable<std::unique_ptr<AsyncConnection>> AsyncConnection::Socket::open_one(asio::any_io_executor executor,
                                                                              ConnectionOptions options,
                                                                              SteadyTime deadline) {
  auto connection = co_await open_with(executor, options, startup_settings(options), deadline);
  // PostgreSQL reports this setting since version 14; a pooler that ignores ours does not.
  const char* read_only = connection == nullptr ? nullptr
                                                : PQparameterStatus(connection->connection_.get(),
                                                                    "default_transaction_read_only");
  if (read_only != nullptr && std::string_view(read_only) == "on") co_return connection;
  connection.reset();
  co_return co_await open_pooled(executor, std::move(options), deadline);
}

awaitable<std::unique_ptr<AsyncConnection>> AsyncConnection::Socket::open_pooled(
    asio::any_io_executor executor, ConnectionOptions options, SteadyTime deadline) {
  auto connection = co_await open_with(executor, options, "", deadline);
  const auto longest = std::to_string(std::chrono::milliseconds(kStatementLimit).count());
  std::vector<Query> settings;
  settings.push_back(Query(kSessionSettings)
                         .with(std::string_view(options.search_path))
                         .with(std::string_view(longest))
                         .with(kOffSettings));
  co_await connection->execute(std::move(settings), deadline);
  co_await check_session(connection.get(), std::move(options), deadline);
  co_return connection;
}

/// Returns null when the server rejects the settings.
awaitable<std::unique_ptr<AsyncConnection>> AsyncConnection::Socket::open_with(asio::any_io_executor executor,
                                                                               ConnectionOptions options,
                                                                               std::string settings,
                                                                               SteadyTime deadline) {
  const auto addresses = co_await host_addresses(executor, options.host, deadline);
  std::unique_ptr<AsyncConnection> connection(new AsyncConnection(executor));
  connection->connection_.reset(Target(options, addresses, settings).start());
  FLODATA_CHECK(connection->connection_ != nullptr);
  try {
    co_await connection->connect(deadline);
  } catch (const Failure& failure) {
    if (failure.code() == Code::unavailable && connection->socket_->rejects_settings && !settings.empty())
      co_return nullptr;
    throw;
  }
  connection->usable_ = true;
  co_return connection;
}

/// Throws Failure(unavailable) when a pooler shares the session of `connection` with others.
awaitable<void> AsyncConnection::Socket::check_session(AsyncConnection* connection, ConnectionOptions options,
                                                       SteadyTime deadline) {
  std::unique_ptr<AsyncConnection> other;
  try {
    other = co_await open_with(connection->socket_->descriptor.get_executor(), options, "", deadline);
  } catch (const Failure&) {
    co_return;  // this connection has the pooler's last session, so it has it for itself
  }
  SessionCheck check;
  for (int round = 0; round < SessionCheck::kRounds; ++round) {
    for (auto* each : {connection, other.get()}) {
      std::vector<Query> query(1, Query(kBackend));
      const auto answer = co_await each->execute(std::move(query), deadline);
      const auto backend = answer.front().whole_number(0, 0).value();
      each == connection ? check.saw_first(backend) : check.saw_second(backend);
    }
  }
  if (check.are_shared()) throw Failure(Code::unavailable, transaction_pooling(options.host));
}

awaitable<bool> AsyncConnection::Socket::is_standby(AsyncConnection* connection, SteadyTime deadline) {
  std::vector<Query> query(1, Query(kIsStandby));
  const auto answer = co_await connection->execute(std::move(query), deadline);
  co_return answer.front().boolean(0, 0).value();
}

awaitable<void> AsyncConnection::connect(SteadyTime deadline) {
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  // Set before the server responds: its rejection then contains the SQLSTATE.
  PQsetErrorVerbosity(connection_.get(), PQERRORS_SQLSTATE);
  if (PQstatus(connection_.get()) == CONNECTION_BAD) fail_broken();
  auto status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK) {
    if (status == PGRES_POLLING_FAILED) {
      const auto message = trimmed(PQerrorMessage(connection_.get()));
      const auto sqlstate = sqlstate_in(message);
      socket_->rejects_settings = sqlstate == kProtocolViolation;
      throw Failure(sqlstate == kTooManyConnections ? Code::overloaded : Code::unavailable,
                    connect_reason(sqlstate, message));
    }
    socket_->follow(connection_.get());
    co_await wait(status == PGRES_POLLING_READING ? Readiness::read : Readiness::write, deadline);
    status = PQconnectPoll(connection_.get());
  }
  PQsetErrorVerbosity(connection_.get(), PQERRORS_DEFAULT);
  socket_->follow(connection_.get());
  if (PQsetnonblocking(connection_.get(), 1) != 0 || PQenterPipelineMode(connection_.get()) != 1)
    fail_broken();
}

awaitable<std::vector<BinaryResult>> AsyncConnection::execute(std::vector<Query> queries,
                                                              SteadyTime deadline) {
  FLODATA_CHECK(usable_);
  Turn turn(*this);
  const auto sent = send(queries);
  co_await flush(deadline);
  co_await turn.come();
  auto answers = co_await receive(sent, deadline);
  turn.finish();
  for (const auto& name : sent)
    if (name) being_prepared_.erase(*name);
  if (answers.error) throw Failure(*answers.error);
  FLODATA_CHECK(answers.results.size() == queries.size());
  co_return std::move(answers.results);
}

// If another call is about to prepare a statement, this one sends it unprepared: whether that call's pipeline
// gets so far is not known yet.
AsyncConnection::Sent AsyncConnection::send(const std::vector<Query>& queries) {
  Sent sent;
  auto* const connection = connection_.get();
  for (const auto& query : queries) {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    for (const auto& value : query.values()) {
      types.push_back(value.type);
      values.push_back(value.bytes.data());
      lengths.push_back(static_cast<int>(value.bytes.size()));
    }
    const std::vector<int> formats(values.size(), kBinaryFormat);
    const auto count = static_cast<int>(values.size());
    const auto& [name, sql] = query.statement();
    const bool ours = std::ranges::find(sent, Sent::value_type(name)) != sent.end();
    const bool named = !name.empty() && (ours || !being_prepared_.contains(name));
    if (named && !ours && !prepared_.contains(name)) {
      if (PQsendPrepare(connection, name.c_str(), sql.c_str(), count, types.data()) != 1) fail_broken();
      sent.emplace_back(name);
      being_prepared_.insert(name);
    }
    const int done = named ? PQsendQueryPrepared(connection, name.c_str(), count, values.data(),
                                                 lengths.data(), formats.data(), kBinaryFormat)
                           : PQsendQueryParams(connection, sql.c_str(), count, types.data(), values.data(),
                                               lengths.data(), formats.data(), kBinaryFormat);
    if (done != 1) fail_broken();
    sent.emplace_back();
  }
  if (PQpipelineSync(connection) != 1) fail_broken();
  return sent;
}

awaitable<void> AsyncConnection::flush(SteadyTime deadline) {
  // Queries are far smaller than a socket's buffer, so the server cannot be blocked by responses that we have
  // not read.
  int unsent = PQflush(connection_.get());
  while (unsent == 1) {
    co_await wait(Readiness::write, deadline);
    unsent = PQflush(connection_.get());
  }
  if (unsent != 0) fail_broken();
}

// Results come in the order of sending: COMMAND_OK for a prepared statement; TUPLES_OK, or COMMAND_OK without
// rows, for a query; then PIPELINE_SYNC. After an error everything up to the sync is PIPELINE_ABORTED, and
// the session remains usable. Statements prepared before the error stay prepared.
awaitable<AsyncConnection::Answers> AsyncConnection::receive(Sent sent, SteadyTime deadline) {
  Answers answers;
  auto answered = sent.begin();
  for (;;) {
    PgResult result(co_await next_result(deadline));
    if (!result) {  // the end of one query's results
      if (PQstatus(connection_.get()) == CONNECTION_BAD) fail_broken();
      continue;
    }
    switch (PQresultStatus(result.get())) {
      case PGRES_PIPELINE_SYNC:
        co_return answers;
      case PGRES_PIPELINE_ABORTED:
        break;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
        FLODATA_CHECK(answered != sent.end());
        if (*answered)
          prepared_.insert(**answered);
        else
          answers.results.emplace_back(result.release());
        ++answered;
        break;
      default:
        if (PQstatus(connection_.get()) == CONNECTION_BAD) fail_broken();
        answers.error = error_of(result.get());
    }
  }
}

awaitable<PGresult*> AsyncConnection::next_result(SteadyTime deadline) {
  while (PQisBusy(connection_.get()) == 1) {
    co_await wait(Readiness::read, deadline);
    if (PQconsumeInput(connection_.get()) != 1) fail_broken();
  }
  co_return PQgetResult(connection_.get());
}

awaitable<std::vector<Notice>> AsyncConnection::notices(SteadyTime deadline) {
  FLODATA_CHECK(usable_);
  auto arrived = arrived_notices();
  while (arrived.empty() && co_await is_ready(Readiness::read, deadline)) {
    if (PQconsumeInput(connection_.get()) != 1) {
      usable_ = false;
      fail_broken();
    }
    arrived = arrived_notices();
  }
  co_return arrived;
}

std::vector<Notice> AsyncConnection::arrived_notices() {
  using Notification = std::unique_ptr<PGnotify, decltype([](PGnotify* notice) { PQfreemem(notice); })>;
  std::vector<Notice> arrived;
  while (const auto notice = Notification(PQnotifies(connection_.get())))
    arrived.push_back({notice->relname, notice->extra});
  return arrived;
}

awaitable<bool> AsyncConnection::is_ready(Readiness readiness, SteadyTime deadline) {
  using asio::posix::descriptor_base;
  const auto what = readiness == Readiness::read ? descriptor_base::wait_read : descriptor_base::wait_write;
  asio::steady_timer alarm(socket_->descriptor.get_executor(), deadline);
  // The alarm may fire after this wait has ended; it then interrupts the next wait, which simply continues.
  alarm.async_wait([socket = socket_](const boost::system::error_code& error) {
    boost::system::error_code ignored;
    if (!error) socket->descriptor.cancel(ignored);
  });
  for (;;) {
    const auto [error] = co_await socket_->descriptor.async_wait(what, kAsTuple);
    if (error != asio::error::operation_aborted) co_return true;
    if (std::chrono::steady_clock::now() >= deadline) co_return false;
  }
}

awaitable<void> AsyncConnection::wait(Readiness readiness, SteadyTime deadline) {
  if (!co_await is_ready(readiness, deadline))
    throw Failure(Code::timed_out, "the database did not answer in time");
}

void AsyncConnection::fail_broken() const {
  throw Failure(
      Code::unavailable,
      fmt::format("the connection to database '{}' on '{}' was lost ({}); check that the server runs",
                  trimmed(PQdb(connection_.get())), trimmed(PQhost(connection_.get())),
                  first_line(PQerrorMessage(connection_.get()))));
}

}  // namespace flodata::pg
