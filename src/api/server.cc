#include "api/server.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/application.h"
#include "api/cache/current_version.h"
#include "api/cache/response_cache.h"
#include "api/client_name.h"
#include "api/http_session.h"
#include "api/resources/event_feed.h"
#include "api/rows/query_gate.h"
#include "base/error.h"
#include "base/spawn.h"
#include "base/task_count.h"
#include "store/production_store.h"
#include "store/version_listener.h"

namespace flodata::api {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr auto kFinishLimit = std::chrono::milliseconds(1000);
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr auto kListenPause = std::chrono::milliseconds(200);
constexpr std::size_t kCacheBytes = std::size_t{16} * 1024 * 1024;      // of all threads together
constexpr std::size_t kLeastCacheBytes = std::size_t{4} * 1024 * 1024;  // of a thread: a month of a well fits
constexpr auto kTrimPause = std::chrono::seconds(10);
constexpr auto kReportPause = std::chrono::seconds(10);
constexpr std::size_t kMostFreeBytes = std::size_t{32} * 1024 * 1024;  // that the allocator keeps for itself
constexpr int kMostConnections = 4096;
constexpr int kMostBeyondBudget = 256;  // connections that are answered once, of all clients together
constexpr int kReserve = 16;            // one connection of so many is for clients that have few
constexpr int kFewConnections = 8;      // of a client
constexpr int kAcceptedInOneGo = 64;
constexpr int kOtherDescriptors = 256;  // of the limit of open files: database sessions, logs and the like
constexpr std::string_view kTooManyConnections =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: application/problem+json\r\n"
    "Content-Length: 190\r\nConnection: close\r\n\r\n"
    R"({"type":"urn:flodata:problem:overloaded","title":"Too many requests at once","status":503,)"
    R"("detail":"All connections are in use; ask again in a second, or close some of yours","instance":"/"})";

/// Has the kernel run this thread for moments, and therefore soon (EEVDF, Linux 6.12 and later; an earlier
/// one takes no notice). It takes no more of the processor for that, so it needs no privilege.
void ask_for_short_turns() {
  constexpr std::uint64_t kTurnNs = 100'000;  // the least that the kernel takes
  struct {  // sched_attr of <linux/sched/types.h>, which cannot be included beside glibc's <sched.h>
    std::uint32_t size;
    std::uint32_t policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime_ns;
    std::uint64_t deadline_ns;
    std::uint64_t period_ns;
  } attributes{};
  if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  attributes.runtime_ns = kTurnNs;
  syscall(SYS_sched_setattr, 0, &attributes, 0);
}

/// One I/O thread: a service of its own, with its connections, database sessions, answers and news. Its
/// coroutines use all of that, which uses the context, hence the order of ending: no new database session is
/// kept, coroutines are destroyed with the context, then the rest goes.
class Worker {
 public:
  Worker(const store::DatabaseOptions& database, std::size_t cache_bytes, ClientAccounts& accounts)
      : io_(std::make_unique<asio::io_context>(1)),
        guard_(asio::make_work_guard(*io_)),
        store_(io_->get_executor(), database),
        cache_(io_->get_executor(), cache_bytes),
        feed_(io_->get_executor(), store_),
        gate_(io_->get_executor(), accounts),
        services_{&store_, &cache_, &feed_, &gate_, &accounts} {}
  ~Worker() {
    store_.close();
    guard_.reset();
    io_.reset();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  enum class Turns : std::uint8_t { usual, short_ones };
  void start(Turns turns = Turns::usual) {
    thread_ = std::thread([this, turns] {
      if (turns == Turns::short_ones) ask_for_short_turns();
      io_->run();
    });
  }
  void stop() {
    io_->stop();
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] asio::io_context& io() { return *io_; }
  [[nodiscard]] const ThreadServices* services() const { return &services_; }
  [[nodiscard]] IdleConnections& idle() { return idle_; }
  [[nodiscard]] DateHeader& date() { return date_; }

  /// From any thread.
  void notify() {
    asio::post(*io_, [this] { feed_.notify(); });
  }
  void close_feed() {
    asio::post(*io_, [this] { feed_.close(); });
  }

 private:
  std::unique_ptr<asio::io_context> io_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  IdleConnections idle_;
  DateHeader date_;
  store::ProductionStore store_;
  ResponseCache cache_;
  EventFeed feed_;
  QueryGate gate_;
  ThreadServices services_;
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

/// What one client may have at the most, whatever its settings say: others find room beside it.
ClientLimits within(ClientLimits limits, int connections) {
  constexpr int kShareOfFour = 3;
  limits.connections = std::min(limits.connections, connections * kShareOfFour / 4);
  return limits;
}

/// As many as the system's limit of open files leaves, which is raised as far as it may be.
int most_connections() {
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
        hosts_(value_or_throw(HostNames::parse(options_.bind, options_.hosts))),
        replay_commands_(options_.database),
        application_(options_.zone, log, clock, replay_commands_, current_version_, options_.replay_token),
        most_connections_(most_connections()),
        accounts_(within(options_.clients, most_connections_)) {}

  void start() {
    if (!options_.replay_token.empty() && !is_loopback_name(options_.bind))
      log_->warning(
          "REPLAY_TOKEN is set and the API listens on {}: the token travels unencrypted, and who reads it "
          "may "
          "control the replay. Put a proxy with TLS in front, or set API_BIND=127.0.0.1",
          options_.bind);
    const auto count =
        options_.threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : options_.threads;
    front_ = std::make_unique<Worker>(options_.database, kLeastCacheBytes, accounts_);
    idle_ = {&front_->idle()};
    for (unsigned i = 0; i < count; ++i) {
      workers_.push_back(std::make_unique<Worker>(
          options_.database, std::max(kLeastCacheBytes, kCacheBytes / count), accounts_));
      idle_.push_back(&workers_.back()->idle());
    }
    try {
      listen();
    } catch (const Failure&) {
      workers_.clear();
      front_.reset();
      throw;
    }
    const auto front = front_->io().get_executor();
    spawn(front, "accepting connections", *log_, sessions_, accept_connections());
    spawn(front, "listening to the database", *log_, tasks_, follow_versions());
    spawn(front, "reporting wrong tokens", *log_, tasks_, report_wrong_tokens());
    spawn(workers_.front()->io().get_executor(), "returning memory", *log_, tasks_, return_memory());
    for (const auto& worker : workers_) worker->start();
    front_->start(Worker::Turns::short_ones);
  }

  void stop() {
    if (workers_.empty()) return;
    stopping_ = true;
    asio::post(front_->io(), [this] { close_acceptor(); });
    for (const auto& worker : workers_) worker->close_feed();
    replay_commands_.stop();
    requests_in_flight_.wait_until_none(kFinishLimit);
    front_->stop();  // first: it passes connections on to the others
    for (const auto& worker : workers_) worker->stop();
    acceptor_.reset();
    front_.reset();
    workers_.clear();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

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
      throw Failure(code_of(error), describe_cure(error, options_.bind, options_.port));
    }
    port_ = acceptor_->local_endpoint().port();
    protocol_ = endpoint.protocol();
  }

  void close_acceptor() {
    boost::system::error_code ignored;  // nothing can be done about it, and it is closed either way
    acceptor_->close(ignored);
  }

  /// Takes what waits, several in one go: where many come at once, a good client's is among them.
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
      log_->warning("accepting a connection: {}", error.message());  // most likely no descriptors are left
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAsTuple);
    }
  }

  /// Turns a connection away without reading from it.
  static void turn_away(tcp::socket socket, std::string_view answer) {
    boost::system::error_code ignored;  // the send buffer is empty, so this neither blocks nor is cut short
    socket.write_some(asio::buffer(answer), ignored);
  }

  /// Serves a connection as far as it asks for health. When there are too many, the one that has waited
  /// longest makes room: of the same client, where the client has too many. The last places are for clients
  /// that have few. Where none can be closed, this one is answered once, or turned away.
  void admit(tcp::socket socket) {
    boost::system::error_code gone;  // then it has no address, and the first read notices it
    const auto peer = socket.remote_endpoint(gone);
    auto client = client_name(peer.address());
    ClientAccounts::Connection account(accounts_, client);
    const auto room = most_connections_ - sessions_.alive();
    const bool few = account.number() <= kFewConnections;
    if (room <= (few ? 0 : most_connections_ / kReserve) &&
        !IdleConnections::close_oldest(idle_, few ? std::string_view() : std::string_view(client)))
      return turn_away(std::move(socket), kTooManyConnections);
    if (!account.within_budget() && IdleConnections::close_oldest(idle_, client)) account.replace_another();
    if (!account.within_budget() && accounts_.beyond_budget() > kMostBeyondBudget)
      return turn_away(std::move(socket), kTooManyConnections);
    auto context = context_of(*front_, std::move(client));
    context.pass_on = &pass_on_;
    spawn(front_->io().get_executor(), "HTTP session", *log_, sessions_,
          serve_connection(std::move(socket), std::move(context), std::move(account)));
  }

  /// Hands a connection to one after the other of the threads that do the work.
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

  SessionContext context_of(Worker& worker, std::string client) {
    return {.application = &application_,
            .thread = worker.services(),
            .idle = &worker.idle(),
            .date = &worker.date(),
            .log = log_,
            .hosts = &hosts_,
            .sessions = &sessions_,
            .watchers = &watchers_,
            .requests_in_flight = &requests_in_flight_,
            .stopping = &stopping_,
            .limits = options_.limits,
            .client = std::move(client)};
  }

  /// Publishes each new version of the data, and wakes all waiting requests.
  awaitable<void> follow_versions() {
    store::VersionListener listener(front_->io().get_executor(), options_.database);
    asio::steady_timer pause(front_->io());
    std::optional<store::DataVersion> last;
    while (!stopping_) {
      bool heard = false;
      try {
        const auto version = co_await listener.next();
        current_version_.publish(version);
        if (version != last)
          for (const auto& worker : workers_) worker->notify();
        last = version;
        heard = true;
      } catch (const Failure&) {
        // A request for data finds the database away too, and says so.
        current_version_.forget();
      }
      if (heard) continue;
      pause.expires_after(kListenPause);
      co_await pause.async_wait(kAsTuple);
    }
  }

  awaitable<void> report_wrong_tokens() {
    asio::steady_timer pause(front_->io());
    while (!stopping_) {
      pause.expires_after(kReportPause);
      co_await pause.async_wait(kAsTuple);
      application_.report_wrong_tokens();
    }
  }

  /// What a burst of large answers leaves is free, but glibc would keep its pages for good.
  awaitable<void> return_memory() {
    asio::steady_timer pause(workers_.front()->io());
    std::size_t returned = 0;  // free bytes whose pages are the system's already, at the most
    while (!stopping_) {
      pause.expires_after(kTrimPause);
      co_await pause.async_wait(kAsTuple);
      const auto free = mallinfo2().fordblks;
      returned = std::min(returned, free);
      if (free - returned <= kMostFreeBytes) continue;
      malloc_trim(0);
      returned = mallinfo2().fordblks;
    }
  }

  ServerOptions options_;
  const Log* log_;
  HostNames hosts_;
  store::ReplayCommands replay_commands_;
  CurrentVersion current_version_;
  Application application_;
  int most_connections_;
  TaskCount tasks_;
  ClientAccounts accounts_;
  TaskCount sessions_;
  TaskCount watchers_;
  TaskCount requests_in_flight_;
  std::atomic<bool> stopping_ = false;
  std::uint16_t port_ = 0;
  tcp protocol_ = tcp::v4();
  const PassOn pass_on_ = [this](tcp::socket socket, std::string begun, std::string client,
                                 ClientAccounts::Connection account) {
    pass_on(std::move(socket), std::move(begun), std::move(client), std::move(account));
  };
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t next_worker_ = 0;
  // Accepts connections and answers /health and /metrics: work for other requests is not in its way.
  std::unique_ptr<Worker> front_;
  std::vector<IdleConnections*> idle_;       // of all threads
  std::unique_ptr<tcp::acceptor> acceptor_;  // on the front thread
};

Server::Server(ServerOptions options, const Log& log, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), log, clock)) {}

Server::~Server() { stop(); }

void Server::start() { impl_->start(); }
void Server::stop() { impl_->stop(); }
std::uint16_t Server::port() const { return impl_->port(); }

}  // namespace flodata::api
