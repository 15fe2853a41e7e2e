#include "streamer/leader_lock.h"

#include <utility>

namespace flodata::streamer {

LeaderLock::LeaderLock(const pg::ConnectionOptions& options, std::string stream_id)
    : connection_(options), stream_id_(std::move(stream_id)) {}

bool LeaderLock::try_acquire() {
  return connection_
      .query("SELECT pg_try_advisory_lock(hashtextextended('flodata stream ' || $1, 0))", {stream_id_})
      .boolean(0, 0);
}

}  // namespace flodata::streamer
