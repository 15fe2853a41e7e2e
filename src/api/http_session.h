// One client connection: HTTP/1.1 with keep-alive, and WebSocket after an upgrade. The only home of Beast.
#pragma once

#include <atomic>
#include <list>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "api/application.h"
#include "api/client_accounts.h"
#include "api/host_names.h"
#include "api/http_head.h"
#include "api/session_limits.h"
#include "base/task_count.h"

namespace flodata::api {

/// Connections of one I/O thread that wait for a request or for the rest of one, the one that has waited
/// longest first.
class IdleConnections {
 public:
  using Socket = boost::asio::ip::tcp::socket;

 private:
  struct Waiting {
    Socket* socket;
    const std::string* client;
  };

 public:
  /// On the list as long as this lives.
  class Member {
   public:
    /// `client` must outlive it.
    Member(IdleConnections& list, Socket& socket, const std::string& client)
        : list_(&list), place_(list.waiting_.insert(list.waiting_.end(), {&socket, &client})) {}
    ~Member() { list_->waiting_.erase(place_); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

   private:
    IdleConnections* list_;
    std::list<Waiting>::iterator place_;
  };

  /// Closes the connection that has waited longest. Returns whether there was one.
  bool close_oldest();
  /// The same of the connections of one client.
  bool close_oldest_of(std::string_view client);

 private:
  void close(std::list<Waiting>::iterator connection);
  std::list<Waiting> waiting_;
};

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
  ClientAccounts::Connection* account = nullptr;  // set by serve_connection()
};

/// Has the kernel take no more than `limits.unsent_bytes` that were not yet sent: what a client does not read
/// stays with the source, which makes no more of it.
void bound_unsent_bytes(boost::asio::ip::tcp::socket& socket, const SessionLimits& limits);

void log_slow_client(const SessionContext& context);

/// Serves a connection until either side closes it or a limit is passed. One that is beyond its client's
/// budget gets one answer, and that of /health and /metrics only: whoever watches the service sees it also
/// through an address that has taken all it may.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, SessionContext context,
                                              ClientAccounts::Connection account);

}  // namespace flodata::api
