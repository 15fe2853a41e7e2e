// What answers the requests of one I/O thread: the service behind the HTTP server.
#pragma once

#include <chrono>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "http/message/message.h"
#include "http/message/problem.h"

namespace flodata::http {

/// Each I/O thread has one of its own, and calls it from its coroutines.
class Handler {
 public:
  Handler() = default;
  virtual ~Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  /// Returns the response to a request. Never throws Failure.
  virtual boost::asio::awaitable<Response> handle(Request request,
                                                  std::chrono::steady_clock::time_point deadline) = 0;

  /// Returns the response to a request that is not handled, with the headers that every response has.
  [[nodiscard]] virtual Response reject(const ProblemType& type, std::string_view detail) const = 0;

  /// The source of a streamed body failed while the body was being sent.
  virtual void cut_off(const Failure& failure) = 0;

  /// Streams are to end, and whatever waits is to be answered, soon. Called by the thread that stops the
  /// listener.
  virtual void stop() = 0;

  /// The I/O thread has ended, and its coroutines are destroyed next: what they give back is not kept.
  virtual void close() = 0;
};

}  // namespace flodata::http
