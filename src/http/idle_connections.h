// Connections that wait for their client, and which of them is closed to make room for another one.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "base/mutex.h"

namespace flodata::http {

/// The connections of one I/O thread that wait for a request or for the rest of one, longest wait first. Only
/// these may be closed: a connection between two requests, one whose client has sent nothing for
/// kFirstPatience, and one whose client has not sent the rest of its request for kPatience. A connection with
/// unread bytes is never closed. Thread-safe.
class IdleConnections {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Time = std::chrono::steady_clock::time_point;

  enum class Wait : std::uint8_t {
    first_request,  // just opened: the request may be on its way
    next_request,
    rest  // of a request
  };
  /// How long a client may take for its first request, and for the rest of one, while others need the place.
  /// An active client sends its request with the end of the handshake.
  static constexpr std::chrono::milliseconds kFirstPatience{20};
  static constexpr std::chrono::milliseconds kPatience{1000};

 private:
  struct Waiting {
    int descriptor;
    const std::string* client;
    Wait wait;
    Time since;
    bool closed = false;  // leaves the list soon
  };
  using Place = std::list<Waiting>::iterator;

 public:
  /// Keeps a connection on the list while this object lives.
  class Member {
   public:
    /// `socket` and `client` must outlive it, with the socket open.
    Member(IdleConnections& list, Socket& socket, const std::string& client, Wait wait,
           Time now = std::chrono::steady_clock::now());
    ~Member();
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

   private:
    IdleConnections* list_;
    Place place_;
  };

  /// Closes the connection of `client` (empty: of any client) that has waited longest and may be closed, in
  /// any of `lists`. Returns whether there was one.
  static bool close_oldest(std::span<IdleConnections* const> lists, std::string_view client = {},
                           Time now = std::chrono::steady_clock::now());

 private:
  Place oldest(std::string_view client, Time now) FLODATA_REQUIRES(mutex_);

  Mutex mutex_;
  std::list<Waiting> waiting_ FLODATA_GUARDED_BY(mutex_);
};

}  // namespace flodata::http
