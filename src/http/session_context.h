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

/// Takes over a connection, with the bytes already read of its next request.
using PassOn = std::function<void(boost::asio::ip::tcp::socket socket, std::string bytes, std::string client,
                                  ClientAccounts::Connection account)>;

/// All members outlive the sessions.
struct SessionContext {
  Handler* handler;       // of the thread that runs the session
  IdleConnections* idle;  // of the same thread
  DateHeader* date;       // of the same thread
  const Log* log;
  const Clock* clock;
  const HostNames* hosts;
  std::span<const std::string_view> monitoring_paths;  // see ListenerOptions
  TaskCount* watchers;                                 // tasks that read from event-stream clients
  TaskCount* requests_in_flight;                       // of the thread
  const std::atomic<bool>* stopping;                   // true: respond to the current request, then close
  SessionLimits limits;
  std::string client;               // by client_name()
  const PassOn* pass_on = nullptr;  // on the monitoring thread: see serve_connection()
};

/// Limits the kernel's buffer of unsent bytes to `limits.unsent_bytes`: for a slow client the source then
/// makes no more chunks.
void bound_unsent_bytes(boost::asio::ip::tcp::socket& socket, const SessionLimits& limits);

void log_slow_client(const SessionContext& context);

}  // namespace flodata::http
