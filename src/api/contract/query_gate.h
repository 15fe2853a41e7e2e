// Limits how many queries of one client read pages of rows at the same time on one I/O thread. The limit is
// below the thread's number of database sessions for them, so another client's query finds a session. A query
// beyond the limit waits for its turn and holds no rows meanwhile.
//
// Belongs to one I/O thread.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "api/contract/query_pass.h"
#include "http/client_accounts.h"

namespace flodata::api {

class QueryGate {
 public:
  /// `accounts` must outlive it; it counts the queries that got no turn in time.
  QueryGate(boost::asio::any_io_executor executor, http::ClientAccounts& accounts)
      : executor_(std::move(executor)), accounts_(&accounts) {}

  /// Held by a running query; destroying it gives the turn to the client's next query.
  class Turn {
   public:
    Turn(QueryGate& gate, std::string client) : gate_(&gate), client_(std::move(client)) {}
    ~Turn() { gate_->leave(client_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    QueryGate* gate_;
    std::string client_;
  };

  /// Waits for a turn. Throws Failure(overloaded) at the deadline.
  boost::asio::awaitable<std::unique_ptr<Turn>> enter(std::string client,
                                                      std::chrono::steady_clock::time_point deadline);

 private:
  struct Waiter;
  struct Client {
    int running = 0;
    std::deque<Waiter*> waiters;
  };
  void leave(std::string_view client);

  boost::asio::any_io_executor executor_;
  http::ClientAccounts* accounts_;
  std::map<std::string, Client, std::less<>> clients_;  // with running or waiting queries
};

}  // namespace flodata::api
