#include "pg/connection_pool.h"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/error.h"

namespace flodata::pg {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

/// Further queries use another session, so that an unexpectedly slow query delays no more than these.
constexpr std::size_t kMostUnanswered = 64;

/// Whether a session goes to the next caller of this thread where sessions are scarce. Every so often it is
/// closed instead, so that other threads get one.
bool may_be_handed_on() {
  constexpr unsigned kMostTimes = 8;
  thread_local unsigned times = 0;  // a pool belongs to a thread
  return ++times % kMostTimes != 0;
}

}  // namespace

struct ConnectionPool::Waiter {
  Waiter(ConnectionPool& owner, SteadyTime deadline)
      : pool(&owner), woken_or_late(owner.executor_, deadline) {
    pool->waiters_.push_back(this);
  }
  ~Waiter() { std::erase(pool->waiters_, this); }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ConnectionPool* pool;
  asio::steady_timer woken_or_late;
  bool woken = false;
};

/// A place in the pool, already counted in leased_, and its connection once there is one.
class ConnectionPool::Lease {
 public:
  Lease(ConnectionPool& pool, SessionUse use) : pool_(&pool), use_(use) {}
  ~Lease() {
    if (pool_ == nullptr) return;
    const bool is_scarce = pool_->is_scarce();
    const bool is_kept = !is_scarce || (!pool_->waiters_.empty() && may_be_handed_on());
    if (!pool_->closed_ && is_kept && connection && connection->usable()) {
      const bool to_share =
          !is_scarce && use_ == SessionUse::shared && !pool_->shared_ && pool_->limits_.connections > 1;
      if (to_share) {
        pool_->shared_ = std::move(connection);
        return;
      }
      pool_->idle_.push_back(std::move(connection));
    }
    pool_->pass_on_place();
  }
  Lease(Lease&& other) noexcept
      : connection(std::move(other.connection)),
        kept(other.kept),
        pool_(std::exchange(other.pool_, nullptr)),
        use_(other.use_) {}
  Lease& operator=(Lease&&) = delete;

  std::unique_ptr<AsyncConnection> connection;
  bool kept = false;  // used before, so it may have broken unnoticed

 private:
  ConnectionPool* pool_;
  SessionUse use_;
};

ConnectionPool::ConnectionPool(asio::any_io_executor executor, ConnectionOptions options, PoolLimits limits)
    : executor_(std::move(executor)), options_(std::move(options)), limits_(limits) {
  idle_.reserve(limits_.connections);  // so that returning a connection cannot fail
}

ConnectionPool::~ConnectionPool() = default;

awaitable<std::vector<BinaryResult>> ConnectionPool::execute(std::vector<Query> queries, SteadyTime deadline,
                                                             SessionUse use) {
  if (const auto session = use == SessionUse::shared ? shared_session() : nullptr) {
    try {
      co_return co_await session->execute(queries, deadline);
    } catch (const Failure& failure) {
      if (failure.code() != Code::unavailable) throw;
      idle_.clear();
    }
  }
  auto lease = co_await acquire(deadline, use);
  if (lease.kept) {
    try {
      co_return co_await lease.connection->execute(queries, deadline);
    } catch (const Failure& failure) {
      if (failure.code() != Code::unavailable) throw;
      idle_.clear();  // most likely the server went away, and with it all connections
    }
  }
  lease.connection = co_await AsyncConnection::open(executor_, options_, deadline);
  co_return co_await lease.connection->execute(std::move(queries), deadline);
}

std::shared_ptr<AsyncConnection> ConnectionPool::shared_session() {
  if (shared_ && (!shared_->usable() || is_scarce())) drop_shared_session();
  return shared_ && shared_->unanswered() < kMostUnanswered ? shared_ : nullptr;
}

void ConnectionPool::drop_shared_session() {
  shared_.reset();
  pass_on_place();
}

awaitable<ConnectionPool::Lease> ConnectionPool::acquire(SteadyTime deadline, SessionUse use) {
  // Where sessions are scarce, the callers of this thread use one in turn.
  if (leased_ < (is_scarce() ? 1 : limits_.connections))
    ++leased_;
  else
    co_await wait_for_turn(deadline);
  Lease lease(*this, use);
  if (!idle_.empty()) {
    lease.connection = std::move(idle_.back());
    lease.kept = true;
    idle_.pop_back();
  }
  co_return lease;
}

awaitable<void> ConnectionPool::wait_for_turn(SteadyTime deadline) {
  if (waiters_.size() >= limits_.waiting)
    throw Failure(Code::overloaded, "too many queries wait for the database");
  Waiter waiter(*this, deadline);
  co_await waiter.woken_or_late.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!waiter.woken) throw Failure(Code::overloaded, "all database connections were in use for too long");
}

void ConnectionPool::pass_on_place() {
  if (closed_ || waiters_.empty()) {
    --leased_;
    return;
  }
  auto* waiter = waiters_.front();
  waiters_.pop_front();
  waiter->woken = true;
  waiter->woken_or_late.cancel();
}

void ConnectionPool::release() {
  if (!is_scarce()) return;
  idle_.clear();
  if (shared_) drop_shared_session();
}

void ConnectionPool::close() {
  closed_ = true;
  idle_.clear();
  shared_.reset();
}

}  // namespace flodata::pg
