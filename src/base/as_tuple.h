// How the project awaits operations that may fail in normal use: the error is a value, not an exception.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flodata {

/// `const auto [error, size] = co_await socket.async_read_some(buffer, kAsTuple);`
inline constexpr auto kAsTuple = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace flodata
