#include "streamer/history_check.h"

#include <fmt/format.h>

#include "streamer/sql.h"

namespace flodata::streamer {
namespace {

/// Returns nothing where the role may not ask.
std::optional<std::string> server_identity(pg::Connection& connection, const std::string& files) {
  if (!connection.query(sql::kMayIdentifyServer).boolean(0, 0)) return std::nullopt;
  const std::string server(connection.query(sql::kIdentifyServer).text(0, 0));
  return files.empty() ? server : fmt::format("{}/{}", server, files);
}

/// Returns whether they are one server; where one of them lacks the files, these are not compared.
bool is_same(const std::string& one, const std::string& other) {
  return one == other || one.starts_with(other + '/') || other.starts_with(one + '/');
}

std::int64_t branch_of(const pg::Result& rows, std::size_t column) {
  return rows.is_null(0, column) ? 0 : rows.int64(0, column);
}

}  // namespace

HistoryCheck check_history(pg::Connection& connection, const replay::StreamState& state,
                           const std::optional<KnownCommit>& known, const std::string& server_files) {
  const auto server = server_identity(connection, server_files);
  const auto rows =
      connection.query(sql::kLookAtHistory, {state.stream_id, std::to_string(known ? known->sequence : 0)});
  HistoryCheck check{.known = {rows.int64(0, 0), state.sequence, branch_of(rows, 3)},
                     .branch = branch_of(rows, 4),
                     .replaced = {}};
  const auto server_before = rows.is_null(0, 1) ? std::nullopt : std::optional(std::string(rows.text(0, 1)));
  const bool is_ours = known && known->lineage == check.known.lineage;
  if (is_ours && (state.sequence < known->sequence || branch_of(rows, 2) != known->branch))
    check.replaced = fmt::format("commit {}, which it had acknowledged, is missing", known->sequence);
  // Whether another streamer led meanwhile, whose commits did not get here, nobody can know.
  if (!check.replaced && server && server_before && !is_same(*server, *server_before))
    check.replaced = fmt::format("it was server {} and is server {} now: restored from a backup, or promoted",
                                 *server_before, *server);
  const auto written = connection.query(sql::kWriteHistory, {state.stream_id, std::to_string(state.epoch),
                                                             server, check.replaced ? "true" : "false"});
  if (written.row_count() != 1)
    throw Failure(Code::fenced, fmt::format("stream '{}': another streamer has taken over", state.stream_id));
  check.known.lineage = written.int64(0, 0);
  return check;
}

}  // namespace flodata::streamer
