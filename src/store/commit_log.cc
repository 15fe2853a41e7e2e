#include "store/commit_log.h"

#include <fmt/format.h>

namespace flodata::store {
namespace {

/// The commits that `condition` finds, in the order and number that its end says; each with the newest label
/// of the one before it.
std::string commits_sql(std::string_view condition) {
  return fmt::format(
      "SELECT c.sequence, (SELECT b.newest_label FROM stream_commit b WHERE b.stream_id = $1 AND b.sequence "
      "< c.sequence ORDER BY b.sequence DESC LIMIT 1), c.newest_label, c.committed_at, c.revision "
      "FROM stream_commit c WHERE c.stream_id = $1 AND {}",
      condition);
}

}  // namespace

std::string data_version_sql() {
  return "SELECT s.lineage, s.sequence, s.newest_label, (extract(epoch FROM s.source_step) * "
         "1000000)::bigint, s.speed, s.history_complete, r.sequence, "
         "s.production_day_zone, s.anchor_live + (s.segment_start - s.anchor_source) / s.speed "
         "FROM stream_state s LEFT JOIN LATERAL (SELECT sequence FROM stream_commit c WHERE c.stream_id = "
         "s.stream_id AND revision ORDER BY sequence DESC LIMIT 1) r ON true WHERE s.stream_id = $1";
}

std::optional<DataVersion> decode_data_version(const pg::BinaryResult& result) {
  if (result.rows() == 0) return std::nullopt;
  // Members of an initializer list are evaluated from left to right.
  int column = 0;
  return DataVersion{.lineage = result.whole_number(0, column++).value(),
                     .sequence = result.whole_number(0, column++).value(),
                     .newest_label = result.instant(0, column++),
                     .source_step = Microseconds(result.whole_number(0, column++).value()),
                     .speed = result.number(0, column++).value(),
                     .history_complete = result.boolean(0, column++).value(),
                     .newest_revision = result.whole_number(0, column++),
                     .day_zone = std::string(result.text(0, column++).value()),
                     .grid_since = result.instant(0, column++)};
}

std::string commits_after_sql() { return commits_sql("c.sequence > $2 ORDER BY c.sequence LIMIT $3"); }

std::string commit_by_sequence_sql() {
  return commits_sql("c.sequence <= $2 ORDER BY c.sequence DESC LIMIT 1");
}

std::string commit_by_time_sql() {
  return commits_sql("c.committed_at <= $2 ORDER BY c.committed_at DESC, c.sequence DESC LIMIT 1");
}

std::vector<Commit> decode_commits(const pg::BinaryResult& result) {
  std::vector<Commit> commits;
  for (int row = 0; row < result.rows(); ++row) {
    int column = 0;
    commits.push_back({.sequence = result.whole_number(row, column++).value(),
                       .after = result.instant(row, column++),
                       .newest_label = result.instant(row, column++),
                       .committed_at = result.instant(row, column++).value(),
                       .revision = result.boolean(row, column++).value()});
  }
  return commits;
}

}  // namespace flodata::store
