// Resolves names of database hosts without blocking: libpq itself would block on the name server.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace flodata::pg {

/// Returns the addresses of `host`; none when it needs no resolving (an address, a socket's folder, a list).
/// Throws Failure: unavailable when it has no address, timed_out.
boost::asio::awaitable<std::vector<std::string>> host_addresses(
    boost::asio::any_io_executor executor, std::string host, std::chrono::steady_clock::time_point deadline);

}  // namespace flodata::pg
