// The HTTP server: some I/O threads, each with its own connections and its own handler.
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
  std::string bind;        // address, or a name of this machine
  std::uint16_t port;      // 0 takes any free one
  unsigned threads;        // that respond to requests; 0 takes one per core
  std::string hosts = {};  // further names of this service, between commas
  /// Paths that tell a monitor how the service is. A thread of their own responds to them, so that other work
  /// is not in their way; they must cost next to nothing.
  std::span<const std::string_view> monitoring_paths = {};
  SessionLimits limits = {};
  ClientLimits clients = {};
};

/// What an I/O thread is for.
enum class ThreadDuty : unsigned char { monitoring, requests };

class Listener {
 public:
  /// Makes the handler of an I/O thread, whose executor is given.
  using MakeHandler =
      std::function<std::unique_ptr<Handler>(ThreadDuty duty, boost::asio::any_io_executor executor)>;

  /// `log` and `clock` must outlive it. Throws Failure naming a host that is none.
  Listener(ListenerOptions options, const Log& log, const Clock& clock);
  /// Stops.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Listens and serves on threads of its own; returns at once. First it calls `make_handler` for the
  /// monitoring thread, then for each of the others.
  /// Throws Failure naming address and hint when it cannot listen there.
  void start(const MakeHandler& make_handler);

  /// Accepts no more, stops the handlers, lets requests in flight finish for a second at the most, closes
  /// everything and joins. Does nothing when it is not running.
  void stop();

  /// The port it listens on, once started.
  [[nodiscard]] std::uint16_t port() const;
  /// Threads that respond to requests.
  [[nodiscard]] unsigned threads() const;
  [[nodiscard]] ClientAccounts& accounts();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodata::http
