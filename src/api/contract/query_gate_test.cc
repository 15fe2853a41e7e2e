#include "api/contract/query_gate.h"
#include "http/client_accounts.h"

#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "base/error.h"

namespace flodata::api {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;

class QueryGateTest : public ::testing::Test {
 protected:
  /// Enters as soon as there is a turn, and records it; the test ends the turn.
  awaitable<void> enter(std::string client, int number, std::chrono::seconds patience) {
    try {
      turns_.push_back(co_await gate_.enter(std::move(client), std::chrono::steady_clock::now() + patience));
      entered_.push_back(number);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::overloaded);
      late_.push_back(number);
    }
  }
  void start(const std::string& client, int number, std::chrono::seconds patience = 100s) {
    boost::asio::co_spawn(io_, enter(client, number, patience), boost::asio::detached);
  }
  /// Runs all handlers that are ready.
  void poll() {
    io_.restart();
    io_.poll();
  }

  http::ClientAccounts accounts_{{.queries = 2}};
  boost::asio::io_context io_;
  QueryGate gate_{io_.get_executor(), accounts_};
  std::vector<std::unique_ptr<QueryGate::Turn>> turns_;
  std::vector<int> entered_;
  std::vector<int> late_;
};

TEST_F(QueryGateTest, SoManyOfOneClientRunAndTheNextFollowInOrder) {
  for (int number = 0; number < 5; ++number) start("a", number);
  start("b", 100);
  poll();
  EXPECT_EQ(entered_, (std::vector{0, 1, 100}));
  turns_.erase(turns_.begin());
  poll();
  EXPECT_EQ(entered_, (std::vector{0, 1, 100, 2}));
  turns_.clear();
  poll();
  EXPECT_EQ(entered_, (std::vector{0, 1, 100, 2, 3, 4}));
}

TEST_F(QueryGateTest, WhoComesToItsDeadlineIsCountedAndTakesNoTurn) {
  start("a", 0);
  start("a", 1);
  start("a", 2, 0s);
  start("a", 3);
  poll();
  EXPECT_EQ(late_, std::vector{2});
  EXPECT_EQ(accounts_.figures().rejected[static_cast<std::size_t>(http::Budget::queries)], 1);
  turns_.erase(turns_.begin());
  poll();
  EXPECT_EQ(entered_, (std::vector{0, 1, 3}));
}

TEST_F(QueryGateTest, TurnThatNobodyIsLeftToTakeGoesOn) {
  {
    // The context is destroyed first, as in the server: its handlers then leave the gate.
    auto brief = std::make_unique<boost::asio::io_context>();
    QueryGate gate(brief->get_executor(), accounts_);
    std::vector<std::unique_ptr<QueryGate::Turn>> turns;
    const auto hold = [](QueryGate* at,
                         std::vector<std::unique_ptr<QueryGate::Turn>>* to) -> awaitable<void> {
      to->push_back(co_await at->enter("a", std::chrono::steady_clock::now() + 100s));
    };
    for (int i = 0; i < 3; ++i) boost::asio::co_spawn(*brief, hold(&gate, &turns), boost::asio::detached);
    brief->poll();
    EXPECT_EQ(turns.size(), 2U);
    turns.clear();  // the third one gets the turn, and the context ends before it can take it
    brief.reset();
  }
  SUCCEED();
}

}  // namespace
}  // namespace flodata::api
