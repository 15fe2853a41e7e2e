#include "store/version_store.h"

#include "replay/names.h"

namespace flodata::store {

using boost::asio::awaitable;

VersionStore::VersionStore(pg::ConnectionPool& pool)
    : pool_(&pool),
      data_version_{"data_version", data_version_sql()},
      commits_after_{"commits_after", commits_after_sql()},
      commit_by_sequence_{"commit_by_sequence", commit_by_sequence_sql()},
      commit_by_time_{"commit_by_time", commit_by_time_sql()},
      stream_reading_{"stream_reading", stream_reading_sql()},
      stream_segments_{"stream_segments", stream_segments_sql()},
      present_pause_{"present_pause", present_pause_sql()},
      replay_commands_{"replay_commands", replay_commands_sql()} {}

awaitable<std::optional<DataVersion>> VersionStore::data_version(SteadyTime deadline) {
  const auto results = co_await pool_->execute({pg::Query(data_version_).with(replay::kStreamId)}, deadline,
                                               pg::SessionUse::shared);
  co_return decode_data_version(results.front());
}

awaitable<std::vector<Commit>> VersionStore::commits_after(std::int64_t sequence, int limit,
                                                           SteadyTime deadline) {
  auto query = pg::Query(commits_after_).with(replay::kStreamId).with(sequence).with(std::int64_t{limit});
  const auto results = co_await pool_->execute({std::move(query)}, deadline);
  co_return decode_commits(results.front());
}

awaitable<std::optional<Commit>> VersionStore::commit_at_or_before(std::int64_t sequence,
                                                                   SteadyTime deadline) {
  return one_commit(pg::Query(commit_by_sequence_).with(replay::kStreamId).with(sequence), deadline);
}

awaitable<std::optional<Commit>> VersionStore::commit_at_or_before(Instant time, SteadyTime deadline) {
  return one_commit(pg::Query(commit_by_time_).with(replay::kStreamId).with(time), deadline);
}

awaitable<std::optional<Commit>> VersionStore::one_commit(pg::Query query, SteadyTime deadline) {
  const auto results = co_await pool_->execute({std::move(query)}, deadline, pg::SessionUse::shared);
  auto commits = decode_commits(results.front());
  if (commits.empty()) co_return std::nullopt;
  co_return commits.front();
}

awaitable<std::optional<Seam>> VersionStore::newest_seam(Instant last, SteadyTime deadline) {
  co_return store::newest_seam(co_await segments(deadline), last);
}

awaitable<std::vector<StreamSegment>> VersionStore::segments(SteadyTime deadline) {
  const auto results = co_await pool_->execute({pg::Query(stream_segments_).with(replay::kStreamId)},
                                               deadline, pg::SessionUse::shared);
  co_return decode_stream_segments(results.front());
}

awaitable<std::optional<Instant>> VersionStore::paused_since(SteadyTime deadline) {
  const auto results = co_await pool_->execute({pg::Query(present_pause_).with(replay::kStreamId)}, deadline,
                                               pg::SessionUse::shared);
  co_return results.front().rows() == 0 ? std::nullopt : results.front().instant(0, 0);
}

awaitable<std::vector<RecordedCommand>> VersionStore::replay_commands(std::int64_t before, std::int64_t limit,
                                                                      SteadyTime deadline) {
  auto query = pg::Query(replay_commands_).with(replay::kStreamId).with(before).with(limit);
  const auto results = co_await pool_->execute({std::move(query)}, deadline, pg::SessionUse::shared);
  co_return decode_replay_commands(results.front());
}

awaitable<std::optional<StreamReading>> VersionStore::stream_reading(SteadyTime deadline) {
  const auto results = co_await pool_->execute({pg::Query(stream_reading_).with(replay::kStreamId)}, deadline,
                                               pg::SessionUse::shared);
  co_return decode_stream_reading(results.front());
}

}  // namespace flodata::store
