#include "http/idle_connections.h"

#include <array>

#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

namespace flodata::http {
namespace {

using namespace std::chrono_literals;
using Wait = IdleConnections::Wait;

constexpr IdleConnections::Time kNow{1000s};
const std::string kClient = "a";
const std::string kOther = "b";

/// Both ends of a connection; the server's end waits on `list`.
class Waiting {
 public:
  Waiting(IdleConnections& list, Wait wait, std::chrono::milliseconds waited,
          const std::string& client = kClient)
      : socket_(context()) {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    client_end_ = ends[0];
    socket_.assign(boost::asio::ip::tcp::v4(), ends[1]);
    member_.emplace(list, socket_, client, wait, kNow - waited);
  }
  ~Waiting() { close(client_end_); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  void send() const { EXPECT_EQ(write(client_end_, "x", 1), 1); }
  [[nodiscard]] bool was_closed() const {
    char byte = 0;
    return recv(client_end_, &byte, 1, MSG_DONTWAIT) == 0;
  }
  void leave() { member_.reset(); }

 private:
  static boost::asio::io_context& context() {
    static boost::asio::io_context io;
    return io;
  }
  IdleConnections::Socket socket_;
  std::optional<IdleConnections::Member> member_;
  int client_end_ = -1;
};

bool close_oldest(IdleConnections& list, std::string_view client = {}) {
  return IdleConnections::close_oldest(std::array{&list}, client, kNow);
}

TEST(IdleConnections, OneBetweenRequestsIsClosedAndTheOldestFirst) {
  IdleConnections list;
  const Waiting older(list, Wait::next_request, 20ms);
  const Waiting younger(list, Wait::next_request, 10ms);
  EXPECT_TRUE(close_oldest(list));
  EXPECT_TRUE(older.was_closed());
  EXPECT_FALSE(younger.was_closed());
  EXPECT_TRUE(close_oldest(list));
  EXPECT_TRUE(younger.was_closed());
  EXPECT_FALSE(close_oldest(list));
}

TEST(IdleConnections, OneThatHasJustArrivedStays) {
  IdleConnections list;
  const Waiting fresh(list, Wait::first_request, 20ms);
  const Waiting receiving(list, Wait::rest, 1000ms);
  EXPECT_FALSE(close_oldest(list));
  const Waiting silent(list, Wait::first_request, 21ms);
  const Waiting slow(list, Wait::rest, 1001ms);
  EXPECT_TRUE(close_oldest(list));
  EXPECT_TRUE(close_oldest(list));
  EXPECT_FALSE(close_oldest(list));
  EXPECT_TRUE(silent.was_closed());
  EXPECT_TRUE(slow.was_closed());
  EXPECT_FALSE(fresh.was_closed() || receiving.was_closed());
}

TEST(IdleConnections, OneWithARequestThatWasNotReadYetStays) {
  IdleConnections list;
  for (const auto wait : {Wait::first_request, Wait::next_request, Wait::rest}) {
    const Waiting asking(list, wait, 1h);
    asking.send();
    EXPECT_FALSE(close_oldest(list));
    EXPECT_FALSE(asking.was_closed());
  }
}

TEST(IdleConnections, OnlyThoseOfTheClientAreClosed) {
  IdleConnections list;
  const Waiting others(list, Wait::next_request, 1h, kOther);
  EXPECT_FALSE(close_oldest(list, kClient));
  const Waiting own(list, Wait::next_request, 1ms);
  EXPECT_TRUE(close_oldest(list, kClient));
  EXPECT_TRUE(own.was_closed());
  EXPECT_FALSE(others.was_closed());
}

TEST(IdleConnections, OldestOfAllThreadsIsClosed) {
  for (const bool is_oldest_first : {false, true}) {
    IdleConnections one;
    IdleConnections two;
    const Waiting younger(one, Wait::next_request, 1s);
    const Waiting older(two, Wait::next_request, 2s);
    const auto lists = is_oldest_first ? std::array{&two, &one} : std::array{&one, &two};
    EXPECT_TRUE(IdleConnections::close_oldest(lists, {}, kNow));
    EXPECT_TRUE(older.was_closed());
    EXPECT_FALSE(younger.was_closed());
  }
}

TEST(IdleConnections, OneThatWaitsNoMoreIsLeftAlone) {
  IdleConnections list;
  Waiting asking(list, Wait::next_request, 1h);
  asking.leave();
  EXPECT_FALSE(close_oldest(list));
}

}  // namespace
}  // namespace flodata::http
