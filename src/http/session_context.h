// What the sessions of one I/O thread share.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "base/clock.h"
#include "base/log.h"
#include "base/task_count.h"
#include "http/client_accounts.h"
#include "http/handler.h"
#include "http/host_names.h"
#include "http/idle_connections.h"
#include "http/message/head.h"
#include "http/session_limits.h"

namespace flodata::http {

/// Takes a connection over, with the bytes of its next request that were read already.
using PassOn = std::function<void(boost::asio::ip::tcp::socket socket, std::string bytes, std::string client,
                                  ClientAccounts::Connection account)>;

/// Everything outlives the sessions.
struct SessionContext {
  Handler* handler;       // of the thread that runs the session
  IdleConnections* idle;  // likewise
  DateHeader* date;       // likewise
  const Log* log;
  const Clock* clock;
  const HostNames* hosts;
  std::span<const std::string_view> monitoring_paths;  // see ListenerOptions
  TaskCount* watchers;                                 // tasks that read from the clients of event streams
  TaskCount* requests_in_flight;                       // of the thread
  const std::atomic<bool>* stopping;                   // true: answer what was asked, then close
  SessionLimits limits;
  std::string client;               // by client_name()
  const PassOn* pass_on = nullptr;  // of the thread for monitoring, see serve_connection()
};

/// Has the kernel take no more than `limits.unsent_bytes` that were not yet sent: what a client does not read
/// stays with the source, which makes no more of it.
void bound_unsent_bytes(boost::asio::ip::tcp::socket& socket, const SessionLimits& limits);

void log_slow_client(const SessionContext& context);

}  // namespace flodata::http
