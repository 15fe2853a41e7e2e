// The service behind the HTTP server: handles the requests of one I/O thread.
#pragma once

#include <chrono>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "http/message/message.h"
#include "http/message/problem.h"

namespace flodata::http {

/// Each I/O thread has its own handler and calls it from its coroutines.
class Handler {
 public:
  Handler() = default;
  virtual ~Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  /// Returns the response to a request. Never throws Failure.
  virtual boost::asio::awaitable<Response> handle(Request request,
                                                  std::chrono::steady_clock::time_point deadline) = 0;

  /// Returns the response to a request that is rejected before it is handled, with the headers that every
  /// response has.
  [[nodiscard]] virtual Response reject(const ProblemType& type, std::string_view detail) const = 0;

  /// Reports that the source of a streamed body failed while the body was being sent.
  virtual void cut_off(const Failure& failure) = 0;

  /// Makes streams and waiting requests end soon. Called by the thread that stops the listener.
  virtual void stop() = 0;

  /// Called when the I/O thread has ended and before its coroutines are destroyed: what they return to the
  /// handler is dropped.
  virtual void close() = 0;
};

}  // namespace flodata::http
