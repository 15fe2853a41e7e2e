// A request and a response as the rest of the API sees them: no library's types, so everything but
// http_session.cc can be tested without a socket.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flodata::api {

enum class Status : std::uint16_t {
  ok = 200,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  conflict = 409,
  content_too_large = 413,
  unprocessable_content = 422,
  header_fields_too_large = 431,
  internal_error = 500,
  unavailable = 503,
};

/// Returns the status's phrase: "Not Found".
std::string_view phrase(Status status);

struct Request {
  std::string method;  // "GET"
  std::string target;  // as sent: path and query, percent-encoded
  std::string accept_encoding;
  std::string if_none_match;
  std::string authorization;  // a secret: for bearer_token.h and nobody else
  std::optional<std::string> idempotency_key;
  std::string body;
};

struct Response {
  Status status = Status::ok;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string_view constant_body;  // instead of `body`: bytes that live as long as the program

  [[nodiscard]] std::string_view content() const { return constant_body.empty() ? body : constant_body; }
};

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kIdempotencyKey = "Idempotency-Key";
inline constexpr std::string_view kProblemJson = "application/problem+json";

}  // namespace flodata::api
