// A request and a response without types of a library, so that the code behind the server can be tested
// without a socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/clock.h"

namespace flodata::http {

enum class Status : std::uint16_t {
  ok = 200,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  request_timeout = 408,
  conflict = 409,
  gone = 410,
  content_too_large = 413,
  misdirected_request = 421,
  unprocessable_content = 422,
  upgrade_required = 426,
  too_many_requests = 429,
  header_fields_too_large = 431,
  internal_error = 500,
  unavailable = 503,
};

/// Returns the status's phrase: "Not Found".
std::string_view phrase(Status status);

/// The format of a response body.
enum class MediaType : std::uint8_t { json, ndjson, csv, event_stream, text };

/// The content coding of a body.
enum class Encoding : std::uint8_t { identity, gzip, zstd };

/// A longer body is not cached, but sent while it is made [bytes].
inline constexpr std::size_t kLargestWhole = std::size_t{1024} * 1024;

/// A body that is sent while it is made, so that memory never holds all of it.
class BodySource {
 public:
  BodySource() = default;
  virtual ~BodySource() = default;
  BodySource(const BodySource&) = delete;
  BodySource& operator=(const BodySource&) = delete;
  /// Returns the next chunk (some kB to some 100 kB; never empty), or nothing at the end. `deadline`: for
  /// this chunk. Throws Failure when the response cannot be completed; the client then sees a truncated
  /// response.
  virtual boost::asio::awaitable<std::optional<std::string>> next(
      std::chrono::steady_clock::time_point deadline) = 0;
  /// Returns about how much memory the source holds now, however slow its client is.
  [[nodiscard]] virtual std::size_t held_bytes() const { return 0; }
  /// Makes a next() that waits for something return nothing soon.
  virtual void stop() {}
};

/// How the chunks of a source are sent: as an HTTP body, as server-sent events as soon as each exists, or
/// each as a WebSocket message.
enum class Delivery : std::uint8_t { body, events, web_socket };

struct Request {
  std::string method;  // "GET"
  std::string target;  // as sent: path and query, percent-encoded
  std::string accept;
  std::string accept_encoding;
  std::string if_none_match;
  std::string authorization;  // secret: only for bearer_token.h
  std::optional<std::string> idempotency_key;
  std::optional<std::string> last_event_id;
  std::string body;
  std::string client = {};  // by client_name()
  bool wants_web_socket = false;
};

/// A body of bytes that outlive every connection.
struct ConstantBody {
  std::string_view bytes;
};

/// A body that is sent while it is made.
struct StreamedBody {
  std::string first = {};  // bytes made already; sent before the chunks of `source`
  std::unique_ptr<BodySource> source;
  Delivery delivery = Delivery::body;
};

/// A complete response of status 200 that can be sent many times.
struct CachedResponse {
  std::string head;  // status line and headers, without those that vary with time
  std::string body;
  std::string entity_tag;
  Instant good_until;  // from then on a request with relative times means something else
};

/// Replaces the response's own headers and body.
struct CachedBody {
  std::shared_ptr<const CachedResponse> response;
  bool made_now = false;  // for this request
};

struct Response {
  Status status = Status::ok;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::variant<std::string, ConstantBody, StreamedBody, CachedBody> body;

  /// Returns the bytes of the body that exist: of a streamed body, those made already.
  [[nodiscard]] std::string_view content() const;
  /// Returns how the body is sent.
  [[nodiscard]] Delivery delivery() const;
};

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kNdjson = "application/x-ndjson";
inline constexpr std::string_view kCsv = "text/csv; charset=utf-8; header=present";
inline constexpr std::string_view kEventStream = "text/event-stream";
inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
inline constexpr std::string_view kLastEventId = "Last-Event-ID";
inline constexpr std::string_view kIdempotencyKey = "Idempotency-Key";
inline constexpr std::string_view kProblemJson = "application/problem+json";

}  // namespace flodata::http
