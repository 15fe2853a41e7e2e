// One client connection: HTTP/1.1 with keep-alive, and WebSocket after an upgrade.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/client_accounts.h"
#include "http/session_context.h"

namespace flodata::http {

/// Serves a connection until either side closes it or it exceeds a limit. A connection beyond its client's
/// budget gets a single response, and other than a rejection only for a monitoring path: so a monitor can see
/// the service even from an address that has used up its budget.
///
/// If `context.pass_on` is set, the session serves monitoring paths only. It passes the connection on with
/// its first other request, or with a request that does not arrive in one go, unless the connection is beyond
/// its client's budget. `begun`: bytes of a request that arrived before.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, SessionContext context,
                                              ClientAccounts::Connection account, std::string begun = {});

}  // namespace flodata::http
