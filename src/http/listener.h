// The HTTP server: several I/O threads, each with its own connections and its own handler.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "base/clock.h"
#include "base/log.h"
#include "http/client_accounts.h"
#include "http/handler.h"
#include "http/session_limits.h"

namespace flodata::http {

struct ListenerOptions {
  std::string bind;        // address, or a host name of this machine
  std::uint16_t port;      // 0: any free one
  unsigned threads;        // for requests; 0: one per core
  std::string hosts = {};  // further host names of this service, separated by commas
  /// Paths for monitoring, such as health checks. A thread of its own serves them, so that other work does
  /// not delay them; they must be cheap.
  std::span<const std::string_view> monitoring_paths = {};
  SessionLimits limits = {};
  ClientLimits clients = {};
};

/// What an I/O thread is for.
enum class ThreadDuty : unsigned char { monitoring, requests };

class Listener {
 public:
  /// Makes the handler of an I/O thread, given its executor.
  using MakeHandler =
      std::function<std::unique_ptr<Handler>(ThreadDuty duty, boost::asio::any_io_executor executor)>;

  /// `log` and `clock` must outlive it. Throws Failure naming an invalid host.
  Listener(ListenerOptions options, const Log& log, const Clock& clock);
  /// Stops.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Listens and serves on its own threads; returns at once. Calls `make_handler` for the monitoring thread
  /// first, then for each of the others. Throws Failure with the address and a hint when it cannot listen.
  void start(const MakeHandler& make_handler);

  /// Accepts no more connections, stops the handlers, lets requests in flight finish for at most a second,
  /// closes everything and joins the threads. Does nothing when it is not running.
  void stop();

  /// Returns the port once started.
  [[nodiscard]] std::uint16_t port() const;
  /// Returns the number of threads for requests.
  [[nodiscard]] unsigned threads() const;
  [[nodiscard]] ClientAccounts& accounts();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodata::http
