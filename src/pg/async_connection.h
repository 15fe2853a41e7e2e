// One PostgreSQL session that never blocks its thread: libpq's non-blocking calls, awaited with Asio.
//
// Calls of execute() share the session's pipeline: each sends its queries at once, whatever is still
// unanswered, and results come in the order of sending. Sessions are read-only, and the server cancels
// statements that exceed kStatementLimit.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "pg/binary_result.h"
#include "pg/connection_options.h"
#include "pg/notice.h"
#include "pg/query.h"
#include "pg/session_budget.h"

struct pg_conn;
struct pg_result;

namespace flodata::pg {

using SteadyTime = std::chrono::steady_clock::time_point;

inline constexpr std::chrono::seconds kStatementLimit{10};

class AsyncConnection {
 public:
  /// Connects; of several hosts to the primary, or where there is none to a standby. Waits for a place where
  /// the options have a budget of sessions. Resolves host names on another thread. Throws Failure:
  /// unavailable, timed_out; overloaded when the server or the budget has no session left.
  static boost::asio::awaitable<std::unique_ptr<AsyncConnection>> open(boost::asio::any_io_executor executor,
                                                                       ConnectionOptions options,
                                                                       SteadyTime deadline);
  ~AsyncConnection();
  AsyncConnection(const AsyncConnection&) = delete;
  AsyncConnection& operator=(const AsyncConnection&) = delete;

  /// Runs the queries in order, in one transaction, and returns one result for each; a statement without rows
  /// (LISTEN) has an empty one. Another call may begin before this one has its results. Throws Failure: the
  /// code of the SQLSTATE; unavailable when the session broke; timed_out at the deadline. After the latter
  /// two, and when a call was abandoned, the connection is no longer usable(), and later calls fail with
  /// unavailable.
  boost::asio::awaitable<std::vector<BinaryResult>> execute(std::vector<Query> queries, SteadyTime deadline);

  /// Waits for notifications on the channels of executed LISTEN statements. Returns those that have arrived
  /// since the last call, in their order, or nothing at the deadline. Not while execute() runs. Throws
  /// Failure(unavailable) when the session is lost; the connection is then no longer usable().
  boost::asio::awaitable<std::vector<Notice>> notices(SteadyTime deadline);

  /// Returns whether execute() may be called: the session is open.
  [[nodiscard]] bool usable() const { return usable_; }

  /// Returns the number of unfinished calls of execute().
  [[nodiscard]] std::size_t unanswered() const { return turns_.size(); }

 private:
  struct Socket;
  class Turn;
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  struct Answers {
    std::vector<BinaryResult> results;
    std::optional<Error> error;  // the first one; later queries were not run
  };
  enum class Readiness : unsigned char { read, write };

  explicit AsyncConnection(const boost::asio::any_io_executor& executor);
  boost::asio::awaitable<void> connect(SteadyTime deadline);
  /// What was sent, in order: the name of a statement being prepared, or nothing for a query.
  using Sent = std::vector<std::optional<std::string>>;
  Sent send(const std::vector<Query>& queries);
  boost::asio::awaitable<void> flush(SteadyTime deadline);
  boost::asio::awaitable<Answers> receive(Sent sent, SteadyTime deadline);
  boost::asio::awaitable<pg_result*> next_result(SteadyTime deadline);
  std::vector<Notice> arrived_notices();
  /// Returns whether the socket became ready before the deadline.
  boost::asio::awaitable<bool> is_ready(Readiness readiness, SteadyTime deadline);
  boost::asio::awaitable<void> wait(Readiness readiness, SteadyTime deadline);
  [[noreturn]] void fail_broken() const;

  std::optional<SessionBudget::Place> place_;  // before the session: it counts until that is closed
  std::unique_ptr<pg_conn, Finish> connection_;
  std::shared_ptr<Socket> socket_;
  std::set<std::string, std::less<>> prepared_;
  std::set<std::string, std::less<>> being_prepared_;  // by unfinished calls
  std::deque<Turn*> turns_;                            // in the order of the responses
  bool usable_ = false;
};

}  // namespace flodata::pg
