#include "streamer/partitions/partition_keeper.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "streamer/partitions/sql.h"

namespace flodata::streamer {
namespace {

using fmt::literals::operator""_a;

constexpr double kHoursPerDay = 24;  // of live time, which has no time zone
constexpr Microseconds kLiveDay = std::chrono::hours(24);
constexpr int kTriesAhead = 8;
constexpr int kTriesOfRetention = 1000;  // while as much live time passes as is kept
// Enough for some hundred million rows; the leader's heartbeat detects a silent server long before.
constexpr std::chrono::hours kKeyPatience(2);

}  // namespace

std::vector<Partition> read_partitions(pg::Connection& connection) {
  const auto rows = connection.query(sql::kListPartitions);
  std::vector<Partition> partitions;
  for (std::size_t row = 0; row < rows.row_count(); ++row)
    partitions.push_back({std::string(rows.text(row, 0)),
                          rows.is_null(row, 1) ? std::nullopt : std::optional(rows.instant(row, 1)),
                          rows.is_null(row, 2) ? Instant::max() : rows.instant(row, 2)});
  return partitions;
}

void build_partition_keys(pg::Connection& connection, std::string_view table_lock) {
  constexpr std::size_t kHasKeyColumn = 3;
  connection.set_answer_limit(kKeyPatience);
  const auto partitions = connection.query(sql::kListPartitions);
  std::vector<std::string> names;
  for (std::size_t row = 0; row < partitions.row_count(); ++row)
    if (!partitions.boolean(row, kHasKeyColumn)) names.emplace_back(partitions.text(row, 0));
  for (const auto& name : names) connection.execute(fmt::format(sql::kBuildPartitionIndex, "name"_a = name));
  connection.execute(fmt::format(sql::kLockTable, "mode"_a = table_lock));
  for (const auto& name : names) connection.execute(fmt::format(sql::kNamePartitionKey, "name"_a = name));
  connection.set_answer_limit(pg::kAnswerLimit);
}

PartitionUnit PartitionKeeper::unit(const replay::StreamState& state) const {
  return unit_for(rows_per_source_hour_ * state.mapping.speed * kHoursPerDay, rules_.most_rows,
                  rules_.kept_days);
}

void PartitionKeeper::prepare(const replay::StreamState& state, Instant from, Instant to) {
  const auto first = state.mapping.label_of(from);
  const auto last = state.mapping.label_of(to - state.step);
  add(state, missing_partitions(present_, unit(state), first, last));
}

const Partition& PartitionKeeper::holding(Instant label) const {
  const auto found = std::ranges::upper_bound(present_, label, {}, &Partition::to);
  FLODATA_CHECK(found != present_.end());
  return *found;
}

bool PartitionKeeper::make_ahead(const replay::StreamState& state) {
  if (!state.newest_label) return false;
  const auto label = *state.newest_label;
  const auto next = label < ahead_after_ ? std::nullopt : partition_ahead(present_, unit(state), label);
  if (!next) return false;
  try {
    add(state, {*next});
  } catch (const Failure& failure) {
    if (failure.code() != Code::unavailable) throw;
    // Somebody has locked the table. (The next statement reports a lost session.)
    ahead_after_ = label + (*next->from - label) / kTriesAhead;
    return false;
  }
  return true;
}

std::optional<Partition> PartitionKeeper::outlived(const replay::StreamState& state) const {
  if (!rules_.kept_days || !state.newest_label || *state.newest_label < retire_after_) return std::nullopt;
  return oldest_before(present_, *state.newest_label - *rules_.kept_days * kLiveDay);
}

void PartitionKeeper::retire(const replay::StreamState& state, const Partition& oldest) {
  connection_.query(fmt::format(sql::kRemoveCommits, "partition"_a = oldest.name),
                    {state.stream_id, pg::to_parameter(oldest.to)});
  connection_.execute(fmt::format(sql::kDropPartition, "name"_a = oldest.name));
}

void PartitionKeeper::put_off(const replay::StreamState& state) {
  retire_after_ = *state.newest_label + *rules_.kept_days * kLiveDay / kTriesOfRetention;
}

void PartitionKeeper::retired() {
  retire_after_ = Instant::min();
  connection_.execute(sql::kReclaimSpace);
  begin();
}

void PartitionKeeper::write_retention(const std::string& stream_id) {
  connection_.query(
      sql::kWriteRetention,
      {stream_id, rules_.kept_days ? pg::Parameter(std::to_string(*rules_.kept_days)) : std::nullopt});
}

void PartitionKeeper::cover(const replay::StreamState& state, Instant first, Instant last) {
  for (const auto& partition : missing_partitions(present_, unit(state), first, last)) attach(partition);
  begin();
}

void PartitionKeeper::add(const replay::StreamState& state, const std::vector<Partition>& missing) {
  if (missing.empty()) return;
  pg::Transaction transaction(connection_);
  const auto lead = connection_.query(sql::kHoldLead, {state.stream_id, std::to_string(state.epoch)});
  if (lead.row_count() != 1)
    throw Failure(Code::fenced, fmt::format("stream '{}': another streamer has taken over", state.stream_id));
  if (!state.history_complete) build_partition_keys(connection_, "SHARE UPDATE EXCLUSIVE");
  for (const auto& partition : missing) attach(partition);
  transaction.commit();
  begin();
}

void PartitionKeeper::attach(const Partition& partition) {
  const auto space = connection_.query(sql::kPartitionSpace);
  connection_.execute(fmt::format(
      sql::kAttachPartition, "name"_a = partition.name,
      "space"_a = space.is_null(0, 0) ? "" : fmt::format(" TABLESPACE {}", space.text(0, 0)),
      "from"_a = partition.from ? fmt::format("'{}'", pg::to_parameter(*partition.from)) : "MINVALUE",
      "to"_a = pg::to_parameter(partition.to)));
}

}  // namespace flodata::streamer
