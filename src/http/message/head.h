// The head of a response as bytes: status line and headers.
#pragma once

#include <string>

#include "base/clock.h"
#include "http/message/message.h"

namespace flodata::http {

/// How a client recognises the end of the body.
enum class Framing : unsigned char { length, chunked, until_close };

/// Returns status line and headers, each with its line end, without what varies with time and connection:
/// Date, Connection, and the empty line at the end. Control characters are removed.
std::string head_of(const Response& response, Framing framing);

/// Formats the header Date, once a second.
class DateHeader {
 public:
  /// Returns "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n" (RFC 9110, 5.6.7).
  const std::string& at(Instant now);

 private:
  std::chrono::sys_seconds second_{};
  std::string text_;
};

}  // namespace flodata::http
