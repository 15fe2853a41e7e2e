// One streamer at a time: an advisory lock on a connection of its own, held for as long as that connection
// lives. It keeps a second streamer waiting; that the first can write nothing after losing it is the epoch's
// doing.
#pragma once

#include <string>

#include "pg/connection.h"

namespace flodata::streamer {

class LeaderLock {
 public:
  LeaderLock(const pg::ConnectionOptions& options, std::string stream_id);
  /// Tries once. Returns whether this streamer leads. Errors: Failure when the database is away.
  bool try_acquire();

 private:
  pg::Connection connection_;
  std::string stream_id_;
};

}  // namespace flodata::streamer
