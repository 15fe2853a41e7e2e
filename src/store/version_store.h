// The version of the live data, its commits, and the stream's status.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "pg/connection_pool.h"
#include "store/commit_log.h"
#include "store/data_version.h"
#include "store/replay_history.h"
#include "store/stream_reading.h"
#include "store/stream_seam.h"

namespace flodata::store {

using pg::SteadyTime;

/// Belongs to one I/O thread; no call blocks. Every call throws Failure: unavailable, timed_out and not_found
/// (the tables do not exist yet) when the database cannot respond, or another code of the database.
class VersionStore {
 public:
  /// `pool` must outlive it.
  explicit VersionStore(pg::ConnectionPool& pool);

  /// Returns the current version of the data, or nothing when no stream was started yet.
  boost::asio::awaitable<std::optional<DataVersion>> data_version(SteadyTime deadline);

  /// Returns at most `limit` commits after number `sequence`, in their order.
  boost::asio::awaitable<std::vector<Commit>> commits_after(std::int64_t sequence, int limit,
                                                            SteadyTime deadline);

  /// Returns the newest commit with a number up to `sequence`, or with a time up to `time`; nothing when
  /// there is none that old. Whether its data is still available: see DataVersion::newest_revision.
  boost::asio::awaitable<std::optional<Commit>> commit_at_or_before(std::int64_t sequence,
                                                                    SteadyTime deadline);
  boost::asio::awaitable<std::optional<Commit>> commit_at_or_before(Instant time, SteadyTime deadline);

  /// Returns the stream's status, or nothing when no stream was started yet.
  boost::asio::awaitable<std::optional<StreamReading>> stream_reading(SteadyTime deadline);

  /// Returns the newest seam of the stream up to the label `last`, or nothing.
  boost::asio::awaitable<std::optional<Seam>> newest_seam(Instant last, SteadyTime deadline);

  /// Returns the stream's segments in their order, the present one last.
  boost::asio::awaitable<std::vector<StreamSegment>> segments(SteadyTime deadline);

  /// Returns since when the stream is paused; nothing while it runs.
  boost::asio::awaitable<std::optional<Instant>> paused_since(SteadyTime deadline);

  /// Returns the commands with an id below `before`, the newest first, `limit` of them at the most.
  boost::asio::awaitable<std::vector<RecordedCommand>> replay_commands(std::int64_t before,
                                                                       std::int64_t limit,
                                                                       SteadyTime deadline);

 private:
  boost::asio::awaitable<std::optional<Commit>> one_commit(pg::Query query, SteadyTime deadline);

  pg::ConnectionPool* pool_;
  pg::Statement data_version_;
  pg::Statement commits_after_;
  pg::Statement commit_by_sequence_;
  pg::Statement commit_by_time_;
  pg::Statement stream_reading_;
  pg::Statement stream_segments_;
  pg::Statement present_pause_;
  pg::Statement replay_commands_;
};

}  // namespace flodata::store
