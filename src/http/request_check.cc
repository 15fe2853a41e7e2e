#include "http/request_check.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

#include "http/message/target.h"
#include "http/web_socket.h"

namespace flodata::http {

namespace beast = boost::beast;
namespace beast_http = boost::beast::http;

namespace {

constexpr std::size_t kLargeResponse = std::size_t{64} * 1024;  // smaller responses are not checked [bytes]

/// Returns a name from a client in printable form.
std::string shown_name(std::string_view name) {
  constexpr std::size_t kLongestShown = 100;
  std::string shown;
  for (const char c : name.substr(0, kLongestShown)) shown += c >= ' ' && c <= '~' ? c : '?';
  return shown;
}

/// Returns what is wrong with a parsed request; "" when it is valid. The only supported transfer coding is
/// chunked. A length besides a coding, a coding in HTTP/1.0, or two hosts can smuggle one request past a
/// proxy as another (RFC 9112, 3.2, 6.1 and 6.3).
std::string_view fault_of(const RequestMessage& message) {
  const auto count = [&](beast_http::field name) { return message.count(name); };
  const auto codings = count(beast_http::field::transfer_encoding);
  if (codings > 1 ||
      (codings == 1 && (count(beast_http::field::content_length) > 0 ||
                        !beast::iequals(message[beast_http::field::transfer_encoding], "chunked"))))
    return "Give Content-Length, or Transfer-Encoding: chunked and nothing else";
  if (codings > 0 && message.version() < kHttp11)
    return "HTTP/1.0 has no Transfer-Encoding: give Content-Length, or send the request as HTTP/1.1";
  const auto hosts = count(beast_http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= kHttp11)) return "Give one header Host";
  return "";
}

/// Returns the response to a request that names another host; nothing when the name is accepted.
std::optional<Response> reject_name(const RequestMessage& message, const SessionContext& context,
                                    NameCheck& names) {
  for (const auto name : {std::string_view(message[beast_http::field::host]), authority_of(message.target())})
    if (!names.accept(name, *context.hosts))
      return context.handler->reject(
          kUnknownHost,
          fmt::format("This service is not called '{}': ask for localhost or for the address that it listens "
                      "on, or list the name in API_HOSTS and start the service again",
                      shown_name(name)));
  return std::nullopt;
}

/// Returns the response to an invalid upgrade; nothing when there is nothing to reject.
std::optional<Response> reject_upgrade(const RequestMessage& message, const SessionContext& context) {
  if (!is_web_socket_upgrade(message)) return std::nullopt;
  const std::string_view origin = message[beast_http::field::origin];
  if (!context.hosts->accept_origin(origin))
    return context.handler->reject(
        kForeignOrigin,
        fmt::format("Pages of '{}' may not open a WebSocket here: use server-sent events, or list the page's "
                    "host in API_HOSTS and start the service again",
                    shown_name(origin)));
  const auto fault = fault_of_upgrade(message);
  if (fault.empty()) return std::nullopt;
  if (message[beast_http::field::sec_websocket_version] == kWebSocketVersion)
    return context.handler->reject(kMalformedRequest, fault);
  auto rejection = context.handler->reject(kUpgradeRequired, fault);
  rejection.headers.emplace_back("Upgrade", "websocket");
  rejection.headers.emplace_back("Sec-WebSocket-Version", kWebSocketVersion);
  return rejection;
}

/// Returns the response to a client that has exhausted a budget.
Response budget_spent(const SessionContext& context, std::string_view what) {
  auto response = context.handler->reject(
      kClientBudgetSpent,
      fmt::format("This client ({}) {}. The settings API_CLIENT_… raise what a client may "
                  "have",
                  context.client, what));
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response responses_not_taken(const SessionContext& context, ClientAccounts::Connection& account) {
  account.accounts().count_rejection(Budget::bytes_in_flight);
  return budget_spent(context,
                      "has not taken the answers that it asked for: read them before you ask for more");
}

/// Returns the response to a client beyond its budget; nothing when it is within it, or requests a monitoring
/// path.
std::optional<Response> reject_spender(const RequestMessage& message, const SessionContext& context,
                                       ClientAccounts::Connection& account) {
  if (is_monitoring(message.target(), context)) return std::nullopt;
  if (!account.within_budget()) {
    account.accounts().count_rejection(Budget::connections);
    return budget_spent(context,
                        fmt::format("has {} connections in use, and may have no more: close some, or send "
                                    "several requests by one connection",
                                    account.accounts().limits().connections));
  }
  if (account.has_room_for_bytes()) return std::nullopt;
  return responses_not_taken(context, account);
}

}  // namespace

Request request_of(const RequestMessage& message, std::string client) {
  const auto field = [&](beast_http::field name) { return std::string(message[name]); };
  const auto optional_field = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = message.find(name);
    if (found == message.end()) return std::nullopt;
    return std::string(found->value());
  };
  return {.method = std::string(message.method_string()),
          .target = std::string(message.target()),
          .accept = field(beast_http::field::accept),
          .accept_encoding = field(beast_http::field::accept_encoding),
          .if_none_match = field(beast_http::field::if_none_match),
          .authorization = field(beast_http::field::authorization),
          .idempotency_key = optional_field(kIdempotencyKey),
          .last_event_id = optional_field(kLastEventId),
          .body = message.body(),
          .client = std::move(client),
          .wants_web_socket = is_web_socket_upgrade(message)};
}

bool is_monitoring(std::string_view target, const SessionContext& context) {
  return std::ranges::find(context.monitoring_paths, target.substr(0, target.find('?'))) !=
         context.monitoring_paths.end();
}

bool begin_with_monitoring(std::string_view bytes, const SessionContext& context) {
  if (!bytes.starts_with("GET ") && !bytes.starts_with("HEAD ")) return false;
  const auto target = bytes.substr(bytes.find(' ') + 1);
  return is_monitoring(target.substr(0, target.find(' ')), context) && bytes.contains("\r\n\r\n");
}

std::optional<Response> response_to(const boost::system::error_code& error, const SessionContext& context) {
  const auto& limits = context.limits;
  const auto& handler = *context.handler;
  if (error == boost::asio::error::timed_out)
    return handler.reject(
        kRequestTimeout,
        fmt::format("The request did not arrive as a whole within {} s; send it again, in one go",
                    limits.receiving.count()));
  if (error == beast_http::error::header_limit || error == beast_http::error::buffer_overflow)
    return handler.reject(kHeadersTooLarge,
                          fmt::format("Address and headers may have {} bytes together", limits.header_bytes));
  if (error == beast_http::error::body_limit)
    return handler.reject(kRequestTooLarge,
                          fmt::format("A request's body may have {} bytes", limits.body_bytes));
  const bool gone = error == beast_http::error::end_of_stream || error == beast_http::error::partial_message;
  if (gone || error.category() != make_error_code(beast_http::error::end_of_stream).category())
    return std::nullopt;
  return handler.reject(kMalformedRequest,
                        fmt::format("This is not an HTTP/1.1 request: {}; send one such as `GET / HTTP/1.1` "
                                    "with a header Host, without TLS, spaces of the address as %20",
                                    error.message()));
}

bool NameCheck::accept(std::string_view name, const HostNames& hosts) {
  constexpr std::size_t kUsualBytes = 64;
  if (!name.empty() && name == accepted_) return true;
  if (!hosts.accept_host(name)) return false;
  if (!name.empty() && name.size() <= kUsualBytes) accepted_ = name;
  return true;
}

std::optional<Response> reject(const RequestMessage& message, const SessionContext& context,
                               ClientAccounts::Connection& account, NameCheck& names) {
  if (const auto fault = fault_of(message); !fault.empty())
    return context.handler->reject(kMalformedRequest, fault);
  if (auto rejection = reject_name(message, context, names)) return rejection;
  if (auto rejection = reject_spender(message, context, account)) return rejection;
  return reject_upgrade(message, context);
}

std::optional<Response> reject_large(const RequestMessage& message, const Response& response,
                                     const SessionContext& context, ClientAccounts::Connection& account) {
  const bool reads = message.method() == beast_http::verb::get || message.method() == beast_http::verb::head;
  const auto* own = std::get_if<std::string>(&response.body);
  const bool is_large =
      std::holds_alternative<StreamedBody>(response.body) || (own != nullptr && own->size() > kLargeResponse);
  if (!reads || !is_large || response.delivery() != Delivery::body) return std::nullopt;
  if (account.has_room_for_bytes()) return std::nullopt;
  return responses_not_taken(context, account);
}

Response too_many_streams(const SessionContext& context, ClientAccounts::Connection& account) {
  return budget_spent(context, fmt::format("has {} event streams open, and may have no more: close some, or "
                                           "ask for several wells by one stream",
                                           account.accounts().limits().streams));
}

}  // namespace flodata::http
