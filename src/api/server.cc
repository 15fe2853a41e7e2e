#include "api/server.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/application.h"
#include "api/http_session.h"
#include "api/replay_control.h"
#include "base/error.h"
#include "base/spawn.h"
#include "base/task_count.h"
#include "store/production_store.h"

namespace flodata::api {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr auto kFinishLimit = std::chrono::milliseconds(1000);
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr int kMostConnections = 1024;
constexpr std::string_view kTooManyConnections =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// One I/O thread. Its coroutines use the store, and both use the context, hence the order of ending: no new
/// database session is kept, coroutines are destroyed with the context, then the store goes.
class Worker {
 public:
  explicit Worker(const store::DatabaseOptions& database)
      : io_(std::make_unique<asio::io_context>(1)),
        guard_(asio::make_work_guard(*io_)),
        store_(io_->get_executor(), database) {}
  ~Worker() {
    store_.close();
    guard_.reset();
    io_.reset();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start() {
    thread_ = std::thread([this] { io_->run(); });
  }
  void stop() {
    io_->stop();
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] asio::io_context& io() { return *io_; }
  [[nodiscard]] store::ProductionStore* store() { return &store_; }

 private:
  std::unique_ptr<asio::io_context> io_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  store::ProductionStore store_;
  std::thread thread_;
};

std::string describe_cure(const boost::system::error_code& error, const std::string& bind,
                          std::uint16_t port) {
  if (error == asio::error::address_in_use)
    return fmt::format(
        "port {} on {} is taken; set API_PORT (0 takes any free one) or stop the program that has it "
        "(`ss -ltnp 'sport = :{}'` names it)",
        port, bind, port);
  if (error == asio::error::access_denied)
    return fmt::format("port {} on {} needs privileges; set API_PORT to 1024 or more", port, bind);
  return fmt::format(
      "cannot listen on {} port {}: {}; set API_BIND to an address of this machine, such as 127.0.0.1 "
      "(this machine only) or 0.0.0.0 (all its networks)",
      bind, port, error.message());
}

Code code_of(const boost::system::error_code& error) {
  if (error == asio::error::address_in_use) return Code::conflict;
  if (error == asio::error::access_denied) return Code::permission_denied;
  return Code::invalid_argument;
}

/// The address that `bind` names; an IPv4 one where a name has both.
tcp::endpoint resolve(asio::io_context& io, const std::string& bind, std::uint16_t port) {
  boost::system::error_code error;
  tcp::resolver resolver(io);
  const auto results = resolver.resolve(bind, std::to_string(port), tcp::resolver::passive, error);
  if (error) throw Failure(Code::invalid_argument, describe_cure(error, bind, port));
  const auto v4 =
      std::ranges::find_if(results, [](const auto& result) { return result.endpoint().address().is_v4(); });
  return v4 == results.end() ? results.begin()->endpoint() : v4->endpoint();
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, const Log& log, const Clock& clock)
      : options_(std::move(options)),
        log_(&log),
        control_(options_.database),
        application_(options_.zone, log, clock, control_, options_.replay_token) {}

  void start() {
    const auto count =
        options_.threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : options_.threads;
    for (unsigned i = 0; i < count; ++i) workers_.push_back(std::make_unique<Worker>(options_.database));
    try {
      listen();
    } catch (const Failure&) {
      workers_.clear();
      throw;
    }
    spawn(workers_.front()->io().get_executor(), "accepting connections", *log_, sessions_,
          accept_connections());
    for (const auto& worker : workers_) worker->start();
  }

  void stop() {
    if (workers_.empty()) return;
    stopping_ = true;
    asio::post(workers_.front()->io(), [this] { close_acceptor(); });
    control_.stop();
    requests_in_flight_.wait_until_none(kFinishLimit);
    for (const auto& worker : workers_) worker->stop();
    control_.join();  // before the executors go that it answers to
    acceptor_.reset();
    workers_.clear();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void listen() {
    auto& io = workers_.front()->io();
    const auto endpoint = resolve(io, options_.bind, options_.port);
    acceptor_ = std::make_unique<tcp::acceptor>(io);
    boost::system::error_code error;
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      acceptor_.reset();
      throw Failure(code_of(error), describe_cure(error, options_.bind, options_.port));
    }
    port_ = acceptor_->local_endpoint().port();
  }

  void close_acceptor() {
    boost::system::error_code ignored;  // nothing can be done about it, and it is closed either way
    acceptor_->close(ignored);
  }

  awaitable<void> accept_connections() {
    asio::steady_timer pause(acceptor_->get_executor());
    for (std::size_t next = 0; !stopping_; next = (next + 1) % workers_.size()) {
      auto& worker = *workers_[next];
      auto [error, socket] = co_await acceptor_->async_accept(worker.io(), kAsTuple);
      if (stopping_) break;
      if (error) {  // most likely no descriptors are left: wait for some
        log_->warning("accepting a connection: {}", error.message());
        pause.expires_after(kAcceptPause);
        co_await pause.async_wait(kAsTuple);
        continue;
      }
      admit(std::move(socket), worker);
    }
  }

  /// Hands a connection to its thread, or turns it away when there are too many.
  void admit(tcp::socket socket, Worker& worker) {
    if (sessions_.alive() > kMostConnections) {
      boost::system::error_code ignored;  // the send buffer is empty, so this neither blocks nor is cut short
      socket.write_some(asio::buffer(kTooManyConnections), ignored);
      return;
    }
    const SessionContext context{&application_, worker.store(), &requests_in_flight_, &stopping_,
                                 SessionLimits{}};
    spawn(worker.io().get_executor(), "HTTP session", *log_, sessions_,
          serve_connection(std::move(socket), context));
  }

  ServerOptions options_;
  const Log* log_;
  ReplayControl control_;
  Application application_;
  TaskCount sessions_;
  TaskCount requests_in_flight_;
  std::atomic<bool> stopping_ = false;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<tcp::acceptor> acceptor_;  // on the first worker's thread
};

Server::Server(ServerOptions options, const Log& log, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), log, clock)) {}

Server::~Server() { stop(); }

void Server::start() { impl_->start(); }
void Server::stop() { impl_->stop(); }
std::uint16_t Server::port() const { return impl_->port(); }

}  // namespace flodata::api
