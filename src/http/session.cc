#include "http/session.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/chunk_encode.hpp>

#include "base/as_tuple.h"
#include "base/spawn.h"
#include "http/request_check.h"
#include "http/request_reading.h"
#include "http/web_socket.h"

namespace flodata::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using asio::awaitable;

namespace {

constexpr auto kLingerLimit = std::chrono::seconds(1);
constexpr std::size_t kLingerBytes = std::size_t{1024} * 1024;
constexpr std::size_t kFirstReadBytes = 1024;  // memory of a waiting connection; most requests fit
constexpr std::size_t kBytesOfASubscriber = std::size_t{256} * 1024;  // an event, here and in the kernel
constexpr int kRequestsPerTurn = 8;  // pipelined requests before the thread's other connections get a turn

enum class KeepAlive : unsigned char { yes, no };
enum class Content : unsigned char { full, head_only };
enum class After : unsigned char { next_request, close, handed_over };

/// The request rate of a connection on the monitoring thread: one that sends more requests than a monitor
/// does belongs on a worker thread.
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

/// An event-stream client sends nothing more; it can only disconnect. Shared by the sender and the watcher,
/// either of which may be the last to end.
struct Subscription {
  Subscription(beast::tcp_stream& client, std::unique_ptr<BodySource> chunks, bool watched)
      : stream(&client),
        source(std::move(chunks)),
        ended(client.get_executor(), asio::steady_timer::time_point::max()),
        watching(watched) {}
  beast::tcp_stream* stream;  // of the sender, which outlives the watching
  std::unique_ptr<BodySource> source;
  asio::steady_timer ended;
  bool watching;
};

awaitable<void> watch_client(std::shared_ptr<Subscription> subscription) {
  std::array<char, 512> said{};
  bool there = true;
  while (there) {
    subscription->stream->expires_never();  // for reads only: writes have their own limit
    const auto [error, size] = co_await subscription->stream->async_read_some(asio::buffer(said), kAsTuple);
    there = !error;
  }
  subscription->watching = false;
  subscription->source->stop();
  subscription->ended.cancel();
}

class Session {
 public:
  Session(asio::ip::tcp::socket socket, SessionContext context, ClientAccounts::Connection account,
          std::string_view begun)
      : context_(std::move(context)),
        account_(std::move(account)),
        stream_(std::move(socket)),
        buffer_(context_.limits.header_bytes + context_.limits.body_bytes) {
    boost::system::error_code gone;  // the first read reports a lost client
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), gone);
    stream_.socket().non_blocking(true, gone);
    buffer_.commit(asio::buffer_copy(buffer_.prepare(begun.size()), asio::buffer(begun)));
    if (beyond_budget()) context_.limits.idle = context_.limits.receiving = context_.limits.beyond_budget;
  }
  ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  awaitable<void> run();

 private:
  /// Returns whether this connection gets a single response.
  [[nodiscard]] bool beyond_budget() const { return !account_.within_budget(); }
  [[nodiscard]] bool is_for_another_thread();
  void pass_on();
  awaitable<bool> wait_for_request(IdleConnections::Wait wait);
  awaitable<After> serve_request();
  awaitable<After> respond(RequestMessage message);
  [[nodiscard]] std::string head_end(const Response& response, KeepAlive keep) const;
  awaitable<bool> send_whole(Response response, Content content, KeepAlive keep);
  awaitable<bool> send_streamed(Response response, Content content, Framing framing);
  [[nodiscard]] std::size_t bytes_of(const StreamedBody& body) const;
  awaitable<bool> send_chunks(StreamedBody body, BodySource* source, ClientAccounts::BytesShare* held,
                              Framing framing);
  awaitable<bool> send_chunk(std::string_view chunk, Framing framing, std::chrono::seconds limit);
  awaitable<void> drop_slow_client(Framing framing);
  awaitable<void> linger();

  SessionContext context_;
  ClientAccounts::Connection account_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  RequestRate rate_;
  NameCheck names_;
};

/// Returns the end of a head: what varies with time and connection.
std::string Session::head_end(const Response& response, KeepAlive keep) const {
  std::string end;
  if (const auto* cached = std::get_if<CachedBody>(&response.body))
    end = cached->made_now ? "Flodata-Cache: miss\r\n" : "Flodata-Cache: hit\r\n";
  end += context_.date->at(context_.clock->now());
  end += keep == KeepAlive::yes ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return end;
}

/// Returns whether everything was sent.
awaitable<bool> Session::send_whole(Response response, Content content, KeepAlive keep) {
  const auto* cached = std::get_if<CachedBody>(&response.body);
  const auto made_head = cached == nullptr ? head_of(response, Framing::length) : std::string();
  const std::string_view head = cached == nullptr ? made_head : cached->response->head;
  const auto body = response.content();
  const auto end = head_end(response, keep);
  const std::array<asio::const_buffer, 3> buffers = {
      asio::buffer(head), asio::buffer(end),
      content == Content::full ? asio::buffer(body) : asio::const_buffer()};
  // The kernel nearly always takes all of it at once, without waiting.
  boost::system::error_code now;
  const auto sent = stream_.socket().write_some(buffers, now);
  if (!now && sent == asio::buffer_size(buffers)) co_return true;
  if (now && now != asio::error::would_block) co_return false;
  const auto held = account_.hold_bytes(asio::buffer_size(buffers) - sent);
  beast::buffers_suffix<std::array<asio::const_buffer, 3>> rest(buffers);
  rest.consume(sent);
  stream_.expires_after(context_.limits.sending +
                        std::chrono::seconds(body.size() / context_.limits.least_bytes_per_second));
  const auto [error, size] = co_await asio::async_write(stream_, rest, kAsTuple);
  co_return !error;
}

/// Writes one chunk of a streamed body. Returns whether it was sent. `chunk` must outlive the coroutine.
awaitable<bool> Session::send_chunk(std::string_view chunk, Framing framing, std::chrono::seconds limit) {
  stream_.expires_after(limit);
  if (framing == Framing::until_close) {
    const auto [error, size] = co_await asio::async_write(stream_, asio::buffer(chunk), kAsTuple);
    co_return !error;
  }
  const auto [error, size] = co_await asio::async_write(
      stream_, beast_http::make_chunk(asio::const_buffer(chunk.data(), chunk.size())), kAsTuple);
  co_return !error;
}

/// Tells a client that is too slow for the events why it is dropped.
awaitable<void> Session::drop_slow_client(Framing framing) {
  log_slow_client(context_);
  co_await send_chunk(
      "event: dropped\ndata: {\"reason\":\"too slow: an event was not taken in time; connect again, "
      "Last-Event-ID goes on where this ended\"}\n\n",
      framing, context_.limits.slow_event);
}

/// Returns how much memory a streamed body takes until its first chunk is sent.
std::size_t Session::bytes_of(const StreamedBody& body) const {
  if (body.delivery == Delivery::events) return kBytesOfASubscriber;
  return body.first.capacity() + body.source->held_bytes() +
         static_cast<std::size_t>(context_.limits.unsent_bytes);
}

/// Sends the bytes made already, then the chunks of `source`. Returns whether the response is complete.
awaitable<bool> Session::send_chunks(StreamedBody body, BodySource* source, ClientAccounts::BytesShare* held,
                                     Framing framing) {
  const auto& limits = context_.limits;
  const bool events = body.delivery == Delivery::events;
  auto chunk = std::optional(std::move(body.first));
  while (chunk) {
    if (!events)
      held->resize(chunk->capacity() + source->held_bytes() + static_cast<std::size_t>(limits.unsent_bytes));
    const auto begin = std::chrono::steady_clock::now();
    if (!chunk->empty() && !co_await send_chunk(*chunk, framing, events ? limits.event : limits.sending))
      co_return false;
    const auto now = std::chrono::steady_clock::now();
    if (events && now - begin > limits.slow_event) {
      co_await drop_slow_client(framing);
      co_return false;
    }
    chunk = co_await source->next(now + limits.answer);
  }
  if (framing == Framing::until_close) co_return true;
  stream_.expires_after(limits.sending);
  const auto [error, size] = co_await asio::async_write(stream_, beast_http::make_chunk_last(), kAsTuple);
  co_return !error;
}

/// Returns whether the connection can be reused. A source that fails leaves the response truncated, which the
/// client notices.
awaitable<bool> Session::send_streamed(Response response, Content content, Framing framing) {
  const bool events = response.delivery() == Delivery::events;
  // Whatever an event-stream client sends is discarded, even its next request, so it is told that the
  // connection will be closed.
  const bool keep =
      !events && framing == Framing::chunked && !context_.stopping->load(std::memory_order_relaxed);
  const auto head = head_of(response, framing) + head_end(response, keep ? KeepAlive::yes : KeepAlive::no);
  auto body = std::move(std::get<StreamedBody>(response.body));
  auto held = account_.hold_bytes(bytes_of(body));
  bound_unsent_bytes(stream_.socket(), context_.limits);
  stream_.expires_after(context_.limits.sending);
  const auto [error, size] = co_await asio::async_write(stream_, asio::buffer(head), kAsTuple);
  if (error || content == Content::head_only) co_return !error && keep;
  const auto subscription = std::make_shared<Subscription>(stream_, std::move(body.source), events);
  if (events)
    spawn(stream_.get_executor(), "event-stream client", *context_.log, *context_.watchers,
          watch_client(subscription));
  bool complete = false;
  try {
    complete = co_await send_chunks(std::move(body), subscription->source.get(), &held, framing);
  } catch (const Failure& failure) {
    context_.handler->cut_off(failure);
  }
  if (!events) co_return complete&& keep;
  boost::system::error_code ignored;  // the client may be gone
  stream_.socket().cancel(ignored);
  if (subscription->watching) co_await subscription->ended.async_wait(kAsTuple);
  co_return false;
}

/// Discards what the client still sends, for a moment: closing with unread data would make the kernel drop
/// the last response.
awaitable<void> Session::linger() {
  boost::system::error_code ignored;  // the client may be gone
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(kLingerLimit);
  std::array<char, 4096> sink;
  std::size_t total = 0;
  while (total < kLingerBytes) {
    const auto [error, size] = co_await stream_.async_read_some(asio::buffer(sink), kAsTuple);
    if (error) break;
    total += size;
  }
}

awaitable<After> Session::respond(RequestMessage message) {
  const TaskCount::Member in_flight(*context_.requests_in_flight);
  const auto content = message.method() == beast_http::verb::head ? Content::head_only : Content::full;
  const auto deadline = std::chrono::steady_clock::now() + context_.limits.answer;
  auto response = co_await context_.handler->handle(request_of(message, context_.client), deadline);
  if (auto rejection = reject_large(message, response, context_, account_)) response = *std::move(rejection);
  const bool subscribes = response.delivery() != Delivery::body;
  const auto stream_share =
      subscribes ? account_.open_stream() : std::optional<ClientAccounts::StreamShare>();
  if (subscribes && !stream_share) response = too_many_streams(context_, account_);
  if (response.delivery() == Delivery::web_socket) {
    auto source = std::move(std::get<StreamedBody>(response.body).source);
    co_await serve_web_socket(std::move(stream_), std::move(message), std::move(source), context_);
    co_return After::handed_over;
  }
  const bool keep = message.keep_alive() && !context_.stopping->load(std::memory_order_relaxed);
  bool open = false;
  if (std::holds_alternative<StreamedBody>(response.body)) {
    const auto framing = message.version() < kHttp11 || !keep ? Framing::until_close : Framing::chunked;
    open = co_await send_streamed(std::move(response), content, framing);
  } else {
    open = co_await send_whole(std::move(response), content, keep ? KeepAlive::yes : KeepAlive::no);
  }
  co_return open&& keep ? After::next_request : After::close;
}

/// Reads a request and responds to it.
awaitable<After> Session::serve_request() {
  RequestParser parser;
  const auto error = co_await RequestReader(&stream_, &buffer_, &context_).read(&parser);
  auto rejection = error ? response_to(error, context_) : reject(parser.get(), context_, account_, names_);
  if (rejection) {
    co_await send_whole(*std::move(rejection), Content::full, KeepAlive::no);
    co_return After::close;
  }
  if (error) co_return After::close;
  if (beyond_budget()) parser.get().keep_alive(false);
  co_return co_await respond(parser.release());
}

/// Waits for the first bytes of a request. Returns whether they arrived.
awaitable<bool> Session::wait_for_request(IdleConnections::Wait wait) {
  if (buffer_.size() > 0) co_return true;  // sent along with the previous request
  const IdleConnections::Member idle(*context_.idle, stream_.socket(), context_.client, wait);
  stream_.expires_after(context_.limits.idle);
  const auto [error, size] = co_await stream_.async_read_some(buffer_.prepare(kFirstReadBytes), kAsTuple);
  buffer_.commit(size);
  co_return !error;
}

/// Returns whether another thread should serve the connection. A connection beyond the budget is rejected
/// here, so that its place does not wait for a busy thread.
bool Session::is_for_another_thread() {
  if (context_.pass_on == nullptr || beyond_budget()) return false;
  return !begin_with_monitoring(text_of(buffer_), context_) || rate_.is_above_a_monitors();
}

void Session::pass_on() {
  (*context_.pass_on)(stream_.release_socket(), std::string(text_of(buffer_)), std::move(context_.client),
                      std::move(account_));
}

awaitable<void> Session::run() {
  auto wait =
      buffer_.size() == 0 ? IdleConnections::Wait::first_request : IdleConnections::Wait::next_request;
  int in_one_go = 0;
  while (co_await wait_for_request(wait)) {
    wait = IdleConnections::Wait::next_request;
    if (is_for_another_thread()) co_return pass_on();
    const auto after = co_await serve_request();
    if (after == After::handed_over) co_return;
    if (after == After::close) break;
    in_one_go = buffer_.size() == 0 ? 0 : in_one_go + 1;
    if (buffer_.size() == 0)
      buffer_.shrink_to_fit();
    else if (in_one_go % kRequestsPerTurn == 0)
      co_await asio::post(stream_.get_executor(), asio::use_awaitable);
  }
  // A connection beyond the budget gives up its place as soon as it has its response.
  boost::system::error_code left;
  if (!beyond_budget() || stream_.socket().available(left) > 0) co_await linger();
}

}  // namespace

void bound_unsent_bytes(asio::ip::tcp::socket& socket, const SessionLimits& limits) {
  // If this fails, the kernel's own limits apply.
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &limits.unsent_bytes,
             sizeof(limits.unsent_bytes));
}

void log_slow_client(const SessionContext& context) {
  context.log->warning("an event-stream client took more than {} s for an event and was dropped",
                       context.limits.slow_event.count());
}

awaitable<void> serve_connection(asio::ip::tcp::socket socket, SessionContext context,
                                 ClientAccounts::Connection account, std::string begun) {
  Session session(std::move(socket), std::move(context), std::move(account), begun);
  co_await session.run();
}

}  // namespace flodata::http
