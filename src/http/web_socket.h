// A connection after its upgrade to WebSocket (RFC 6455): the chunks of a source, each as a text message.
#pragma once

#include <memory>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "http/message/message.h"
#include "http/request_check.h"
#include "http/session_context.h"

namespace flodata::http {

/// Whether the request asks for an upgrade; any other one is an ordinary request.
bool is_web_socket_upgrade(const RequestMessage& request);

/// The only version there is (RFC 6455).
inline constexpr std::string_view kWebSocketVersion = "13";

/// Returns what is wrong with such a request: "" when it is in order.
std::string_view fault_of_upgrade(const RequestMessage& request);

/// Sends messages until the source ends or the client goes. What the client sends is read and ignored; one
/// that does not answer pings is dropped.
boost::asio::awaitable<void> serve_web_socket(boost::beast::tcp_stream stream, RequestMessage request,
                                              std::unique_ptr<BodySource> source, SessionContext context);

}  // namespace flodata::http
