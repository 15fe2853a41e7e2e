// A request off a connection: its head and its body, within the limits of a session.
#pragma once

#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/http_session.h"

namespace flodata::api {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;

/// Returns what was read and not yet taken.
inline std::string_view text_of(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

/// Reads a request into `parser`: first of what `buffer` has, where what comes after it stays. Fields behind
/// the body are dropped.
boost::asio::awaitable<boost::system::error_code> read_request(boost::beast::tcp_stream& stream,
                                                               boost::beast::flat_buffer& buffer,
                                                               RequestParser& parser, SessionContext context);

}  // namespace flodata::api
