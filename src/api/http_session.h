// One client connection: HTTP/1.1 with keep-alive, and WebSocket after an upgrade. The only home of Beast.
#pragma once

#include <atomic>
#include <chrono>
#include <list>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "api/application.h"
#include "api/http_head.h"
#include "base/task_count.h"

namespace flodata::api {

struct SessionLimits {
  std::chrono::seconds idle{30};       // until a request begins, counted from the answer before it
  std::chrono::seconds receiving{10};  // from a request's first byte to its last
  std::chrono::seconds answer{8};  // for the handler, and for each piece of an answer that is made while sent
  std::chrono::seconds sending{30};    // for an answer or a piece of it, and further time for its size
  std::chrono::seconds event{15};      // for an event to a client that listens
  std::chrono::seconds slow_event{5};  // a client that takes longer for one is told so and dropped
  std::size_t least_bytes_per_second = std::size_t{64} * 1024;  // how fast a client must take a long answer
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 64 * 1024;
};

/// Connections of one I/O thread that wait for a request or for the rest of one, the one that has waited
/// longest first.
class IdleConnections {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  /// On the list as long as this lives.
  class Member {
   public:
    Member(IdleConnections& list, Socket& socket)
        : list_(&list), place_(list.sockets_.insert(list.sockets_.end(), &socket)) {}
    ~Member() { list_->sockets_.erase(place_); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

   private:
    IdleConnections* list_;
    std::list<Socket*>::iterator place_;
  };

  /// Closes the connection that has waited longest. Returns whether there was one.
  bool close_oldest();

 private:
  std::list<Socket*> sockets_;
};

/// What sessions share. Everything outlives them.
struct SessionContext {
  Application* application;
  const ThreadServices* thread;  // of the thread that runs the session
  IdleConnections* idle;         // likewise
  DateHeader* date;              // likewise
  const Log* log;
  TaskCount* sessions;
  TaskCount* requests_in_flight;
  const std::atomic<bool>* stopping;  // true: answer what was asked, then close
  SessionLimits limits;
};

/// Serves a connection until either side closes it or a limit is passed.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, SessionContext context);

}  // namespace flodata::api
