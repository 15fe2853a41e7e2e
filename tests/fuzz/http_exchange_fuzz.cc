// Bytes into a connection, answers out: the server neither crashes nor hangs, and what it sends is a row of
// whole HTTP/1.1 answers, no more than requests can have been in the input.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/check.h"
#include "fuzz/api_harness.h"
#include "http/session.h"

namespace flodata::test {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using Client = asio::local::stream_protocol::socket;

constexpr std::chrono::seconds kPatience(8);

/// Sends `input` cut after its first `cut` bytes, then reads all that comes.
asio::awaitable<void> exchange(Client* client, std::string_view input, std::size_t cut, std::string* output) {
  const auto as_tuple = asio::as_tuple(asio::use_awaitable);
  co_await asio::async_write(*client, asio::buffer(input.substr(0, cut)), as_tuple);
  co_await asio::async_write(*client, asio::buffer(input.substr(cut)), as_tuple);
  boost::system::error_code ignored;  // the server may have closed already
  client->shutdown(Client::shutdown_send, ignored);
  std::array<char, 65536> part{};
  for (;;) {
    const auto [error, size] = co_await client->async_read_some(asio::buffer(part), as_tuple);
    output->append(part.data(), size);
    if (error) break;
  }
}

/// Takes one answer off the front. `bodiless`: as to HEAD.
bool take_answer(std::string_view& output, bool bodiless) {
  beast_http::response_parser<beast_http::string_body> parser;
  parser.body_limit(boost::none);
  parser.skip(bodiless);
  parser.eager(true);
  boost::system::error_code error;
  const auto size = parser.put(asio::buffer(output), error);
  if (error && error != beast_http::error::need_more) return false;
  if (!parser.is_done()) {
    parser.put_eof(error);
    if (error || !parser.is_done()) return false;
  }
  output.remove_prefix(size);
  return true;
}

void check_answers(std::string_view input, std::string_view output) {
  std::size_t answers = 0;
  while (!output.empty()) {
    auto rest = output;
    // Which of several requests was HEAD only the server knows.
    bool taken = take_answer(rest, false) && (rest.empty() || rest.starts_with("HTTP/1.1 "));
    if (!taken) {
      rest = output;
      taken = take_answer(rest, true) && (rest.empty() || rest.starts_with("HTTP/1.1 "));
    }
    FLODATA_CHECK(taken);
    output = rest;
    ++answers;
  }
  // A request has a line with the version; what is none is answered once, at the end.
  FLODATA_CHECK(answers <= 1 + static_cast<std::size_t>(std::ranges::count(input, '\n')));
}

void serve(std::string_view input) {
  static ApiHarness harness;
  static http::IdleConnections idle;
  static http::DateHeader date;
  static const auto kHosts = http::HostNames::parse("127.0.0.1", "").value();
  static TaskCount watchers;
  static TaskCount in_flight;
  static const std::atomic<bool> kStopping = false;
  if (input.empty()) return;
  const auto cut = static_cast<unsigned char>(input.front()) * input.size() / 256;
  input.remove_prefix(1);
  std::array<int, 2> ends{};
  FLODATA_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  Client client(harness.io, asio::local::stream_protocol(), ends[0]);
  asio::ip::tcp::socket server(harness.io, asio::ip::tcp::v4(), ends[1]);
  const http::SessionContext context{.handler = &harness.handler,
                                     .idle = &idle,
                                     .date = &date,
                                     .log = &harness.log,
                                     .clock = &harness.clock,
                                     .hosts = &kHosts,
                                     .monitoring_paths = {},
                                     .watchers = &watchers,
                                     .requests_in_flight = &in_flight,
                                     .stopping = &kStopping,
                                     .limits = {},
                                     .client = "fuzz"};
  std::string output;
  int ended = 0;
  const auto note_end = [&ended](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
    ++ended;
  };
  asio::co_spawn(harness.io,
                 http::serve_connection(std::move(server), context,
                                        http::ClientAccounts::Connection(harness.accounts, "fuzz")),
                 note_end);
  asio::co_spawn(harness.io, exchange(&client, input, std::min(cut, input.size()), &output), note_end);
  harness.io.restart();
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (ended < 2 && std::chrono::steady_clock::now() < until) harness.io.run_one_until(until);
  FLODATA_CHECK(ended == 2);
  FLODATA_CHECK(harness.accounts.figures().connections == 0);
  check_answers(input, output);
}

}  // namespace
}  // namespace flodata::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  flodata::test::serve({reinterpret_cast<const char*>(data), size});
  return 0;
}
