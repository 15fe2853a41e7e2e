#include "api/http_session.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/cache/response_cache.h"
#include "api/request_reading.h"
#include "api/request_target.h"
#include "api/web_socket.h"
#include "base/spawn.h"

namespace flodata::api {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr auto kLingerLimit = std::chrono::seconds(1);
constexpr std::size_t kLingerBytes = std::size_t{1024} * 1024;
constexpr std::size_t kFirstReadBytes = 1024;  // what a waiting connection holds; most requests fit
constexpr std::size_t kBytesOfAListener = std::size_t{256} * 1024;  // an event, here and in the kernel
constexpr std::size_t kLargeAnswer = std::size_t{64} * 1024;        // what is smaller is not weighed [bytes]
constexpr int kRequestsPerTurn =
    8;                            // that came in one go; then other connections of the thread get their turn
constexpr unsigned kHttp11 = 11;  // Beast's number for the version

enum class Connection : unsigned char { keep, close };
enum class Content : unsigned char { full, head_only };

using Parser = RequestParser;
using Message = http::request<http::string_body>;

/// The answer to what could not be read as a request; nothing when there is nobody to answer.
std::optional<Response> answer_to(const boost::system::error_code& error, const SessionContext& context) {
  const auto& limits = context.limits;
  const auto& application = *context.application;
  if (error == asio::error::timed_out)
    return application.refuse(
        ProblemKind::request_timeout,
        fmt::format("The request did not arrive as a whole within {} s; send it again, in one go",
                    limits.receiving.count()));
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
                            fmt::format("This is not an HTTP/1.1 request: {}; send one such as `GET "
                                        "/api/wells HTTP/1.1` with a header Host, without TLS, spaces of the "
                                        "address as %20",
                                        error.message()));
}

Request request_of(const Message& message, std::string client) {
  const auto field = [&](http::field name) { return std::string(message[name]); };
  const auto optional_field = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = message.find(name);
    if (found == message.end()) return std::nullopt;
    return std::string(found->value());
  };
  return {.method = std::string(message.method_string()),
          .target = std::string(message.target()),
          .accept = field(http::field::accept),
          .accept_encoding = field(http::field::accept_encoding),
          .if_none_match = field(http::field::if_none_match),
          .authorization = field(http::field::authorization),
          .idempotency_key = optional_field(kIdempotencyKey),
          .last_event_id = optional_field(kLastEventId),
          .body = message.body(),
          .client = std::move(client),
          .wants_web_socket = is_web_socket_upgrade(message)};
}

/// The end of a head: what differs from time to time and from connection to connection.
std::string head_end(const Response& response, const SessionContext& context, Connection connection) {
  std::string end;
  if (const auto* cached = std::get_if<CachedBody>(&response.body))
    end = cached->made_now ? "Flodata-Cache: miss\r\n" : "Flodata-Cache: hit\r\n";
  end += context.date->at(context.application->clock().now());
  end += connection == Connection::keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return end;
}

/// Returns whether all of it was sent.
awaitable<bool> send_whole(beast::tcp_stream& stream, const Response& response, SessionContext context,
                           Content content, Connection connection) {
  const auto* cached = std::get_if<CachedBody>(&response.body);
  const auto made_head = cached == nullptr ? head_of(response, Framing::length) : std::string();
  const std::string_view head = cached == nullptr ? made_head : cached->response->head;
  const auto body = response.content();
  const auto end = head_end(response, context, connection);
  const std::array<asio::const_buffer, 3> buffers = {
      asio::buffer(head), asio::buffer(end),
      content == Content::full ? asio::buffer(body) : asio::const_buffer()};
  // Nearly always the kernel takes all of it at once, and nobody need be waited for.
  boost::system::error_code now;
  const auto sent = stream.socket().write_some(buffers, now);
  if (!now && sent == asio::buffer_size(buffers)) co_return true;
  if (now && now != asio::error::would_block) co_return false;
  const auto held = context.account->hold_bytes(asio::buffer_size(buffers) - sent);
  beast::buffers_suffix<std::array<asio::const_buffer, 3>> rest(buffers);
  rest.consume(sent);
  stream.expires_after(context.limits.sending +
                       std::chrono::seconds(body.size() / context.limits.least_bytes_per_second));
  const auto [error, size] = co_await asio::async_write(stream, rest, kAsTuple);
  co_return !error;
}

/// Writes one piece of an answer that is made while it is sent. Returns whether it was sent.
awaitable<bool> send_piece(beast::tcp_stream& stream, std::string_view piece, Framing framing,
                           std::chrono::seconds limit) {
  stream.expires_after(limit);
  if (framing == Framing::until_close) {
    const auto [error, size] = co_await asio::async_write(stream, asio::buffer(piece), kAsTuple);
    co_return !error;
  }
  const auto [error, size] = co_await asio::async_write(
      stream, http::make_chunk(asio::const_buffer(piece.data(), piece.size())), kAsTuple);
  co_return !error;
}

/// Tells a client that is too slow for the events why it is dropped.
awaitable<void> drop_slow(beast::tcp_stream& stream, SessionContext context, Framing framing) {
  log_slow_client(context);
  co_await send_piece(
      stream,
      "event: dropped\ndata: {\"reason\":\"too slow: an event was not taken in time; connect again, "
      "Last-Event-ID goes on where this ended\"}\n\n",
      framing, context.limits.slow_event);
}

/// Sends the pieces of a source. Returns whether the answer is complete.
awaitable<bool> send_pieces(beast::tcp_stream& stream, std::string first, BodySource* source,
                            Delivery delivery, SessionContext context, Framing framing) {
  const bool events = delivery == Delivery::events;
  auto held = context.account->hold_bytes(events ? kBytesOfAListener : 0);
  auto piece = std::optional(std::move(first));
  while (piece) {
    if (!events)
      held.resize(piece->capacity() + source->held_bytes() +
                  static_cast<std::size_t>(context.limits.unsent_bytes));
    const auto begin = std::chrono::steady_clock::now();
    if (!piece->empty() &&
        !co_await send_piece(stream, *piece, framing, events ? context.limits.event : context.limits.sending))
      co_return false;
    const auto now = std::chrono::steady_clock::now();
    if (events && now - begin > context.limits.slow_event) {
      co_await drop_slow(stream, context, framing);
      co_return false;
    }
    piece = co_await source->next(now + context.limits.answer);
  }
  if (framing == Framing::until_close) co_return true;
  stream.expires_after(context.limits.sending);
  const auto [error, size] = co_await asio::async_write(stream, http::make_chunk_last(), kAsTuple);
  co_return !error;
}

/// A client that listens says nothing more; what it does is going away. Shared by the one who sends and the
/// one who watches, either of whom may be the last to end.
struct Listening {
  Listening(beast::tcp_stream& client, std::unique_ptr<BodySource> events)
      : stream(&client),
        source(std::move(events)),
        ended(client.get_executor(), asio::steady_timer::time_point::max()) {}
  beast::tcp_stream* stream;  // of the one who sends, who waits until nobody watches it
  std::unique_ptr<BodySource> source;
  asio::steady_timer ended;
  bool watching = true;
};

awaitable<void> watch_client(std::shared_ptr<Listening> listening) {
  std::array<char, 512> said{};
  bool there = true;
  while (there) {
    listening->stream->expires_never();  // of reading only: what is being written has its own limit
    const auto [error, size] = co_await listening->stream->async_read_some(asio::buffer(said), kAsTuple);
    there = !error;
  }
  listening->watching = false;
  listening->source->stop();
  listening->ended.cancel();
}

/// Returns whether the connection may be used further. A source that fails leaves an answer without its end,
/// which the client sees.
awaitable<bool> send_streamed(beast::tcp_stream& stream, Response response, SessionContext context,
                              Content content, Framing framing) {
  const bool keep = framing == Framing::chunked && !context.stopping->load(std::memory_order_relaxed);
  const auto head =
      head_of(response, framing) + head_end(response, context, keep ? Connection::keep : Connection::close);
  bound_unsent_bytes(stream.socket(), context.limits);
  stream.expires_after(context.limits.sending);
  const auto [error, size] = co_await asio::async_write(stream, asio::buffer(head), kAsTuple);
  if (error || content == Content::head_only) co_return !error && keep;
  std::shared_ptr<Listening> listening;
  auto& body = std::get<StreamedBody>(response.body);
  auto* source = body.source.get();
  if (body.delivery == Delivery::events) {
    listening = std::make_shared<Listening>(stream, std::move(body.source));
    spawn(stream.get_executor(), "listening client", *context.log, *context.watchers,
          watch_client(listening));
  }
  bool complete = false;
  try {
    complete = co_await send_pieces(stream, std::move(body.first), source, body.delivery, context, framing);
  } catch (const Failure& failure) {
    context.application->cut_off(failure);
  }
  if (!listening) co_return complete&& keep;
  boost::system::error_code ignored;  // the client may be gone
  stream.socket().cancel(ignored);
  if (listening->watching) co_await listening->ended.async_wait(kAsTuple);
  co_return false;
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

/// The answer to a client that has had too much of something.
Response budget_spent(const SessionContext& context, std::string_view what) {
  auto response = context.application->refuse(
      ProblemKind::client_budget_spent,
      fmt::format("This client ({}) {}. The settings API_CLIENT_… raise what a client may have",
                  context.client, what));
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response answers_not_taken(const SessionContext& context) {
  context.account->accounts().count_rejection(Budget::bytes_in_flight);
  return budget_spent(context,
                      "has not taken the answers that it asked for: read them before you ask for more");
}

/// Many requests may be let in before the first of them has its answer: a large one is weighed again before
/// it waits for its client. What a command did is told in any case.
std::optional<Response> reject_large(const Message& message, const Response& response,
                                     const SessionContext& context) {
  const bool reads = message.method() == http::verb::get || message.method() == http::verb::head;
  const auto* own = std::get_if<std::string>(&response.body);
  const bool is_large =
      std::holds_alternative<StreamedBody>(response.body) || (own != nullptr && own->size() > kLargeAnswer);
  if (!reads || !is_large || response.delivery() != Delivery::body) return std::nullopt;
  if (context.account->has_room_for_bytes()) return std::nullopt;
  return answers_not_taken(context);
}

enum class After : unsigned char { next_request, close, handed_over };

awaitable<After> answer_request(beast::tcp_stream& stream, Message message, SessionContext context) {
  const TaskCount::Member in_flight(*context.requests_in_flight);
  const auto content = message.method() == http::verb::head ? Content::head_only : Content::full;
  const auto deadline = std::chrono::steady_clock::now() + context.limits.answer;
  auto response =
      co_await context.application->handle(request_of(message, context.client), context.thread, deadline);
  if (auto rejection = reject_large(message, response, context)) response = *std::move(rejection);
  const bool listens = response.delivery() != Delivery::body;
  const auto stream_share =
      listens ? context.account->open_stream() : std::optional<ClientAccounts::StreamShare>();
  if (listens && !stream_share)
    response = budget_spent(context,
                            fmt::format("has {} event streams open, and may have no more: close some, or ask "
                                        "for several wells by one stream",
                                        context.account->accounts().limits().streams));
  if (response.delivery() == Delivery::web_socket) {
    auto source = std::move(std::get<StreamedBody>(response.body).source);
    co_await serve_web_socket(std::move(stream), std::move(message), std::move(source), context);
    co_return After::handed_over;
  }
  const bool keep = message.keep_alive() && !context.stopping->load(std::memory_order_relaxed);
  bool open = false;
  if (std::holds_alternative<StreamedBody>(response.body)) {
    const auto framing = message.version() < kHttp11 || !keep ? Framing::until_close : Framing::chunked;
    open = co_await send_streamed(stream, std::move(response), context, content, framing);
  } else {
    open =
        co_await send_whole(stream, response, context, content, keep ? Connection::keep : Connection::close);
  }
  co_return open&& keep ? After::next_request : After::close;
}

/// A name that a client sent, as it can be shown.
std::string shown_name(std::string_view name) {
  constexpr std::size_t kLongestShown = 100;
  std::string shown;
  for (const char c : name.substr(0, kLongestShown)) shown += c >= ' ' && c <= '~' ? c : '?';
  return shown;
}

/// What is wrong with a request that could be read; nothing when it is in order. Other codings than chunked
/// are not spoken here, and a length beside a coding, a coding in HTTP/1.0, or two hosts, is how one request
/// is smuggled past a proxy as another (RFC 9112, 3.2, 6.1 and 6.3).
std::string_view fault_of(const Message& message) {
  const auto count = [&](http::field name) { return message.count(name); };
  const auto codings = count(http::field::transfer_encoding);
  if (codings > 1 || (codings == 1 && (count(http::field::content_length) > 0 ||
                                       !beast::iequals(message[http::field::transfer_encoding], "chunked"))))
    return "Give Content-Length, or Transfer-Encoding: chunked and nothing else";
  if (codings > 0 && message.version() < kHttp11)
    return "HTTP/1.0 has no Transfer-Encoding: give Content-Length, or send the request as HTTP/1.1";
  if (count(http::field::host) > 1 || (count(http::field::host) == 0 && message.version() >= kHttp11))
    return "Give one header Host";
  return "";
}

/// The answer to a request that calls this service by the name of another one; nothing when it does not.
std::optional<Response> reject_name(const Message& message, const SessionContext& context) {
  for (const auto name : {std::string_view(message[http::field::host]), authority_of(message.target())})
    if (!context.hosts->accept_host(name))
      return context.application->refuse(
          ProblemKind::unknown_host,
          fmt::format("This service is not called '{}': ask for localhost or for the address that it listens "
                      "on, or list the name in API_HOSTS and start the service again",
                      shown_name(name)));
  return std::nullopt;
}

/// The answer to an upgrade that cannot be made; nothing when there is nothing to refuse.
std::optional<Response> reject_upgrade(const Message& message, const SessionContext& context) {
  if (!is_web_socket_upgrade(message)) return std::nullopt;
  const std::string_view origin = message[http::field::origin];
  if (!context.hosts->accept_origin(origin))
    return context.application->refuse(
        ProblemKind::foreign_origin,
        fmt::format("Pages of '{}' may not open a WebSocket here: use server-sent events, or list the page's "
                    "host in API_HOSTS and start the service again",
                    shown_name(origin)));
  const auto fault = fault_of_upgrade(message);
  if (fault.empty()) return std::nullopt;
  if (message[http::field::sec_websocket_version] == kWebSocketVersion)
    return context.application->refuse(ProblemKind::malformed_request, fault);
  auto refusal = context.application->refuse(ProblemKind::upgrade_required, fault);
  refusal.headers.emplace_back("Upgrade", "websocket");
  refusal.headers.emplace_back("Sec-WebSocket-Version", kWebSocketVersion);
  return refusal;
}

/// Whether a request asks how the service is: such a one costs next to nothing, and is answered to everybody.
bool asks_for_health(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  return path == "/health" || path == "/metrics";
}

/// Whether `bytes` begin with a whole head that asks so, in the usual form.
bool begin_with_health(std::string_view bytes) {
  if (!bytes.starts_with("GET ") && !bytes.starts_with("HEAD ")) return false;
  const auto target = bytes.substr(bytes.find(' ') + 1);
  return asks_for_health(target.substr(0, target.find(' '))) && bytes.contains("\r\n\r\n");
}

/// How often a connection of the thread for health asks: one that asks more often than a monitor does is work
/// like any other, which that thread is not for.
class RequestRate {
 public:
  /// Counts a request. Returns whether more than kMostPerSecond came within a second.
  bool is_above_a_monitors() {
    const auto now = std::chrono::steady_clock::now();
    if (now - since_ > std::chrono::seconds(1)) {
      since_ = now;
      count_ = 0;
    }
    return ++count_ > kMostPerSecond;
  }

 private:
  static constexpr int kMostPerSecond = 32;
  std::chrono::steady_clock::time_point since_;
  int count_ = 0;
};

/// The answer to a client beyond its budget; nothing when it has room, or asks for health.
std::optional<Response> reject_spender(const Message& message, const SessionContext& context) {
  auto& account = *context.account;
  if (asks_for_health(message.target())) return std::nullopt;
  if (!account.within_budget()) {
    account.accounts().count_rejection(Budget::connections);
    return budget_spent(context,
                        fmt::format("has {} connections in use, and may have no more: close some, or send "
                                    "several requests by one connection",
                                    account.accounts().limits().connections));
  }
  if (account.has_room_for_bytes()) return std::nullopt;
  return answers_not_taken(context);
}

/// The answer to a request that is not passed on to the application; nothing when it is.
std::optional<Response> reject(const Message& message, const SessionContext& context) {
  if (const auto fault = fault_of(message); !fault.empty())
    return context.application->refuse(ProblemKind::malformed_request, fault);
  if (auto rejection = reject_name(message, context)) return rejection;
  if (auto rejection = reject_spender(message, context)) return rejection;
  return reject_upgrade(message, context);
}

/// Waits for the first bytes of a request. Returns whether they came.
awaitable<bool> wait_for_request(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                 SessionContext context, IdleConnections::Wait wait) {
  if (buffer.size() > 0) co_return true;  // the client sent it along with the one before
  const IdleConnections::Member idle(*context.idle, stream.socket(), context.client, wait);
  stream.expires_after(context.limits.idle);
  const auto [error, size] = co_await stream.async_read_some(buffer.prepare(kFirstReadBytes), kAsTuple);
  buffer.commit(size);
  co_return !error;
}

}  // namespace

void bound_unsent_bytes(asio::ip::tcp::socket& socket, const SessionLimits& limits) {
  // Where it cannot be set, the kernel keeps what its own limits allow.
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &limits.unsent_bytes,
             sizeof(limits.unsent_bytes));
}

void log_slow_client(const SessionContext& context) {
  context.log->warning("a client of /api/stream took more than {} s for an event and was dropped",
                       context.limits.slow_event.count());
}

awaitable<void> serve_connection(asio::ip::tcp::socket socket, SessionContext context,
                                 ClientAccounts::Connection account, std::string begun) {
  context.account = &account;
  const bool once = !account.within_budget();
  if (once) context.limits.idle = context.limits.receiving = context.limits.beyond_budget;
  boost::system::error_code gone;  // a client that has left already is noticed by the first read
  socket.set_option(asio::ip::tcp::no_delay(true), gone);
  socket.non_blocking(true, gone);
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(context.limits.header_bytes + context.limits.body_bytes);
  buffer.commit(asio::buffer_copy(buffer.prepare(begun.size()), asio::buffer(begun)));
  auto wait = begun.empty() ? IdleConnections::Wait::first_request : IdleConnections::Wait::next_request;
  int in_one_go = 0;
  RequestRate rate;
  while (co_await wait_for_request(stream, buffer, context, wait)) {
    wait = IdleConnections::Wait::next_request;
    // One beyond the budget is rejected here: its place is not to wait for a busy thread.
    if (context.pass_on != nullptr && !once &&
        (!begin_with_health(text_of(buffer)) || rate.is_above_a_monitors())) {
      (*context.pass_on)(stream.release_socket(), std::string(text_of(buffer)), std::move(context.client),
                         std::move(account));
      co_return;
    }
    Parser parser;
    if (const auto error = co_await read_request(stream, buffer, parser, context)) {
      if (const auto refusal = answer_to(error, context))
        co_await send_whole(stream, *refusal, context, Content::full, Connection::close);
      break;
    }
    if (const auto rejection = reject(parser.get(), context)) {
      co_await send_whole(stream, *rejection, context, Content::full, Connection::close);
      break;
    }
    if (once) parser.get().keep_alive(false);
    const auto after = co_await answer_request(stream, parser.release(), context);
    if (after == After::handed_over) co_return;
    if (after == After::close) break;
    in_one_go = buffer.size() == 0 ? 0 : in_one_go + 1;
    if (buffer.size() == 0)
      buffer.shrink_to_fit();
    else if (in_one_go % kRequestsPerTurn == 0)
      co_await asio::post(stream.get_executor(), asio::use_awaitable);
  }
  // The place of one beyond the budget is for the next one as soon as it has its answer.
  boost::system::error_code left;
  if (!once || stream.socket().available(left) > 0) co_await linger(stream);
}

}  // namespace flodata::api
