#include "http_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <deque>
#include <future>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "base/error.h"

namespace flodata::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr int kHexadecimal = 16;
constexpr std::chrono::seconds kLongestSilence(30);

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {
    if (descriptor < 0) throw Failure(Code::io, std::strerror(errno));
  }
  ~Descriptor() { close(descriptor_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in local_address(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connect_to(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = local_address(port);
  if (descriptor < 0 ||
      connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const auto reason = fmt::format("port {}: {}", port, std::strerror(errno));
    if (descriptor >= 0) close(descriptor);
    throw Failure(Code::unavailable, reason);
  }
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

void send_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto sent = send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0) throw Failure(Code::unavailable, fmt::format("send: {}", std::strerror(errno)));
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

/// The status and what the head says of the body.
struct Head {
  int status = 0;
  std::optional<std::size_t> length;
  bool chunked = false;
};

template <typename Number>
Number number_of(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc()) throw Failure(Code::corrupt_input, "an answer is not HTTP");
  return number;
}

/// Calls `use(name, value)` for every header of a head.
template <typename Use>
void for_each_header(std::string_view head, Use use) {
  for (auto end = head.find(kLineEnd); end != std::string_view::npos;) {
    head.remove_prefix(end + kLineEnd.size());
    end = head.find(kLineEnd);
    const auto line = head.substr(0, end);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto value = line.find_first_not_of(' ', colon + 1);
    use(line.substr(0, colon), value == std::string_view::npos ? std::string_view() : line.substr(value));
  }
}

int status_of(std::string_view head) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  if (!head.starts_with(kVersion)) throw Failure(Code::corrupt_input, "an answer is not HTTP/1.1");
  return number_of<int>(head.substr(kVersion.size()));
}

Head parse_head(std::string_view text) {
  Head head{.status = status_of(text)};
  for_each_header(text, [&](std::string_view name, std::string_view value) {
    if (equal_ignoring_case(name, "Content-Length")) head.length = number_of<std::size_t>(value);
    if (equal_ignoring_case(name, "Transfer-Encoding")) head.chunked = equal_ignoring_case(value, "chunked");
  });
  return head;
}

/// One connection of a load: at most one request at a time.
class LoadClient {
 public:
  explicit LoadClient(std::uint16_t port) : socket_(connect_to(port)), inbox_(kInboxBytes) {}

  void send(const std::string& request) {
    request_ = &request;
    send_all(socket_.get(), request);
  }

  /// Reads what has come. Returns whether the answer is complete. Errors: Failure when it is not a 200.
  bool receive() {
    while (!take_answer()) {
      const bool skips = skip_ > 0;
      const auto most = skips ? std::min(skip_, inbox_.size()) : make_room();
      // With MSG_TRUNC TCP drops the bytes without copying them.
      const auto received = recv(socket_.get(), inbox_.data() + (skips ? 0 : end_), most,
                                 skips ? MSG_TRUNC | MSG_DONTWAIT : MSG_DONTWAIT);
      if (received < 0 && errno == EAGAIN) return false;
      if (received <= 0) throw Failure(Code::unavailable, "an answer was cut off: " + *request_);
      if (skips)
        skip_ -= static_cast<std::size_t>(received);
      else
        end_ += static_cast<std::size_t>(received);
    }
    return true;
  }

  [[nodiscard]] int descriptor() const { return socket_.get(); }
  Steady::time_point due;  // of the request on its way, in an open loop

 private:
  enum class State : std::uint8_t { head, body, chunk_size, last_line };
  static constexpr std::size_t kInboxBytes = std::size_t{256} * 1024;
  static constexpr std::size_t kReadBytes =
      std::size_t{16} * 1024;  // a whole small answer; the copied part of others

  /// Returns how much may be read behind what the inbox holds, which is a part of one head at the most.
  std::size_t make_room() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == inbox_.size()) throw Failure(Code::corrupt_input, "a head is too long");
    return std::min(kReadBytes, inbox_.size() - end_);
  }

  /// Goes on as far as the inbox has text. Returns whether the answer is complete.
  bool take_answer() {
    for (;;) {
      skip_in_inbox();
      if (skip_ > 0) return false;
      switch (state_) {
        case State::body:
          state_ = State::head;
          return true;
        case State::head:
          if (!take_head()) return false;
          break;
        case State::chunk_size:
          if (!take_chunk_size()) return false;
          break;
        case State::last_line:
          if (!take_until(kLineEnd)) return false;
          state_ = State::head;
          return true;
      }
    }
  }

  void skip_in_inbox() {
    const auto dropped = std::min(skip_, end_ - begin_);
    begin_ += dropped;
    skip_ -= dropped;
  }

  /// Takes the inbox's text up to and including `end`, when it is there, and keeps it in `taken_`.
  bool take_until(std::string_view end) {
    const std::string_view text(inbox_.data() + begin_, end_ - begin_);
    const auto at = text.find(end);
    if (at == std::string_view::npos) return false;
    taken_ = text.substr(0, at + end.size());
    begin_ += taken_.size();
    return true;
  }

  bool take_head() {
    if (!take_until(kHeadEnd)) return false;
    const auto head = parse_head(taken_);
    if (head.status != kStatusOk)
      throw Failure(Code::corrupt_input, fmt::format("the answer was {}: {}", head.status, *request_));
    state_ = head.chunked ? State::chunk_size : State::body;
    skip_ = head.length.value_or(0);
    return true;
  }

  bool take_chunk_size() {
    if (!take_until(kLineEnd)) return false;
    const auto size = number_of<std::size_t>(taken_, kHexadecimal);
    if (size == 0)
      state_ = State::last_line;
    else
      skip_ = size + kLineEnd.size();
    return true;
  }

  Descriptor socket_;
  std::vector<char> inbox_;
  std::size_t begin_ = 0;  // of what was received and not taken yet
  std::size_t end_ = 0;
  std::size_t skip_ = 0;  // bytes of a body that are still to come
  State state_ = State::head;
  std::string_view taken_;  // a part of the inbox
  const std::string* request_ = nullptr;
};

/// Some connections of one thread, and what is to be read of them.
class Clients {
 public:
  Clients(std::uint16_t port, int count) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    for (int i = 0; i < count; ++i) {
      auto& client = clients_.emplace_back(std::make_unique<LoadClient>(port));
      epoll_event event{.events = EPOLLIN, .data = {.ptr = client.get()}};
      if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, client->descriptor(), &event) != 0)
        throw Failure(Code::io, std::strerror(errno));
    }
  }

  [[nodiscard]] const std::vector<std::unique_ptr<LoadClient>>& all() const { return clients_; }

  /// Waits until something comes, for `longest` at the most; calls `done(client)` for every complete answer.
  /// Returns whether anything came.
  template <typename Done>
  bool wait(std::chrono::nanoseconds longest, Done done) {
    std::array<epoll_event, 64> events;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(longest);
    const timespec time{.tv_sec = seconds.count(), .tv_nsec = (longest - seconds).count()};
    const int count =
        epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()), &time, nullptr);
    for (int i = 0; i < count; ++i) {
      auto* client = static_cast<LoadClient*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (client->receive()) done(*client);
    }
    return count > 0;
  }

 private:
  Descriptor epoll_;
  std::vector<std::unique_ptr<LoadClient>> clients_;
};

/// What the threads of a closed loop take their requests from.
class Feed {
 public:
  Feed(const std::vector<std::string>& requests, std::optional<Steady::time_point> end)
      : requests_(requests), end_(end) {}

  /// Returns the next request, or nothing when it is over.
  const std::string* take() {
    const auto index = next_.fetch_add(1, std::memory_order_relaxed);
    if (end_) return Steady::now() < *end_ ? &requests_[index % requests_.size()] : nullptr;
    return index < requests_.size() ? &requests_[index] : nullptr;
  }

 private:
  const std::vector<std::string>& requests_;
  std::optional<Steady::time_point> end_;
  std::atomic<std::size_t> next_ = 0;
};

/// Returns the number of answers.
double drive(std::uint16_t port, int connections, Feed& feed) {
  Clients clients(port, connections);
  double answers = 0;
  int busy = 0;
  const auto send_next = [&](LoadClient& client) {
    const auto* request = feed.take();
    if (request == nullptr) return;
    client.send(*request);
    ++busy;
  };
  for (const auto& client : clients.all()) send_next(*client);
  while (busy > 0) {
    const bool any = clients.wait(kLongestSilence, [&](LoadClient& client) {
      --busy;
      ++answers;
      send_next(client);
    });
    if (!any) throw Failure(Code::timed_out, "no answer comes any more");
  }
  return answers;
}

/// Whether an answer has as many bytes as it says; without a length the connection's end says it.
bool is_complete(std::string_view text) {
  const auto end = text.find(kHeadEnd);
  if (end == std::string_view::npos) return false;
  const auto head = parse_head(text.substr(0, end + kLineEnd.size()));
  return head.length && text.size() - end - kHeadEnd.size() >= *head.length;
}

std::string dechunked(std::string_view body) {
  std::string whole;
  while (!body.empty()) {
    const auto size = number_of<std::size_t>(body, kHexadecimal);
    body.remove_prefix(body.find(kLineEnd) + kLineEnd.size());
    if (size == 0) return whole;
    whole.append(body.substr(0, size));
    body.remove_prefix(std::min(body.size(), size + kLineEnd.size()));
  }
  throw Failure(Code::corrupt_input, "an answer was cut off");
}

}  // namespace

std::string_view Answer::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return equal_ignoring_case(header.first, name); });
  return found == headers.end() ? std::string_view() : found->second;
}

Answer fetch(std::uint16_t port, const std::string& target, const Headers& headers) {
  const Descriptor socket(connect_to(port));
  const timeval longest{.tv_sec = kLongestSilence.count(), .tv_usec = 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
  std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n", target);
  for (const auto& [name, value] : headers) request += fmt::format("{}: {}\r\n", name, value);
  send_all(socket.get(), request + "\r\n");
  std::string text;
  std::vector<char> part(std::size_t{64} * 1024);
  for (;;) {
    const auto received = recv(socket.get(), part.data(), part.size(), 0);
    if (received < 0) throw Failure(Code::unavailable, fmt::format("recv: {}", std::strerror(errno)));
    if (received == 0) break;
    text.append(part.data(), static_cast<std::size_t>(received));
    if (is_complete(text)) break;
  }
  const auto end = text.find(kHeadEnd);
  if (end == std::string::npos) throw Failure(Code::unavailable, "an answer was cut off: " + target);
  const auto head = std::string_view(text).substr(0, end + kLineEnd.size());
  const auto parsed = parse_head(head);
  Answer answer{.status = parsed.status, .headers = {}, .body = text.substr(end + kHeadEnd.size())};
  for_each_header(
      head, [&](std::string_view name, std::string_view value) { answer.headers.emplace_back(name, value); });
  if (parsed.chunked) answer.body = dechunked(answer.body);
  return answer;
}

std::string fetch_body(std::uint16_t port, const std::string& target) {
  auto answer = fetch(port, target);
  if (answer.status != kStatusOk)
    throw Failure(Code::corrupt_input, fmt::format("{}: {} {}", target, answer.status, answer.body));
  return std::move(answer.body);
}

std::string request_text(std::string_view target) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", target);
}

bool listens(std::uint16_t port) {
  const Descriptor descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = local_address(port);
  return connect(descriptor.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

std::uint16_t free_port() {
  const Descriptor descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = local_address(0);
  socklen_t size = sizeof address;
  if (bind(descriptor.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw Failure(Code::io, std::strerror(errno));
  return ntohs(address.sin_port);
}

LoadResult closed_loop(std::uint16_t port, const std::vector<std::string>& requests,
                       std::optional<std::chrono::milliseconds> duration) {
  constexpr int kConnections = 32;
  const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto begin = Steady::now();
  Feed feed(requests, duration ? std::optional(begin + *duration) : std::nullopt);
  std::vector<std::future<double>> running;
  for (int i = 0; i < threads; ++i)
    running.push_back(
        std::async(std::launch::async, drive, port, std::max(1, kConnections / threads), std::ref(feed)));
  LoadResult result;
  for (auto& answers : running) result.answers += answers.get();
  result.seconds = std::chrono::duration<double>(Steady::now() - begin).count();
  return result;
}

std::vector<double> open_loop_ms(std::uint16_t port, const std::vector<std::string>& requests,
                                 double per_second) {
  constexpr int kConnections = 128;
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);  // waits end on time, not up to 50 us later
  Clients clients(port, kConnections);
  std::deque<LoadClient*> idle;  // in turn: a server may have bound each connection to one of its threads
  for (const auto& client : clients.all()) idle.push_back(client.get());
  std::vector<double> latencies_ms;
  latencies_ms.reserve(requests.size());
  const auto begin = Steady::now();
  const auto due = [&](std::size_t index) {
    return begin + std::chrono::duration_cast<Steady::duration>(
                       std::chrono::duration<double>(static_cast<double>(index) / per_second));
  };
  for (std::size_t next = 0; latencies_ms.size() < requests.size();) {
    for (; next < requests.size() && !idle.empty() && due(next) <= Steady::now(); ++next) {
      idle.front()->due = due(next);
      idle.front()->send(requests[next]);
      idle.pop_front();
    }
    const bool waits_for_time = next < requests.size() && !idle.empty();
    const std::chrono::nanoseconds until_due = waits_for_time ? due(next) - Steady::now() : kLongestSilence;
    const bool any = clients.wait(std::max(until_due, std::chrono::nanoseconds(0)), [&](LoadClient& client) {
      latencies_ms.push_back(std::chrono::duration<double, std::milli>(Steady::now() - client.due).count());
      idle.push_back(&client);
    });
    if (!any && !waits_for_time) throw Failure(Code::timed_out, "no answer comes any more");
  }
  return latencies_ms;
}

}  // namespace flodata::bench
