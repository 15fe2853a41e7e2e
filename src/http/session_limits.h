// Limits of time and size for one connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace flodata::http {

struct SessionLimits {
  std::chrono::seconds idle{30};       // until a request begins, counted from the previous response
  std::chrono::seconds receiving{10};  // for a request's head once it has begun, and again for its body
  std::chrono::seconds answer{8};      // for the handler, and for each chunk of a streamed response
  std::chrono::seconds sending{30};    // for a chunk, or a whole response, which gets more time for its size
  std::chrono::seconds event{15};      // for sending an event
  std::chrono::seconds slow_event{5};  // for an event, before the client is told so and dropped
  int unsent_bytes = 128 * 1024;       // of a streamed response, in the kernel's buffer
  std::size_t least_bytes_per_second = std::size_t{64} * 1024;  // slowest rate for a whole response
  std::chrono::seconds beyond_budget{2};  // to wait for a request beyond the budget, and to receive it
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 64 * 1024;
};

}  // namespace flodata::http
