// Reads a request from a connection: head and body, within the limits of a session.
#pragma once

#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/request_check.h"
#include "http/session_context.h"

namespace flodata::http {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;

/// Returns the bytes that were read but not consumed.
inline std::string_view text_of(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

/// Reads one request of a connection. Its arguments must outlive it.
class RequestReader {
 public:
  /// `buffer`: bytes that were read already; bytes after the request stay in it.
  RequestReader(boost::beast::tcp_stream* stream, boost::beast::flat_buffer* buffer,
                const SessionContext* context)
      : stream_(stream), buffer_(buffer), context_(context) {}

  /// Reads a request into `parser`. Drops trailer fields after the body.
  boost::asio::awaitable<boost::system::error_code> read(RequestParser* parser);

 private:
  boost::asio::awaitable<boost::system::error_code> read_head(RequestParser* parser);
  boost::asio::awaitable<boost::system::error_code> read_body(RequestParser* parser);
  boost::system::error_code take_body(RequestParser* parser);

  boost::beast::tcp_stream* stream_;
  boost::beast::flat_buffer* buffer_;
  const SessionContext* context_;
};

}  // namespace flodata::http
