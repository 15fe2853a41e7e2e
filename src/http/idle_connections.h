// Connections that wait for their client, and which of them is closed when another one needs its place.
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

/// Connections of one I/O thread that wait for a request or for the rest of one, the one that has waited
/// longest first. Only a connection that nobody has asked anything on is closed: one between two requests, or
/// one whose client has sent nothing for kFirstPatience, or no rest of its request for kPatience; and none
/// that has bytes which were not read yet. Thread-safe.
class IdleConnections {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Time = std::chrono::steady_clock::time_point;

  enum class Wait : std::uint8_t {
    first_request,  // it was just opened: the request may be on its way
    next_request,
    rest  // of a request
  };
  /// How long a client may take for its first request, and for the rest of one, while others need the place.
  /// A client that means to ask sends its request with the end of the handshake.
  static constexpr std::chrono::milliseconds kFirstPatience{20};
  static constexpr std::chrono::milliseconds kPatience{1000};

 private:
  struct Waiting {
    int descriptor;
    const std::string* client;
    Wait wait;
    Time since;
    bool closed = false;  // it leaves the list soon
  };
  using Place = std::list<Waiting>::iterator;

 public:
  /// On the list as long as this lives.
  class Member {
   public:
    /// `socket` stays open, and `client` stays, as long as this lives.
    Member(IdleConnections& list, Socket& socket, const std::string& client, Wait wait,
           Time now = std::chrono::steady_clock::now());
    ~Member();
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

   private:
    IdleConnections* list_;
    Place place_;
  };

  /// Closes the connection of `client` (empty: of anybody) that has waited longest and may be closed, in any
  /// of `lists`. Returns whether there was one.
  static bool close_oldest(std::span<IdleConnections* const> lists, std::string_view client = {},
                           Time now = std::chrono::steady_clock::now());

 private:
  Place oldest(std::string_view client, Time now) FLODATA_REQUIRES(mutex_);

  Mutex mutex_;
  std::list<Waiting> waiting_ FLODATA_GUARDED_BY(mutex_);
};

}  // namespace flodata::http
