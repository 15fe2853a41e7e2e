// A few sessions shared by the coroutines of one thread. Broken ones are replaced at the next use, so the
// pool recovers by itself when the server comes back.
//
// Not thread-safe: each I/O thread has its own pool. When all connections are in use, up to
// `PoolLimits::waiting` callers wait in order of arrival; a further one is refused at once.
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

class ConnectionPool {
 public:
  ConnectionPool(boost::asio::any_io_executor executor, ConnectionOptions options, PoolLimits limits);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  /// Runs the queries in one pipeline on a connection of the pool. A kept connection that turns out to be
  /// broken is replaced once: the queries only read, so running them again does no harm.
  /// Throws Failure: unavailable, timed_out, the code of the server's error; overloaded when too many wait,
  /// or no connection became free in time.
  boost::asio::awaitable<std::vector<BinaryResult>> execute(std::vector<Query> queries, SteadyTime deadline);

  /// Closes kept connections, and from now on returned ones too.
  void close();

 private:
  class Lease;
  struct Waiter;

  boost::asio::awaitable<Lease> acquire(SteadyTime deadline);
  /// Returns when another lease left its place to this caller.
  boost::asio::awaitable<void> wait_for_turn(SteadyTime deadline);
  void pass_on_place();

  boost::asio::any_io_executor executor_;
  ConnectionOptions options_;
  PoolLimits limits_;
  std::vector<std::unique_ptr<AsyncConnection>> idle_;  // the last used is at the end
  std::size_t leased_ = 0;                              // places in use or just passed on
  std::deque<Waiter*> waiters_;
  bool closed_ = false;
};

}  // namespace flodata::pg
