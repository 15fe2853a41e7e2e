#include "http/web_socket.h"

#include <chrono>
#include <string_view>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include "base/as_tuple.h"
#include "base/spawn.h"

namespace flodata::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using asio::awaitable;

namespace {

constexpr std::size_t kLongestMessageBytes = 4096;  // of a message from the client, which is ignored
constexpr std::chrono::seconds kSilence(30);  // before a client is dropped; after half of it a ping is sent

using Stream = websocket::stream<beast::tcp_stream>;

/// Both halves of a connection: the writer, and the reader, which ends with the connection.
struct Channel {
  Channel(beast::tcp_stream stream, std::unique_ptr<BodySource> messages)
      : socket(std::move(stream)),
        source(std::move(messages)),
        reader_ended(socket.get_executor(), asio::steady_timer::time_point::max()) {}
  Stream socket;
  std::unique_ptr<BodySource> source;
  asio::steady_timer reader_ended;
  bool reading = true;
};

/// Both halves share `channel`; either may be the last to end.
awaitable<void> read_away(std::shared_ptr<Channel> channel) {
  beast::flat_buffer buffer;
  for (;;) {
    const auto [error, size] = co_await channel->socket.async_read(buffer, kAsTuple);
    if (error) break;
    buffer.clear();
  }
  channel->reading = false;
  channel->source->stop();
  channel->reader_ended.cancel();
}

/// Closes a connection whose client does not receive a message in time: pings have limits of their own, and a
/// client that answers them may still leave a message unread forever.
class WriteLimit {
 public:
  WriteLimit(const std::shared_ptr<Channel>& channel, std::chrono::seconds limit)
      : timer_(channel->socket.get_executor(), limit), writing_(std::make_shared<bool>(true)) {
    timer_.async_wait([channel, writing = writing_](const boost::system::error_code& error) {
      if (error || !*writing) return;
      auto& stream = beast::get_lowest_layer(channel->socket);
      boost::system::error_code ignored;  // then the kernel holds unread bytes for a while
      stream.socket().set_option(asio::socket_base::linger(true, 0), ignored);
      stream.close();
    });
  }
  ~WriteLimit() { *writing_ = false; }
  WriteLimit(const WriteLimit&) = delete;
  WriteLimit& operator=(const WriteLimit&) = delete;

 private:
  asio::steady_timer timer_;
  std::shared_ptr<bool> writing_;  // the timer's handler may run after this object is gone
};

awaitable<void> say_goodbye(std::shared_ptr<Channel> channel, websocket::close_reason reason,
                            std::chrono::seconds limit) {
  const WriteLimit write_limit(channel, limit);
  co_await channel->socket.async_close(reason, kAsTuple);
}

awaitable<bool> write_message(std::shared_ptr<Channel> channel, std::string message,
                              std::chrono::seconds limit) {
  const WriteLimit write_limit(channel, limit);
  const auto [error, size] = co_await channel->socket.async_write(asio::buffer(message), kAsTuple);
  co_return !error;
}

awaitable<void> send_messages(std::shared_ptr<Channel> channel, SessionContext context) {
  while (channel->reading) {
    auto message = co_await channel->source->next(std::chrono::steady_clock::now() + context.limits.answer);
    if (!message) break;
    const auto begin = std::chrono::steady_clock::now();
    if (!co_await write_message(channel, *std::move(message), context.limits.event)) {
      if (std::chrono::steady_clock::now() - begin > context.limits.slow_event) log_slow_client(context);
      co_return;
    }
    if (std::chrono::steady_clock::now() - begin <= context.limits.slow_event) continue;
    log_slow_client(context);
    const websocket::close_reason too_slow(websocket::close_code::policy_error,
                                           "too slow: a message was not taken in time");
    co_return co_await say_goodbye(channel, too_slow, context.limits.slow_event);
  }
  if (channel->reading)
    co_await say_goodbye(channel, websocket::close_reason(websocket::close_code::going_away),
                         context.limits.slow_event);
}

}  // namespace

bool is_web_socket_upgrade(const RequestMessage& request) { return websocket::is_upgrade(request); }

std::string_view fault_of_upgrade(const RequestMessage& request) {
  using Field = boost::beast::http::field;
  constexpr std::size_t kKeyCharacters = 24;  // 16 bytes in base64
  if (request[Field::sec_websocket_version] != kWebSocketVersion)
    return "Give Sec-WebSocket-Version: 13, or leave Upgrade out for server-sent events";
  const auto key = request[Field::sec_websocket_key];
  const bool is_key = key.size() == kKeyCharacters && key.ends_with("==");
  return is_key ? "" : "Sec-WebSocket-Key must be 16 bytes in base64, such as dGhlIHNhbXBsZSBub25jZQ==";
}

awaitable<void> serve_web_socket(beast::tcp_stream stream, RequestMessage request,
                                 std::unique_ptr<BodySource> source, SessionContext context) {
  bound_unsent_bytes(stream.socket(), context.limits);
  stream.expires_never();  // the WebSocket has its own time limits
  const auto channel = std::make_shared<Channel>(std::move(stream), std::move(source));
  auto& socket = channel->socket;
  auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::server);
  timeout.idle_timeout = kSilence;
  socket.set_option(timeout);
  socket.read_message_max(kLongestMessageBytes);
  socket.text(true);
  const auto [error] = co_await socket.async_accept(request, kAsTuple);
  if (error) co_return;
  spawn(socket.get_executor(), "WebSocket reader", *context.log, *context.watchers, read_away(channel));
  try {
    co_await send_messages(channel, context);
  } catch (const Failure& failure) {
    context.handler->cut_off(failure);
  }
  beast::get_lowest_layer(socket).close();
  if (channel->reading) co_await channel->reader_ended.async_wait(kAsTuple);
}

}  // namespace flodata::http
