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
constexpr std::size_t kBytesOfAListener = std::size_t{256} * 1024;     // an event, here and in the kernel
constexpr std::size_t kBytesOfALongAnswer = std::size_t{1280} * 1024;  // a page of rows and its text
constexpr int kRequestsPerTurn =
    8;                            // that came in one go; then other connections of the thread get their turn
constexpr unsigned kHttp11 = 11;  // Beast's number for the version

enum class Connection : unsigned char { keep, close };
enum class Content : unsigned char { full, head_only };

using Parser = http::request_parser<http::string_body>;
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
  if (response.stored) end = response.made_now ? "Flodata-Cache: miss\r\n" : "Flodata-Cache: hit\r\n";
  end += context.date->at(context.application->clock().now());
  end += connection == Connection::keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return end;
}

/// Returns whether all of it was sent.
awaitable<bool> send_whole(beast::tcp_stream& stream, const Response& response, SessionContext context,
                           Content content, Connection connection) {
  const auto made_head = response.stored ? std::string() : head_of(response, Framing::length);
  const std::string_view head = response.stored ? std::string_view(response.stored->head) : made_head;
  const auto body = response.stored ? std::string_view(response.stored->body) : response.content();
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
  auto piece = std::optional(std::move(first));
  while (piece) {
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
  const auto held = context.account->hold_bytes(response.delivery == Delivery::events ? kBytesOfAListener
                                                                                      : kBytesOfALongAnswer);
  std::shared_ptr<Listening> listening;
  auto* source = response.source.get();
  if (response.delivery == Delivery::events) {
    listening = std::make_shared<Listening>(stream, std::move(response.source));
    spawn(stream.get_executor(), "listening client", *context.log, *context.watchers,
          watch_client(listening));
  }
  bool complete = false;
  try {
    complete =
        co_await send_pieces(stream, std::move(response.body), source, response.delivery, context, framing);
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

enum class After : unsigned char { next_request, close, handed_over };

awaitable<After> answer_request(beast::tcp_stream& stream, Message message, SessionContext context) {
  const TaskCount::Member in_flight(*context.requests_in_flight);
  const auto content = message.method() == http::verb::head ? Content::head_only : Content::full;
  const auto deadline = std::chrono::steady_clock::now() + context.limits.answer;
  auto response =
      co_await context.application->handle(request_of(message, context.client), context.thread, deadline);
  const bool listens = response.delivery != Delivery::body;
  const auto stream_share =
      listens ? context.account->open_stream() : std::optional<ClientAccounts::StreamShare>();
  if (listens && !stream_share)
    response = budget_spent(context,
                            fmt::format("has {} event streams open, and may have no more: close some, or ask "
                                        "for several wells by one stream",
                                        context.account->accounts().limits().streams));
  if (response.delivery == Delivery::web_socket) {
    co_await serve_web_socket(std::move(stream), std::move(message), std::move(response.source), context);
    co_return After::handed_over;
  }
  const bool keep = message.keep_alive() && !context.stopping->load(std::memory_order_relaxed);
  bool open = false;
  if (response.source) {
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
bool asks_for_health(const Message& message) {
  const std::string_view target = message.target();
  const auto path = target.substr(0, target.find('?'));
  return path == "/health" || path == "/metrics";
}

/// The answer to a client beyond its budget; nothing when it has room, or asks for health.
std::optional<Response> reject_spender(const Message& message, const SessionContext& context) {
  auto& account = *context.account;
  if (asks_for_health(message)) return std::nullopt;
  if (!account.within_budget()) {
    account.accounts().count_rejection(Budget::connections);
    return budget_spent(context,
                        fmt::format("has {} connections in use, and may have no more: close some, or send "
                                    "several requests by one connection",
                                    account.accounts().limits().connections));
  }
  if (account.has_room_for_bytes()) return std::nullopt;
  account.accounts().count_rejection(Budget::bytes_in_flight);
  return budget_spent(context,
                      "has not taken the answers that it asked for: read them before you ask for more");
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
                                 SessionContext context) {
  if (buffer.size() > 0) co_return true;  // the client sent it along with the one before
  const IdleConnections::Member idle(*context.idle, stream.socket(), context.client);
  stream.expires_after(context.limits.idle);
  const auto [error, size] = co_await stream.async_read_some(buffer.prepare(kFirstReadBytes), kAsTuple);
  buffer.commit(size);
  co_return !error;
}

/// Finds a header's line that goes on in the next one, in a head that comes in any number of parts. Two
/// readers read such a line in two ways, so it is none here (RFC 9112, 5.2).
class FoldedLine {
 public:
  /// `part`: what follows the parts before it; behind the head there may be more.
  bool appears_in(std::string_view part) {
    constexpr std::string_view kHeadEnd = "\r\n\r\n";
    text_ += part;
    const auto head = std::string_view(text_).substr(0, text_.find(kHeadEnd));
    const bool found = head.contains("\r\n ") || head.contains("\r\n\t");
    text_.erase(0, text_.size() - std::min(text_.size(), kHeadEnd.size() - 1));
    return found;
  }

 private:
  std::string text_;
};

/// Ends what is being read when time is up. Beast's own limit would close the connection, and nobody could be
/// told; it stands behind this one.
class ReceivingLimit {
 public:
  ReceivingLimit(beast::tcp_stream& stream, const SessionContext& context)
      : waiting_(*context.idle, stream.socket(), context.client),
        timer_(stream.get_executor(), context.limits.receiving),
        state_(std::make_shared<State>(&stream.socket())) {
    constexpr std::chrono::seconds kBehind(1);
    stream.expires_after(context.limits.receiving + kBehind);
    timer_.async_wait([state = state_](const boost::system::error_code& error) {
      if (error || state->socket == nullptr) return;
      state->late = true;
      boost::system::error_code ignored;  // the client may be gone
      state->socket->cancel(ignored);
    });
  }
  ~ReceivingLimit() { state_->socket = nullptr; }
  ReceivingLimit(const ReceivingLimit&) = delete;
  ReceivingLimit& operator=(const ReceivingLimit&) = delete;

  /// `error` of a read that ended, or that time was up.
  [[nodiscard]] boost::system::error_code judge(const boost::system::error_code& error) const {
    return state_->late ? boost::system::error_code(asio::error::timed_out) : error;
  }

 private:
  struct State {
    asio::ip::tcp::socket* socket;
    bool late = false;
  };
  IdleConnections::Member waiting_;  // who is slow makes room for others too
  asio::steady_timer timer_;
  std::shared_ptr<State> state_;  // the timer's handler may come after this object
};

/// Reads until the parser has the head, and of what follows it what came along.
awaitable<boost::system::error_code> read_head(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                               Parser& parser, SessionContext context) {
  constexpr std::size_t kPartBytes = 4096;
  // An empty line before a request is passed over (RFC 9112, 2.2).
  const std::string_view begin(static_cast<const char*>(buffer.cdata().data()), buffer.size());
  if (begin.starts_with("\r\n")) buffer.consume(2);
  FoldedLine folded;
  std::size_t fresh = buffer.size();    // bytes at the buffer's end
  std::optional<ReceivingLimit> limit;  // of a head that does not come at once
  for (;;) {
    const std::string_view bytes(static_cast<const char*>(buffer.cdata().data()), buffer.size());
    if (folded.appears_in(bytes.substr(bytes.size() - fresh)))
      co_return http::make_error_code(http::error::bad_field);
    boost::system::error_code error;
    buffer.consume(parser.put(buffer.data(), error));
    if (parser.is_header_done() && error == http::error::need_more) co_return boost::system::error_code();
    if (error != http::error::need_more) co_return error;
    if (!limit) limit.emplace(stream, context);
    const auto [read_error, size] = co_await stream.async_read_some(buffer.prepare(kPartBytes), kAsTuple);
    if (const auto failure = limit->judge(read_error)) co_return failure;
    buffer.commit(size);
    fresh = size;
  }
}

/// A client that asks first whether its body is wanted waits for this (RFC 9110, 10.1.1).
awaitable<void> invite_body(beast::tcp_stream& stream, const Message& message) {
  if (message.version() < kHttp11 || !beast::iequals(message[http::field::expect], "100-continue")) co_return;
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  co_await asio::async_write(stream, asio::buffer(kContinue), kAsTuple);  // reading on shows who is gone
}

/// Hands on what was read of a body. Returns need_more when there is more to come.
boost::system::error_code take_body(beast::flat_buffer& buffer, Parser& parser) {
  boost::system::error_code error;
  while (!parser.is_done() && buffer.size() > 0) {
    buffer.consume(parser.put(buffer.data(), error));
    if (error) return error;
  }
  return parser.is_done() ? error : http::make_error_code(http::error::need_more);
}

awaitable<boost::system::error_code> read_body(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                               Parser& parser, SessionContext context) {
  if (const auto error = take_body(buffer, parser); error != http::error::need_more) co_return error;
  const ReceivingLimit limit(stream, context);
  if (parser.get().body().empty()) co_await invite_body(stream, parser.get());
  const auto [error, size] = co_await http::async_read(stream, buffer, parser, kAsTuple);
  co_return limit.judge(error);
}

awaitable<boost::system::error_code> read_request(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                                  Parser& parser, SessionContext context) {
  parser.header_limit(context.limits.header_bytes);
  parser.body_limit(context.limits.body_bytes);
  if (const auto error = co_await read_head(stream, buffer, parser, context)) co_return error;
  if (parser.is_done()) co_return boost::system::error_code();
  // Beast puts fields that follow a chunked body among those of the head, where they would count as headers;
  // a proxy before us has not looked at them as such (RFC 9110, 6.5.1).
  std::optional<Message::header_type> head;
  if (parser.chunked()) head = parser.get().base();
  parser.eager(true);
  const auto error = co_await read_body(stream, buffer, parser, context);
  if (!error && head) parser.get().base() = *std::move(head);
  co_return error;
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

bool IdleConnections::close_oldest() {
  if (waiting_.empty()) return false;
  close(waiting_.begin());
  return true;
}

bool IdleConnections::close_oldest_of(std::string_view client) {
  const auto oldest =
      std::ranges::find_if(waiting_, [&](const Waiting& waiting) { return *waiting.client == client; });
  if (oldest == waiting_.end()) return false;
  close(oldest);
  return true;
}

/// The connection leaves the list by itself; the next call takes another one.
void IdleConnections::close(std::list<Waiting>::iterator connection) {
  boost::system::error_code ignored;  // it is closed either way
  connection->socket->shutdown(Socket::shutdown_both, ignored);
  waiting_.splice(waiting_.end(), waiting_, connection);
}

awaitable<void> serve_connection(asio::ip::tcp::socket socket, SessionContext context,
                                 ClientAccounts::Connection account) {
  context.account = &account;
  const bool once = !account.within_budget();
  if (once) context.limits.idle = context.limits.receiving = context.limits.beyond_budget;
  boost::system::error_code gone;  // a client that has left already is noticed by the first read
  socket.set_option(asio::ip::tcp::no_delay(true), gone);
  socket.non_blocking(true, gone);
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(context.limits.header_bytes + context.limits.body_bytes);
  int in_one_go = 0;
  while (co_await wait_for_request(stream, buffer, context)) {
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
  co_await linger(stream);
}

}  // namespace flodata::api
