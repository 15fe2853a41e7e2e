// HTTP/1.1 clients that cost next to nothing, since client and server share the machine's cores: requests are
// texts made before, of an answer only its head is read, and the kernel throws the body away uncopied.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flodata::bench {

inline constexpr int kStatusOk = 200;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// An answer read in full.
struct Answer {
  int status = 0;
  Headers headers;
  std::string body;

  /// The value of a header, whatever the case of its name; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Asks once, over a connection of its own. Errors: Failure when nobody answers.
Answer fetch(std::uint16_t port, const std::string& target, const Headers& headers = {});

/// As fetch(). Errors: Failure also for another status than 200.
std::string fetch_body(std::uint16_t port, const std::string& target);

/// A GET as text, to be sent as it is over a connection that stays.
std::string request_text(std::string_view target);

/// Returns a port of 127.0.0.1 that is free now.
std::uint16_t free_port();

struct LoadResult {
  double answers = 0;
  double seconds = 0;
};

/// Whether somebody listens there.
bool listens(std::uint16_t port);

/// Keeps 32 connections busy, each with one request at a time, from as many threads as there are cores. The
/// requests (texts) are sent in turn, again and again for `duration`, or each once when there is none.
/// Errors: Failure for any answer but 200.
LoadResult closed_loop(std::uint16_t port, const std::vector<std::string>& requests,
                       std::optional<std::chrono::milliseconds> duration);

/// Sends each request once at its time, `per_second` of them evenly, whether or not earlier ones have been
/// answered; one that finds all 128 connections busy waits for one. Returns the time from when each should
/// have been sent to the end of its answer [ms]. Errors: Failure for any answer but 200.
std::vector<double> open_loop_ms(std::uint16_t port, const std::vector<std::string>& requests,
                                 double per_second);

}  // namespace flodata::bench
