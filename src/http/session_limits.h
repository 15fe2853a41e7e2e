// How long and how much of it one connection may use.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace flodata::http {

struct SessionLimits {
  std::chrono::seconds idle{30};       // until a request begins, counted from the answer before it
  std::chrono::seconds receiving{10};  // from a request's first byte to its last
  std::chrono::seconds answer{8};  // for the handler, and for each chunk of an answer that is made while sent
  std::chrono::seconds sending{30};    // for an answer or a chunk of it, and further time for its size
  std::chrono::seconds event{15};      // for an event to a client that listens
  std::chrono::seconds slow_event{5};  // a client that takes longer for one is told so and dropped
  int unsent_bytes = 128 * 1024;       // of a stream or a long answer, that the kernel keeps for a client
  std::size_t least_bytes_per_second = std::size_t{64} * 1024;  // how fast a client must take a long answer
  std::chrono::seconds beyond_budget{
      2};  // to wait for a request, and to receive it, of a client beyond its budget
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 64 * 1024;
};

}  // namespace flodata::http
