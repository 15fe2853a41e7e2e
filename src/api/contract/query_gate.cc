#include "api/contract/query_gate.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/error.h"

namespace flodata::api {

/// A waiting query. A turn that it was given but did not take, because its coroutine ended, goes to the next
/// one.
struct QueryGate::Waiter {
  Waiter(QueryGate& owner, std::string name, std::chrono::steady_clock::time_point deadline)
      : gate(&owner), client(std::move(name)), timer(owner.executor_, deadline) {
    gate->clients_[client].waiters.push_back(this);
  }
  ~Waiter() {
    if (given)
      gate->leave(client);
    else if (!taken)
      std::erase(gate->clients_[client].waiters, this);
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  std::unique_ptr<Turn> take() {
    auto turn = std::make_unique<Turn>(*gate, client);
    given = false;
    taken = true;
    return turn;
  }
  QueryGate* gate;
  std::string client;
  boost::asio::steady_timer timer;
  bool given = false;
  bool taken = false;
};

boost::asio::awaitable<std::unique_ptr<QueryGate::Turn>> QueryGate::enter(
    std::string client, std::chrono::steady_clock::time_point deadline) {
  auto& known = clients_[client];
  if (known.running < accounts_->limits().queries) {
    ++known.running;
    co_return std::make_unique<Turn>(*this, std::move(client));
  }
  Waiter waiter(*this, std::move(client), deadline);
  co_await waiter.timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  if (waiter.given) co_return waiter.take();
  accounts_->count_rejection(http::Budget::queries);
  throw Failure(Code::overloaded, "other queries of this client took too long");
}

void QueryGate::leave(std::string_view client) {
  const auto known = clients_.find(client);
  if (known == clients_.end()) return;
  auto& [running, waiters] = known->second;
  if (!waiters.empty()) {  // pass the turn on
    waiters.front()->given = true;
    waiters.front()->timer.cancel();
    waiters.pop_front();
    return;
  }
  if (--running == 0) clients_.erase(known);
}

}  // namespace flodata::api
