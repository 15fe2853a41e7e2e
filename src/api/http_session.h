// One client connection: HTTP/1.1 with keep-alive, and WebSocket after an upgrade. The only home of Beast.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "api/application.h"
#include "api/client_accounts.h"
#include "api/host_names.h"
#include "api/http_head.h"
#include "api/idle_connections.h"
#include "api/session_limits.h"
#include "base/task_count.h"

namespace flodata::api {

/// Takes a connection over, with the bytes of its next request that were read already.
using PassOn = std::function<void(boost::asio::ip::tcp::socket socket, std::string bytes, std::string client,
                                  ClientAccounts::Connection account)>;

/// What sessions share. Everything outlives them.
struct SessionContext {
  Application* application;
  const ThreadServices* thread;  // of the thread that runs the session
  IdleConnections* idle;         // likewise
  DateHeader* date;              // likewise
  const Log* log;
  const HostNames* hosts;
  TaskCount* sessions;  // one for each connection
  TaskCount* watchers;  // tasks that read from clients who listen
  TaskCount* requests_in_flight;
  const std::atomic<bool>* stopping;  // true: answer what was asked, then close
  SessionLimits limits;
  std::string client;                             // by client_name()
  const PassOn* pass_on = nullptr;                // of the thread for health, see serve_connection()
  ClientAccounts::Connection* account = nullptr;  // set by serve_connection()
};

/// Has the kernel take no more than `limits.unsent_bytes` that were not yet sent: what a client does not read
/// stays with the source, which makes no more of it.
void bound_unsent_bytes(boost::asio::ip::tcp::socket& socket, const SessionLimits& limits);

void log_slow_client(const SessionContext& context);

/// Serves a connection until either side closes it or a limit is passed. One that is beyond its client's
/// budget gets one answer, and that of /health and /metrics only: a monitor of the service sees it also
/// through an address that has taken all it may.
///
/// Where `context.pass_on` is set, it answers /health and /metrics only, and passes the connection on with
/// its first other request, or one that does not come in one go, unless it is beyond its client's budget.
/// `begun`: bytes of a request that came before.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, SessionContext context,
                                              ClientAccounts::Connection account, std::string begun = {});

}  // namespace flodata::api
