// A few sessions shared by the coroutines of one thread. Broken ones are replaced at their next use, so the
// pool recovers when the server comes back.
//
// Brief queries of many callers share the pipeline of one session, which avoids most context switches here
// and in the server; any other query has a session to itself. When all connections are in use, up to
// `PoolLimits::waiting` callers wait in order of arrival; further ones are rejected at once.
//
// Not thread-safe: each I/O thread has its own pool.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "pg/async_connection.h"
#include "pg/connection_options.h"

namespace flodata::pg {

struct PoolLimits {
  std::size_t connections = 4;
  std::size_t waiting = 256;
};

enum class SessionUse : unsigned char {
  own,
  shared,  // brief: others may be sent before it has its result
};

class ConnectionPool {
 public:
  ConnectionPool(boost::asio::any_io_executor executor, ConnectionOptions options, PoolLimits limits);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  /// Runs the queries in one pipeline on a connection of the pool. An idle connection that turns out to be
  /// broken is replaced once: the queries are read-only, so running them again is harmless. Throws Failure:
  /// unavailable, timed_out, the code of the server's error; overloaded when too many callers wait, or no
  /// connection became free in time.
  boost::asio::awaitable<std::vector<BinaryResult>> execute(std::vector<Query> queries, SteadyTime deadline,
                                                            SessionUse use = SessionUse::own);

  /// Closes idle connections where sessions are scarce, for others to have them.
  void release();

  /// Closes idle connections, and from now on returned ones too.
  void close();

 private:
  class Lease;
  struct Waiter;

  /// Returns the shared session, if there is one with room.
  [[nodiscard]] std::shared_ptr<AsyncConnection> shared_session();
  [[nodiscard]] bool is_scarce() const { return options_.budget && options_.budget->is_scarce(); }
  void drop_shared_session();
  boost::asio::awaitable<Lease> acquire(SteadyTime deadline, SessionUse use);
  /// Returns when another lease has passed its place to this caller.
  boost::asio::awaitable<void> wait_for_turn(SteadyTime deadline);
  void pass_on_place();

  boost::asio::any_io_executor executor_;
  ConnectionOptions options_;
  PoolLimits limits_;
  std::vector<std::unique_ptr<AsyncConnection>> idle_;  // last used at the end
  std::shared_ptr<AsyncConnection> shared_;             // has a place of its own
  std::size_t leased_ = 0;                              // places in use or just passed on
  std::deque<Waiter*> waiters_;
  bool closed_ = false;
};

}  // namespace flodata::pg
