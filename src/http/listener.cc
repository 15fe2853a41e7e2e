#include "http/listener.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/as_tuple.h"
#include "base/error.h"
#include "base/spawn.h"
#include "base/task_count.h"
#include "http/client_name.h"
#include "http/io_thread.h"
#include "http/session.h"

namespace flodata::http {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;

namespace {

constexpr auto kFinishLimit = std::chrono::milliseconds(1000);
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr int kMostConnections = 4096;
constexpr int kMostBeyondBudget = 256;  // connections that get a single response, all clients together
constexpr int kAcceptedInOneGo = 64;
constexpr int kOtherDescriptors = 256;  // file descriptors for database sessions, logs and the like

/// Returns the bytes of the response to a connection for which there is no room.
std::string too_many_connections() {
  const auto response = passing_problem(
      kOverloaded, "All connections are in use; ask again in a second, or close some of yours", "/",
      std::chrono::seconds(1));
  return head_of(response, Framing::length) + "Connection: close\r\n\r\n" + std::string(response.content());
}

std::string describe_failure(const boost::system::error_code& error, const std::string& bind,
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

/// Raises the system's limit of open files as far as allowed, and returns how many connections it leaves room
/// for.
int connections_within_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return kMostConnections;
  constexpr rlim_t kWanted = kMostConnections + kOtherDescriptors;
  if (files.rlim_cur < kWanted) {
    files.rlim_cur = std::min(files.rlim_max, kWanted);
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
  }
  if (files.rlim_cur >= kWanted) return kMostConnections;
  return std::max(kOtherDescriptors / 2, static_cast<int>(files.rlim_cur) - kOtherDescriptors);
}

/// Resolves `bind`; prefers IPv4 when a name has both.
tcp::endpoint resolve(asio::io_context& io, const std::string& bind, std::uint16_t port) {
  boost::system::error_code error;
  tcp::resolver resolver(io);
  const auto results = resolver.resolve(bind, std::to_string(port), tcp::resolver::passive, error);
  if (error) throw Failure(Code::invalid_argument, describe_failure(error, bind, port));
  const auto v4 =
      std::ranges::find_if(results, [](const auto& result) { return result.endpoint().address().is_v4(); });
  return v4 == results.end() ? results.begin()->endpoint() : v4->endpoint();
}

}  // namespace

class Listener::Impl {
 public:
  Impl(ListenerOptions options, const Log& log, const Clock& clock)
      : options_(std::move(options)),
        log_(&log),
        clock_(&clock),
        hosts_(value_or_throw(HostNames::parse(options_.bind, options_.hosts))),
        most_connections_(connections_within_file_limit()),
        accounts_(beside_others(options_.clients, most_connections_)) {
    if (options_.threads == 0) options_.threads = std::max(1U, std::thread::hardware_concurrency());
  }

  void start(const MakeHandler& make_handler) {
    const auto make = [&](ThreadDuty duty) {
      return std::make_unique<IoThread>(
          [&](asio::any_io_executor executor) { return make_handler(duty, std::move(executor)); });
    };
    front_ = make(ThreadDuty::monitoring);
    idle_ = {&front_->idle()};
    for (unsigned i = 0; i < options_.threads; ++i) {
      workers_.push_back(make(ThreadDuty::requests));
      idle_.push_back(&workers_.back()->idle());
    }
    try {
      listen();
    } catch (const Failure&) {
      workers_.clear();
      front_.reset();
      throw;
    }
    spawn(front_->io().get_executor(), "accepting connections", *log_, sessions_, accept_connections());
    for (const auto& worker : workers_) worker->start(IoThread::Turns::usual);
    front_->start(IoThread::Turns::short_ones);
  }

  void stop() {
    if (workers_.empty()) return;
    stopping_ = true;
    asio::post(front_->io(), [this] { close_acceptor(); });
    for (const auto& worker : workers_) worker->handler().stop();
    finish_requests();
    front_->stop();  // first: it passes connections on to the others
    for (const auto& worker : workers_) worker->stop();
    acceptor_.reset();
    front_.reset();
    workers_.clear();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] unsigned threads() const { return options_.threads; }
  [[nodiscard]] ClientAccounts& accounts() { return accounts_; }

 private:
  void listen() {
    auto& io = front_->io();
    const auto endpoint = resolve(io, options_.bind, options_.port);
    acceptor_ = std::make_unique<tcp::acceptor>(io);
    boost::system::error_code error;
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      acceptor_.reset();
      throw Failure(code_of(error), describe_failure(error, options_.bind, options_.port));
    }
    port_ = acceptor_->local_endpoint().port();
    protocol_ = endpoint.protocol();
  }

  /// Waits until no request is in flight, for at most kFinishLimit.
  void finish_requests() {
    const auto deadline = std::chrono::steady_clock::now() + kFinishLimit;
    const auto finish = [&](IoThread& thread) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      thread.requests_in_flight().wait_until_none(std::max(left, std::chrono::milliseconds(0)));
    };
    finish(*front_);
    for (const auto& worker : workers_) finish(*worker);
  }

  void close_acceptor() {
    boost::system::error_code ignored;  // it is closed either way
    acceptor_->close(ignored);
  }

  /// Accepts several waiting connections in one go, so that a good client's is among them when many arrive at
  /// once.
  awaitable<void> accept_connections() {
    asio::steady_timer pause(acceptor_->get_executor());
    acceptor_->non_blocking(true);
    while (!stopping_) {
      auto [error, socket] = co_await acceptor_->async_accept(kAsTuple);
      if (stopping_) break;
      if (!error) admit(std::move(socket));
      for (int more = 1; !error && more < kAcceptedInOneGo; ++more) {
        tcp::socket waiting(front_->io());
        acceptor_->accept(waiting, error);
        if (!error) admit(std::move(waiting));
      }
      if (!error || error == asio::error::would_block) continue;
      log_->warning("accepting a connection: {}", error.message());  // most likely out of file descriptors
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAsTuple);
    }
  }

  /// Rejects a connection without reading from it.
  static void turn_away(tcp::socket socket, std::string_view response) {
    boost::system::error_code ignored;  // the send buffer is empty: this writes all and does not block
    socket.write_some(asio::buffer(response), ignored);
  }

  /// Serves a connection while it requests monitoring paths. When there are too many connections, the one
  /// that has waited longest makes room; when the client itself has too many, one of its own does. The last
  /// places are reserved for clients with few connections. If none can be closed, this one gets a single
  /// response, or is rejected.
  void admit(tcp::socket socket) {
    boost::system::error_code gone;  // there is no address then, and the first read reports the error
    const auto peer = socket.remote_endpoint(gone);
    auto client = client_name(peer.address());
    ClientAccounts::Connection account(accounts_, client);
    const auto room = most_connections_ - sessions_.alive();
    const bool few = account.number() <= kFewConnections;
    if (!finds_room(account.number(), room, most_connections_) &&
        !IdleConnections::close_oldest(idle_, few ? std::string_view() : std::string_view(client)))
      return turn_away(std::move(socket), too_many_connections_);
    if (!account.within_budget() && IdleConnections::close_oldest(idle_, client)) account.replace_another();
    if (!account.within_budget() && accounts_.beyond_budget() > kMostBeyondBudget)
      return turn_away(std::move(socket), too_many_connections_);
    auto context = context_of(*front_, std::move(client));
    context.pass_on = &pass_on_;
    spawn(front_->io().get_executor(), "HTTP session", *log_, sessions_,
          serve_connection(std::move(socket), std::move(context), std::move(account)));
  }

  /// Passes a connection to the worker threads in turn.
  void pass_on(tcp::socket socket, std::string begun, std::string client,
               ClientAccounts::Connection account) {
    auto& worker = *workers_[next_worker_++ % workers_.size()];
    boost::system::error_code error;
    tcp::socket passed(worker.io());
    const auto descriptor = socket.release(error);
    if (!error) {
      passed.assign(protocol_, descriptor, error);
      if (error) close(descriptor);
    }
    if (error) return log_->warning("a connection was dropped: {}", error.message());
    spawn(worker.io().get_executor(), "HTTP session", *log_, sessions_,
          serve_connection(std::move(passed), context_of(worker, std::move(client)), std::move(account),
                           std::move(begun)));
  }

  SessionContext context_of(IoThread& thread, std::string client) {
    return {.handler = &thread.handler(),
            .idle = &thread.idle(),
            .date = &thread.date(),
            .log = log_,
            .clock = clock_,
            .hosts = &hosts_,
            .monitoring_paths = options_.monitoring_paths,
            .watchers = &watchers_,
            .requests_in_flight = &thread.requests_in_flight(),
            .stopping = &stopping_,
            .limits = options_.limits,
            .client = std::move(client)};
  }

  ListenerOptions options_;
  const Log* log_;
  const Clock* clock_;
  HostNames hosts_;
  const std::string too_many_connections_ = too_many_connections();
  int most_connections_;
  ClientAccounts accounts_;
  TaskCount sessions_;
  TaskCount watchers_;
  std::atomic<bool> stopping_ = false;
  std::uint16_t port_ = 0;
  tcp protocol_ = tcp::v4();
  const PassOn pass_on_ = [this](tcp::socket socket, std::string begun, std::string client,
                                 ClientAccounts::Connection account) {
    pass_on(std::move(socket), std::move(begun), std::move(client), std::move(account));
  };
  std::vector<std::unique_ptr<IoThread>> workers_;
  std::size_t next_worker_ = 0;
  std::unique_ptr<IoThread> front_;          // accepts connections and serves monitoring paths
  std::vector<IdleConnections*> idle_;       // of all threads
  std::unique_ptr<tcp::acceptor> acceptor_;  // on the front thread
};

Listener::Listener(ListenerOptions options, const Log& log, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), log, clock)) {}

Listener::~Listener() { stop(); }

void Listener::start(const MakeHandler& make_handler) { impl_->start(make_handler); }
void Listener::stop() { impl_->stop(); }
std::uint16_t Listener::port() const { return impl_->port(); }
unsigned Listener::threads() const { return impl_->threads(); }
ClientAccounts& Listener::accounts() { return impl_->accounts(); }

}  // namespace flodata::http
