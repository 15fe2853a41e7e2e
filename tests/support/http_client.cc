#include "support/http_client.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/error.h"

namespace flodata::test {
namespace {

constexpr timeval kReceiveLimit{.tv_sec = 30, .tv_usec = 0};
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";

[[noreturn]] void fail(std::string_view what) {
  throw Failure(Code::io, fmt::format("HTTP client: {}: {}", what, std::strerror(errno)));
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

HttpResponse parse_head(std::string_view head) {
  HttpResponse response;
  if (!head.starts_with("HTTP/1.1 "))
    throw Failure(Code::corrupt_input, fmt::format("not an HTTP head: {}", head));
  const auto line_end = head.find("\r\n");
  response.status = std::stoi(std::string(head.substr(head.find(' ') + 1, 3)));
  head.remove_prefix(std::min(head.size(), line_end + 2));
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    response.headers[lower(line.substr(0, colon))] =
        std::string(line.substr(std::min(line.size(), colon + 2)));
  }
  return response;
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kReceiveLimit, sizeof kReceiveLimit);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(socket_);
    fail("connect");
  }
}

HttpClient::~HttpClient() { close(socket_); }

void HttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void HttpClient::keep_receive_buffer_small() {
  constexpr int kBytes = 4096;
  setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &kBytes, sizeof kBytes);
}

bool HttpClient::reset_within(std::chrono::milliseconds limit) {
  pollfd watched{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return poll(&watched, 1, static_cast<int>(limit.count())) == 1;
}

bool HttpClient::receive_some() {
  std::array<char, 65536> buffer;
  const auto size = recv(socket_, buffer.data(), buffer.size(), 0);
  if (size < 0) fail("recv");
  received_.append(buffer.data(), static_cast<std::size_t>(size));
  return size > 0;
}

std::string HttpClient::take(std::size_t size) {
  while (received_.size() < size)
    if (!receive_some()) fail("the server closed the connection within an answer");
  auto taken = received_.substr(0, size);
  received_.erase(0, size);
  return taken;
}

std::string HttpClient::take_through(std::string_view end) {
  std::size_t found = 0;
  while ((found = received_.find(end)) == std::string::npos)
    if (!receive_some()) fail("the server closed the connection before the end of an answer's part");
  return take(found + end.size());
}

HttpResponse HttpClient::receive_head() { return parse_head(take_through(kHeadEnd)); }

std::string HttpClient::receive_chunk() {
  constexpr int kHexadecimal = 16;
  const auto size = std::stoul(take_through(kLineEnd), nullptr, kHexadecimal);
  auto chunk = take(size);
  take_through(kLineEnd);
  return chunk;
}

HttpResponse HttpClient::receive(std::string_view method) {
  auto response = receive_head();
  if (method == "HEAD") return response;
  if (const auto length = response.headers.find("content-length"); length != response.headers.end()) {
    response.body = take(std::stoul(length->second));
  } else if (response.headers.contains("transfer-encoding")) {
    for (auto chunk = receive_chunk(); !chunk.empty(); chunk = receive_chunk()) response.body += chunk;
  }
  return response;
}

HttpResponse HttpClient::request(std::string_view method, std::string_view target,
                                 std::string_view further_headers) {
  send(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", method, target, further_headers));
  return receive(method);
}

bool HttpClient::closed_by_server() {
  while (received_.empty())
    if (!receive_some()) return true;
  return false;
}

void wait_for_version(std::uint16_t port, const std::string& sequence) {
  HttpClient client(port);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(kReceiveLimit.tv_sec);
  while (std::chrono::steady_clock::now() < give_up) {
    const auto response = client.get("/api/wells");
    const auto found = response.headers.find("flodata-sequence");
    if (found != response.headers.end() && found->second == sequence) return;
  }
  throw Failure(Code::timed_out, "the server does not speak of version " + sequence);
}

HttpResponse http_get(std::uint16_t port, std::string_view target) { return HttpClient(port).get(target); }

}  // namespace flodata::test
