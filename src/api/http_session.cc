#include "api/http_session.h"

#include <optional>
#include <span>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace flodata::api {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr auto kLingerLimit = std::chrono::seconds(1);
constexpr std::size_t kLingerBytes = std::size_t{1024} * 1024;

enum class Connection : unsigned char { keep, close };
enum class Content : unsigned char { full, head_only };

using Parser = http::request_parser<http::string_body>;

/// The answer to what could not be read as a request; nothing when there is nobody to answer.
std::optional<Response> answer_to(const boost::system::error_code& error, const SessionContext& context) {
  const auto& limits = context.limits;
  const auto& application = *context.application;
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return application.refuse(
        ProblemKind::headers_too_large,
        fmt::format("Address and headers may have {} bytes together", limits.header_bytes));
  if (error == http::error::body_limit)
    return application.refuse(ProblemKind::request_too_large,
                              fmt::format("A request's body may have {} bytes", limits.body_bytes));
  const bool gone = error == http::error::end_of_stream || error == http::error::partial_message;
  if (gone || error.category() != make_error_code(http::error::end_of_stream).category()) return std::nullopt;
  return application.refuse(ProblemKind::malformed_request,
                            fmt::format("This is not an HTTP/1.1 request: {}", error.message()));
}

Request request_of(const http::request<http::string_body>& message) {
  const auto field = [&](http::field name) { return std::string(message[name]); };
  std::optional<std::string> key;
  if (const auto found = message.find(kIdempotencyKey); found != message.end())
    key = std::string(found->value());
  return {.method = std::string(message.method_string()),
          .target = std::string(message.target()),
          .accept_encoding = field(http::field::accept_encoding),
          .if_none_match = field(http::field::if_none_match),
          .authorization = field(http::field::authorization),
          .idempotency_key = std::move(key),
          .body = message.body()};
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string http_date(Instant now) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", std::chrono::floor<std::chrono::seconds>(now));
}

template <typename Body>
void set_head(http::response<Body>& message, const Response& response, const SessionContext& context,
              Connection connection) {
  message.result(static_cast<unsigned>(response.status));
  message.reason(std::string(phrase(response.status)));
  message.version(11);
  message.set(http::field::date, http_date(context.application->clock().now()));
  message.set(http::field::server, "flodata");
  if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(connection == Connection::keep);
  const bool has_content = response.status != Status::no_content && response.status != Status::not_modified;
  if (has_content) message.content_length(response.content().size());
}

/// Returns whether all of it was sent.
awaitable<bool> send(beast::tcp_stream& stream, const Response& response, const SessionContext& context,
                     Content content, Connection connection) {
  const auto bytes = response.content();
  const auto extra = std::chrono::seconds(bytes.size() / context.limits.least_bytes_per_second);
  stream.expires_after(context.limits.sending + extra);
  if (content == Content::head_only || bytes.empty()) {
    http::response<http::empty_body> message;
    set_head(message, response, context, connection);
    http::response_serializer<http::empty_body> serializer(message);
    const auto [error, size] = co_await http::async_write_header(stream, serializer, kAsTuple);
    co_return !error;
  }
  http::response<http::span_body<const char>> message;
  set_head(message, response, context, connection);
  message.body() = {bytes.data(), bytes.size()};
  http::response_serializer<http::span_body<const char>> serializer(message);
  const auto [error, size] = co_await http::async_write(stream, serializer, kAsTuple);
  co_return !error;
}

/// Reads away what the client still sends, for a moment: closing with unread data would make the kernel
/// drop our last answer.
awaitable<void> linger(beast::tcp_stream& stream) {
  boost::system::error_code ignored;  // the client may be gone
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream.expires_after(kLingerLimit);
  std::array<char, 4096> sink;
  std::size_t total = 0;
  while (total < kLingerBytes) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(sink), kAsTuple);
    if (error) break;
    total += size;
  }
}

awaitable<bool> answer_request(beast::tcp_stream& stream, http::request<http::string_body> message,
                               SessionContext context) {
  const TaskCount::Member in_flight(*context.requests_in_flight);
  const auto content = message.method() == http::verb::head ? Content::head_only : Content::full;
  const auto deadline = std::chrono::steady_clock::now() + context.limits.answer;
  const auto response = co_await context.application->handle(request_of(message), context.store, deadline);
  const bool keep = message.keep_alive() && !context.stopping->load(std::memory_order_relaxed);
  const bool sent =
      co_await send(stream, response, context, content, keep ? Connection::keep : Connection::close);
  co_return keep&& sent;
}

}  // namespace

awaitable<void> serve_connection(asio::ip::tcp::socket socket, SessionContext context) {
  socket.set_option(asio::ip::tcp::no_delay(true));
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  bool open = true;
  while (open) {
    Parser parser;
    parser.header_limit(context.limits.header_bytes);
    parser.body_limit(context.limits.body_bytes);
    stream.expires_after(context.limits.idle);
    const auto [error, size] = co_await http::async_read(stream, buffer, parser, kAsTuple);
    if (!error) {
      open = co_await answer_request(stream, parser.release(), context);
    } else {
      if (const auto refusal = answer_to(error, context))
        co_await send(stream, *refusal, context, Content::full, Connection::close);
      open = false;
    }
  }
  co_await linger(stream);
}

}  // namespace flodata::api
