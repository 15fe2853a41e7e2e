#include "api/server.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <malloc.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/application.h"
#include "api/cache/current_version.h"
#include "api/thread_handler.h"
#include "base/as_tuple.h"
#include "base/spawn.h"
#include "base/task_count.h"
#include "http/host_names.h"
#include "store/version_listener.h"

namespace flodata::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr auto kListenPause = std::chrono::milliseconds(200);
constexpr auto kTrimPause = std::chrono::seconds(10);
constexpr auto kReportPause = std::chrono::seconds(10);
constexpr std::size_t kCacheBytes = std::size_t{16} * 1024 * 1024;      // of all threads together
constexpr std::size_t kLeastCacheBytes = std::size_t{4} * 1024 * 1024;  // per thread: a month of a well fits
constexpr std::size_t kMostFreeBytes = std::size_t{32} * 1024 * 1024;   // that the allocator may hold free
constexpr std::int64_t kFurtherSessions = 3;  // besides one per thread: notifications, monitoring, a command
constexpr std::array<std::string_view, 2> kMonitoringPaths = {"/health", "/metrics"};

http::ListenerOptions listener_options(const ServerOptions& options) {
  return {.bind = options.bind,
          .port = options.port,
          .threads = options.threads,
          .hosts = options.hosts,
          .monitoring_paths = kMonitoringPaths,
          .limits = options.limits,
          .clients = options.clients};
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, const Log& log, const Clock& clock)
      : options_(std::move(options)),
        log_(&log),
        replay_commands_(options_.database),
        application_(options_.zone, log, clock, replay_commands_, current_version_, options_.replay_token),
        listener_(listener_options(options_), log, clock) {}

  void start() {
    if (!options_.replay_token.empty() && !http::is_loopback_name(options_.bind))
      log_->warning(
          "REPLAY_TOKEN is set and the API listens on {}: the token travels unencrypted, and who reads it "
          "may control the replay. Put a proxy with TLS in front, or set API_BIND=127.0.0.1",
          options_.bind);
    listener_.start([this](http::ThreadDuty duty, asio::any_io_executor executor) {
      return make_handler(duty, std::move(executor));
    });
    spawn(front_, "listening to the database", *log_, tasks_, follow_versions());
    spawn(front_, "reporting wrong tokens", *log_, tasks_, report_wrong_tokens());
    spawn(worker_, "returning memory", *log_, tasks_, return_memory());
  }

  void stop() {
    stopping_ = true;
    listener_.stop();
  }

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

 private:
  std::unique_ptr<http::Handler> make_handler(http::ThreadDuty duty, asio::any_io_executor executor) {
    const bool monitors = duty == http::ThreadDuty::monitoring;
    (monitors ? front_ : worker_) = executor;
    const auto cache_bytes =
        monitors ? kLeastCacheBytes : std::max(kLeastCacheBytes, kCacheBytes / listener_.threads());
    auto handler = std::make_unique<ThreadHandler>(application_, replay_commands_, std::move(executor),
                                                   options_.database, cache_bytes, listener_.accounts());
    if (!monitors) handlers_.push_back(handler.get());
    all_handlers_.push_back(handler.get());
    return handler;
  }

  /// Publishes each new version of the data, and wakes all waiting requests.
  awaitable<void> follow_versions() {
    store::VersionListener listener(front_, options_.database);
    asio::steady_timer pause(front_);
    std::optional<store::DataVersion> last;
    bool heard_before = false;
    while (!stopping_) {
      bool heard = false;
      try {
        const auto version = co_await listener.next();
        current_version_.publish(version);
        if (version != last)
          for (auto* handler : handlers_) handler->notify();
        last = version;
        if (!std::exchange(heard_before, true)) warn_of_few_sessions();
        heard = true;
      } catch (const Failure&) {
        // Data requests notice an unavailable database too, and log it.
        current_version_.forget();
      }
      if (options_.database.budget && options_.database.budget->is_scarce())
        for (auto* handler : all_handlers_) handler->release_sessions();
      if (heard) continue;
      pause.expires_after(kListenPause);
      co_await pause.async_wait(kAsTuple);
    }
  }

  void warn_of_few_sessions() const {
    const auto& database = options_.database;
    const auto limit = database.budget ? database.budget->limit() : std::nullopt;
    const auto enough = static_cast<std::int64_t>(listener_.threads()) + kFurtherSessions;
    if (!limit || *limit >= enough) return;
    log_->warning(
        "the database leaves {} sessions at a time to the API, which is slower with fewer than {}: raise "
        "CONNECTION LIMIT "
        "of role '{}' or of the database, or max_connections",
        *limit, enough, database.user);
  }

  awaitable<void> report_wrong_tokens() {
    asio::steady_timer pause(front_);
    while (!stopping_) {
      pause.expires_after(kReportPause);
      co_await pause.async_wait(kAsTuple);
      application_.report_wrong_tokens();
    }
  }

  /// The memory of a burst of large responses is free, but glibc would never return its pages to the system.
  awaitable<void> return_memory() {
    asio::steady_timer pause(worker_);
    std::size_t returned = 0;  // most free bytes whose pages the system has back already
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
  store::ReplayCommands replay_commands_;
  CurrentVersion current_version_;
  Application application_;
  TaskCount tasks_;
  std::atomic<bool> stopping_ = false;
  asio::any_io_executor front_;           // of the monitoring thread
  asio::any_io_executor worker_;          // of one of the other threads
  std::vector<ThreadHandler*> handlers_;  // of the other threads, while the listener runs
  std::vector<ThreadHandler*> all_handlers_;
  http::Listener listener_;  // its threads use all of the above
};

Server::Server(ServerOptions options, const Log& log, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), log, clock)) {}

Server::~Server() { stop(); }

void Server::start() { impl_->start(); }
void Server::stop() { impl_->stop(); }
std::uint16_t Server::port() const { return impl_->port(); }

}  // namespace flodata::api
