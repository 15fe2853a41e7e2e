#include "http/request_reading.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "base/as_tuple.h"

namespace flodata::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using asio::awaitable;

namespace {

/// Finds a folded header line, in a head that arrives in any number of parts. Readers disagree on such lines,
/// so they are rejected (RFC 9112, 5.2).
class FoldedLine {
 public:
  /// `part`: the bytes after the previous parts; it may go beyond the head.
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

/// Ends a read at its time limit. Beast's own limit would close the connection without a response; it is set
/// a little later, as a fallback.
class ReceivingLimit {
 public:
  ReceivingLimit(beast::tcp_stream& stream, const SessionContext& context)
      : waiting_(*context.idle, stream.socket(), context.client, IdleConnections::Wait::rest),
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

  /// Returns timed_out after the limit, otherwise the read's own `error`.
  [[nodiscard]] boost::system::error_code judge(const boost::system::error_code& error) const {
    return state_->late ? boost::system::error_code(asio::error::timed_out) : error;
  }

 private:
  struct State {
    asio::ip::tcp::socket* socket;
    bool late = false;
  };
  IdleConnections::Member waiting_;  // a slow client makes room for others too
  asio::steady_timer timer_;
  std::shared_ptr<State> state_;  // the timer's handler may run after this object is gone
};

/// Returns whether the client waits for 100 Continue before it sends the body (RFC 9110, 10.1.1).
bool asks_first(const RequestMessage& message) {
  return message.version() >= kHttp11 && beast::iequals(message[beast_http::field::expect], "100-continue");
}

}  // namespace

/// Reads until the parser has the head; bytes that arrive with it stay in the buffer.
awaitable<boost::system::error_code> RequestReader::read_head(RequestParser* parser) {
  constexpr std::size_t kPartBytes = 4096;
  // An empty line before a request is ignored (RFC 9112, 2.2).
  if (text_of(*buffer_).starts_with("\r\n")) buffer_->consume(2);
  FoldedLine folded;
  std::size_t fresh = buffer_->size();  // bytes at the buffer's end
  std::optional<ReceivingLimit> limit;  // for a head that does not arrive at once
  for (;;) {
    const auto bytes = text_of(*buffer_);
    if (folded.appears_in(bytes.substr(bytes.size() - fresh)))
      co_return beast_http::make_error_code(beast_http::error::bad_field);
    boost::system::error_code error;
    buffer_->consume(parser->put(buffer_->data(), error));
    if (parser->is_header_done() && error == beast_http::error::need_more)
      co_return boost::system::error_code();
    if (error != beast_http::error::need_more) co_return error;
    if (!limit) limit.emplace(*stream_, *context_);
    const auto [read_error, size] = co_await stream_->async_read_some(buffer_->prepare(kPartBytes), kAsTuple);
    if (const auto failure = limit->judge(read_error)) co_return failure;
    buffer_->commit(size);
    fresh = size;
  }
}

/// Passes the buffered bytes of a body to the parser. Returns need_more when the body is incomplete.
boost::system::error_code RequestReader::take_body(RequestParser* parser) {
  boost::system::error_code error;
  while (!parser->is_done() && buffer_->size() > 0) {
    buffer_->consume(parser->put(buffer_->data(), error));
    if (error) return error;
  }
  return parser->is_done() ? error : beast_http::make_error_code(beast_http::error::need_more);
}

awaitable<boost::system::error_code> RequestReader::read_body(RequestParser* parser) {
  if (const auto error = take_body(parser); error != beast_http::error::need_more) co_return error;
  const ReceivingLimit limit(*stream_, *context_);
  if (parser->get().body().empty() && asks_first(parser->get())) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(*stream_, asio::buffer(kContinue), kAsTuple);  // reading reports a lost client
  }
  const auto [error, size] = co_await beast_http::async_read(*stream_, *buffer_, *parser, kAsTuple);
  co_return limit.judge(error);
}

awaitable<boost::system::error_code> RequestReader::read(RequestParser* parser) {
  parser->header_limit(context_->limits.header_bytes);
  parser->body_limit(context_->limits.body_bytes);
  if (const auto error = co_await read_head(parser)) co_return error;
  if (parser->is_done()) co_return boost::system::error_code();
  // Beast adds the trailer fields after a chunked body to those of the head, where they would count as
  // headers; a proxy has not checked them as such (RFC 9110, 6.5.1).
  std::optional<RequestMessage::header_type> head;
  if (parser->chunked()) head = parser->get().base();
  parser->eager(true);
  const auto error = co_await read_body(parser);
  if (!error && head) parser->get().base() = *std::move(head);
  co_return error;
}

}  // namespace flodata::http
