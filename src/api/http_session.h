// One client connection: HTTP/1.1 with keep-alive. The only home of Beast.
#pragma once

#include <atomic>
#include <chrono>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "api/application.h"
#include "base/task_count.h"
#include "store/production_store.h"

namespace flodata::api {

struct SessionLimits {
  std::chrono::seconds idle{30};     // until a request has arrived, counted from the answer before it
  std::chrono::seconds answer{8};    // for the handler
  std::chrono::seconds sending{30};  // for an answer, and further time for its size
  std::size_t least_bytes_per_second = std::size_t{64} * 1024;  // how fast a client must take a long answer
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 64 * 1024;
};

/// What sessions share. Everything outlives them.
struct SessionContext {
  Application* application;
  store::ProductionStore* store;  // of the thread that runs the session
  TaskCount* requests_in_flight;
  const std::atomic<bool>* stopping;  // true: answer what was asked, then close
  SessionLimits limits;
};

/// Serves a connection until either side closes it or a limit is passed.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, SessionContext context);

}  // namespace flodata::api
