// A connection after its upgrade to WebSocket (RFC 6455): each chunk of a source is a text message.
#pragma once

#include <memory>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "http/message/message.h"
#include "http/request_check.h"
#include "http/session_context.h"

namespace flodata::http {

/// Returns whether the request is an upgrade; any other is an ordinary request.
bool is_web_socket_upgrade(const RequestMessage& request);

/// The only version (RFC 6455).
inline constexpr std::string_view kWebSocketVersion = "13";

/// Returns what is wrong with an upgrade request; "" when it is valid.
std::string_view fault_of_upgrade(const RequestMessage& request);

/// Sends messages until the source ends or the client disconnects. Messages from the client are ignored; a
/// client that does not answer pings is dropped.
boost::asio::awaitable<void> serve_web_socket(boost::beast::tcp_stream stream, RequestMessage request,
                                              std::unique_ptr<BodySource> source, SessionContext context);

}  // namespace flodata::http
