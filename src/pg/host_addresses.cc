#include "pg/host_addresses.h"

#include <memory>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/error.h"

namespace flodata::pg {

namespace asio = boost::asio;

namespace {

bool needs_resolving(const std::string& host) {
  // Folders of sockets, and sockets without a file.
  if (host.empty() || host.front() == '/' || host.front() == '@') return false;
  if (host.find(',') != std::string::npos) return false;
  boost::system::error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  return not_an_address.failed();
}

struct Resolution {
  Resolution(const asio::any_io_executor& executor, std::chrono::steady_clock::time_point deadline)
      : resolver(executor), done_or_late(executor, deadline) {}
  asio::ip::tcp::resolver resolver;
  asio::steady_timer done_or_late;
  bool done = false;
  std::string problem;
  std::vector<std::string> addresses;
};

}  // namespace

asio::awaitable<std::vector<std::string>> host_addresses(asio::any_io_executor executor, std::string host,
                                                         std::chrono::steady_clock::time_point deadline) {
  if (!needs_resolving(host)) co_return std::vector<std::string>();
  // Shared, because getaddrinfo cannot be cancelled: it may finish after the deadline.
  const auto resolution = std::make_shared<Resolution>(executor, deadline);
  resolution->resolver.async_resolve(host, "", [resolution](const auto& error, const auto& results) {
    resolution->done = true;
    if (error) resolution->problem = error.message();
    for (const auto& result : results)
      resolution->addresses.push_back(result.endpoint().address().to_string());
    resolution->done_or_late.cancel();
  });
  co_await resolution->done_or_late.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!resolution->done)
    throw Failure(Code::timed_out, fmt::format("resolving the database host '{}'", host));
  if (resolution->addresses.empty())
    throw Failure(Code::unavailable,
                  fmt::format("resolving the database host '{}': {}", host, resolution->problem));
  co_return resolution->addresses;
}

}  // namespace flodata::pg
