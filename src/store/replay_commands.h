// Commands to a running streamer: the command is written into the database, and the streamer carries it out
// and answers there.
#pragma once

#include <atomic>

#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "pg/async_connection.h"
#include "replay/request.h"
#include "store/database_options.h"

namespace flodata::store {

/// Thread-safe. Each waiting request has a database session of its own.
class ReplayCommands {
 public:
  struct Patience {
    pg::SteadyTime withdraw;  // when to withdraw a command that no streamer has taken
    pg::SteadyTime give_up;   // when to give up on a silent database
  };

  explicit ReplayCommands(DatabaseOptions database) : database_(std::move(database)) {}

  /// Sends a command and returns the streamer's answer. Errors: unavailable when no streamer took the request
  /// in time (it is withdrawn, so nothing happens later) or too many requests wait; conflict when the
  /// request's id belongs to another command; not_found when there is no stream. Throws Failure when the
  /// database is unavailable: then it is not known whether the command is carried out.
  boost::asio::awaitable<Expected<replay::Answer>> ask(replay::Request request, Patience patience);

  /// Withdraws commands that no streamer has answered yet, and rejects new ones.
  void stop() { stopped_ = true; }

 private:
  boost::asio::awaitable<Expected<replay::Answer>> wait_for_answer(pg::AsyncConnection* session,
                                                                   replay::Request request,
                                                                   Patience patience) const;

  DatabaseOptions database_;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> asked_ = 0;
};

}  // namespace flodata::store
