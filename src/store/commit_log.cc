#include "store/commit_log.h"

#include <fmt/format.h>

#include "store/sql.h"

namespace flodata::store {
namespace {

using fmt::literals::operator""_a;

std::string commits_sql(std::string_view which) { return fmt::format(sql::kCommits, "which"_a = which); }

}  // namespace

std::string data_version_sql() { return sql::kDataVersion; }

std::optional<DataVersion> decode_data_version(const pg::BinaryResult& result) {
  if (result.rows() == 0) return std::nullopt;
  // Initializer lists are evaluated from left to right.
  int column = 0;
  return DataVersion{.lineage = result.whole_number(0, column++).value(),
                     .sequence = result.whole_number(0, column++).value(),
                     .newest_label = result.instant(0, column++),
                     .source_step = Microseconds(result.whole_number(0, column++).value()),
                     .speed = result.number(0, column++).value(),
                     .history_complete = result.boolean(0, column++).value(),
                     .newest_revision = result.whole_number(0, column++),
                     .day_zone = std::string(result.text(0, column++).value()),
                     .grid_since = result.instant(0, column++),
                     .measured_hours = result.boolean(0, column++).value(),
                     .horizon = result.instant(0, column++),
                     .horizon_sequence = result.whole_number(0, column++).value_or(0)};
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
