// The whole HTTP server over sockets, with a handler that needs no data: threads, hand-over, streams,
// stopping.
#include "http/listener.h"

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace flodata::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::array<std::string_view, 1> kMonitoringPaths = {"/health"};

/// Gives one event, then nothing until it is stopped.
class OneEvent final : public BodySource {
 public:
  explicit OneEvent(const asio::any_io_executor& executor)
      : ended_(executor, asio::steady_timer::time_point::max()) {}
  asio::awaitable<std::optional<std::string>> next(std::chrono::steady_clock::time_point) override {
    if (!std::exchange(begun_, true)) co_return "data: 1\n\n";
    boost::system::error_code cancelled;
    if (!stopped_) co_await ended_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    co_return std::nullopt;
  }
  void stop() override {
    stopped_ = true;
    ended_.cancel();
  }

 private:
  asio::steady_timer ended_;
  bool begun_ = false;
  bool stopped_ = false;
};

/// Records what the handlers of all threads have done.
struct Record {
  std::atomic<int> handled = 0;
  std::atomic<int> stopped = 0;
  std::atomic<int> closed = 0;
};

/// Responds with its thread's name and the target.
class EchoHandler final : public Handler {
 public:
  EchoHandler(ThreadDuty duty, asio::any_io_executor executor, Record& record)
      : duty_(duty), executor_(std::move(executor)), record_(&record) {}

  asio::awaitable<Response> handle(Request request, std::chrono::steady_clock::time_point) override {
    ++record_->handled;
    Response response{.content_type = std::string(kPlainText)};
    if (request.target == "/events")
      response.body =
          StreamedBody{.source = std::make_unique<OneEvent>(executor_), .delivery = Delivery::events};
    else
      response.body =
          fmt::format("{} {}", duty_ == ThreadDuty::monitoring ? "front" : "worker", request.target);
    co_return response;
  }
  [[nodiscard]] Response reject(const ProblemType& type, std::string_view detail) const override {
    return problem(type, detail, "/");
  }
  void cut_off(const Failure&) override {}
  void stop() override { ++record_->stopped; }
  void close() override { ++record_->closed; }

 private:
  ThreadDuty duty_;
  asio::any_io_executor executor_;
  Record* record_;
};

/// A client connection with blocking reads.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(io_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  }
  void send(const std::string& text) { asio::write(socket_, asio::buffer(text)); }
  void ask(const std::string& target) { send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"); }
  /// Reads until `text` has arrived; returns everything up to its end, or all when the server closes.
  std::string read_to(const std::string& text) {
    boost::system::error_code error;
    while (!read_.contains(text) && !error) {
      std::array<char, 4096> part{};
      const auto size = socket_.read_some(asio::buffer(part), error);
      read_.append(part.data(), size);
    }
    const auto end = read_.find(text);
    const auto taken = read_.substr(0, end == std::string::npos ? end : end + text.size());
    read_.erase(0, taken.size());
    return taken;
  }

 private:
  asio::io_context io_;
  tcp::socket socket_;
  std::string read_;
};

class ListenerTest : public ::testing::Test {
 protected:
  void start(unsigned threads) {
    listener_ = std::make_unique<Listener>(
        ListenerOptions{
            .bind = "127.0.0.1", .port = 0, .threads = threads, .monitoring_paths = kMonitoringPaths},
        log_, clock_);
    listener_->start([this](ThreadDuty duty, asio::any_io_executor executor) {
      return std::make_unique<EchoHandler>(duty, std::move(executor), record_);
    });
  }

  Log log_{LogLevel::error};
  SystemClock clock_;
  Record record_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(ListenerTest, ManyClientsAtOnceEachGetTheirResponses) {
  constexpr int kClients = 16;
  constexpr int kRequests = 20;
  start(4);
  std::vector<std::future<int>> clients;
  for (int i = 0; i < kClients; ++i)
    clients.push_back(std::async(std::launch::async, [port = listener_->port(), i] {
      Client client(port);
      int right = 0;
      for (int request = 0; request < kRequests; ++request) {
        const auto target = fmt::format("/{}/{}/end", i, request);
        client.ask(target);
        right += client.read_to("/end").ends_with("worker " + target) ? 1 : 0;
      }
      return right;
    }));
  for (auto& client : clients) EXPECT_EQ(client.get(), kRequests);
  EXPECT_EQ(record_.handled, kClients * kRequests);
}

TEST_F(ListenerTest, MonitoringPathIsForTheMonitoringThreadAndAnyOtherForAWorker) {
  start(2);
  Client client(listener_->port());
  client.ask("/health");
  EXPECT_TRUE(client.read_to("/health").ends_with("front /health"));
  client.ask("/healthy");
  EXPECT_TRUE(client.read_to("/healthy").ends_with("worker /healthy"));
  client.ask("/health?again");  // the connection stays with its thread
  EXPECT_TRUE(client.read_to("/health?again").ends_with("worker /health?again"));
}

TEST_F(ListenerTest, RequestsThatCameInOneGoAreAllAnsweredByTheOtherThread) {
  start(2);
  Client client(listener_->port());
  client.send("GET /a. HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b. HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(client.read_to("/a.").ends_with("worker /a."));
  EXPECT_TRUE(client.read_to("/b.").ends_with("worker /b."));
}

TEST_F(ListenerTest, StoppingEndsStreamsAndClosesEveryHandlerOnce) {
  start(3);
  Client subscriber(listener_->port());
  subscriber.ask("/events");
  EXPECT_NE(subscriber.read_to("data: 1\n\n"), "");
  const auto begin = std::chrono::steady_clock::now();
  listener_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_FALSE(subscriber.read_to("never").ends_with("never"));
  EXPECT_EQ(record_.stopped, 3);
  EXPECT_EQ(record_.closed, 4);
  listener_->stop();
  EXPECT_EQ(record_.closed, 4);
}

TEST_F(ListenerTest, PortThatIsTakenIsNamedAndNothingIsLeftOpen) {
  start(1);
  Listener second({.bind = "127.0.0.1", .port = listener_->port(), .threads = 1}, log_, clock_);
  Record record;
  try {
    second.start([&](ThreadDuty duty, asio::any_io_executor executor) {
      return std::make_unique<EchoHandler>(duty, std::move(executor), record);
    });
    FAIL() << "it listens on a port that is taken";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::conflict);
    EXPECT_NE(std::string(failure.what()).find(std::to_string(listener_->port())), std::string::npos);
  }
  EXPECT_EQ(record.closed, 2);
}

}  // namespace
}  // namespace flodata::http
