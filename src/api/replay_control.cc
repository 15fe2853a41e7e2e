#include "api/replay_control.h"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flodata::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::size_t kThreads = 2;
constexpr int kMostAsked = 16;
// Before the deadline: when a command that nobody took is withdrawn, and when a database that does not even
// answer that is given up, which takes half a second more (streamer/control.cc).
constexpr std::chrono::milliseconds kToWithdraw{1200};
constexpr std::chrono::milliseconds kToGiveUp{700};
constexpr const char* kRequestedBy = "api";

using Answer = Expected<streamer::ReplayAnswer>;

/// Runs on a thread that may block.
awaitable<Answer> ask_blocking(store::DatabaseOptions database, streamer::ReplayRequest request,
                               store::SteadyTime deadline, std::stop_token stop) {
  const auto patience = std::chrono::floor<std::chrono::milliseconds>(deadline - kToWithdraw -
                                                                      std::chrono::steady_clock::now());
  if (stop.stop_requested() || patience.count() <= 0)
    co_return unexpected(Code::unavailable, "The command was not passed on, so nothing changed; ask again");
  co_return streamer::request_replay(database, request, patience, "main", stop);
}

/// One of those who ask, for as long as it lives.
class Place {
 public:
  explicit Place(std::atomic<int>& asked) : asked_(&asked), number_(++asked) {}
  ~Place() { --*asked_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  [[nodiscard]] bool is_free() const { return number_ <= kMostAsked; }

 private:
  std::atomic<int>* asked_;
  int number_;
};

}  // namespace

ReplayControl::ReplayControl(store::DatabaseOptions database)
    : database_(std::move(database)), threads_(kThreads) {}

ReplayControl::~ReplayControl() {
  stop();
  join();
}

awaitable<Answer> ReplayControl::ask(streamer::Command command, std::string request_id,
                                     store::SteadyTime deadline) {
  const Place place(asked_);
  if (!place.is_free())
    co_return unexpected(Code::unavailable, "Too many commands wait for the streamer; ask again");
  std::stop_source give_up;
  const std::stop_callback forward(stop_.get_token(), [&give_up] { give_up.request_stop(); });
  asio::steady_timer limit(co_await asio::this_coro::executor, deadline - kToGiveUp);
  limit.async_wait([give_up](const boost::system::error_code& cancelled) mutable {
    if (!cancelled) give_up.request_stop();
  });
  streamer::ReplayRequest request{command, std::move(request_id), kRequestedBy};
  co_return co_await asio::co_spawn(
      threads_, ask_blocking(database_, std::move(request), deadline, give_up.get_token()),
      asio::use_awaitable);
}

}  // namespace flodata::api
