// The head of an answer as bytes: status line and headers.
#pragma once

#include <string>

#include "base/clock.h"
#include "http/message/message.h"

namespace flodata::http {

/// How a client knows where the body ends.
enum class Framing : unsigned char { length, chunked, until_close };

/// Returns status line and headers, each with its line end, but for what differs from time to time and from
/// connection to connection: Date, Connection, and the empty line at the end. Control characters are left
/// out.
std::string head_of(const Response& response, Framing framing);

/// Makes the header Date, a new text once a second.
class DateHeader {
 public:
  /// Returns "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n" (RFC 9110, 5.6.7).
  const std::string& at(Instant now);

 private:
  std::chrono::sys_seconds second_{};
  std::string text_;
};

}  // namespace flodata::http
