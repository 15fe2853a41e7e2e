// One client connection: HTTP/1.1 with keep-alive, and WebSocket after an upgrade.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/client_accounts.h"
#include "http/session_context.h"

namespace flodata::http {

/// Serves a connection until either side closes it or a limit is passed. One that is beyond its client's
/// budget gets one response, and that only for a monitoring path: a monitor of the service sees it also
/// through an address that has taken all it may.
///
/// Where `context.pass_on` is set, it answers monitoring paths only, and passes the connection on with its
/// first other request, or one that does not come in one go, unless it is beyond its client's budget.
/// `begun`: bytes of a request that came before.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, SessionContext context,
                                              ClientAccounts::Connection account, std::string begun = {});

}  // namespace flodata::http
