// Asking a running streamer for something: the command is written into the database, the streamer carries it
// out and answers.
#pragma once

#include <atomic>

#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "pg/async_connection.h"
#include "replay/request.h"
#include "store/database_options.h"

namespace flodata::store {

/// Thread-safe. Each request that waits has a database session of its own.
class ReplayCommands {
 public:
  struct Patience {
    pg::SteadyTime withdraw;  // a command that no streamer took until then is taken back
    pg::SteadyTime give_up;   // when the database itself is silent
  };

  explicit ReplayCommands(DatabaseOptions database) : database_(std::move(database)) {}

  /// Asks and returns what the streamer answers. Errors: unavailable when no streamer took the request in
  /// time (it is withdrawn then: nothing happens later) or too many wait; conflict when the request's id
  /// stands for another command; not_found when there is no stream. Throws Failure when the database is away:
  /// whether the command is carried out is not known then.
  boost::asio::awaitable<Expected<replay::Answer>> ask(replay::Request request, Patience patience);

  /// Takes back what no streamer has answered yet; what is asked from now on is not passed on.
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
