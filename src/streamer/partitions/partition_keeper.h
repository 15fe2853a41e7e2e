// Makes the partitions of production_data: those that a batch needs before it is written, and the next one
// while nothing is due. Each in a transaction of its own that another streamer's take-over excludes; a crash
// leaves a partition that is complete, or none. Which ones there are is read from the database's catalogue at
// every session.
//
// While the history loads there is no key (history_load.h); a partition that the load has passed gets its
// own, so that its rows are sorted while they are in memory. Proof: tests/integration/partition_test.cc,
// tests/chaos/kills.py
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"
#include "replay/stream_state.h"
#include "streamer/partitions/partition_plan.h"

namespace flodata::streamer {

/// Returns the partitions of production_data in their order.
std::vector<Partition> read_partitions(pg::Connection& connection);

/// What is made, and what is kept.
struct PartitionRules {
  double most_rows = kRowsPerPartition;   // of a partition, about
  std::optional<std::int64_t> kept_days;  // RETENTION_DAYS; nothing: for ever
};

/// Builds the keys of the partitions that have none, within the open transaction. Readers go on until they
/// are built. `table_lock`: the strongest lock that the transaction takes of the table.
void build_partition_keys(pg::Connection& connection, std::string_view table_lock);

class PartitionKeeper {
 public:
  /// `connection` must outlive it. `rows_per_source_hour`: on average.
  PartitionKeeper(pg::Connection& connection, double rows_per_source_hour, const PartitionRules& rules)
      : connection_(connection), rows_per_source_hour_(rows_per_source_hour), rules_(rules) {}

  /// Reads which partitions there are.
  void begin() { present_ = read_partitions(connection_); }

  /// Makes the partitions that the rows of a batch, the positions [from, to), need. Errors: Failure(fenced)
  /// when another streamer has taken over; unavailable when somebody keeps the table locked.
  void prepare(const replay::StreamState& state, Instant from, Instant to);

  /// Returns the partition of a label that prepare() was called for.
  [[nodiscard]] const Partition& holding(Instant label) const;

  /// Makes the next partition when it is time to; one that somebody's lock prevents is left to later. Returns
  /// whether it did. Errors: Failure(fenced).
  bool make_ahead(const replay::StreamState& state);

  /// Returns the oldest partition when all its rows are older than what is kept.
  [[nodiscard]] std::optional<Partition> outlived(const replay::StreamState& state) const;

  /// Removes the oldest partition with the commits of its rows, and records the horizon, within the open
  /// transaction. Errors: Failure(unavailable) when somebody reads the table for long.
  void retire(const replay::StreamState& state, const Partition& oldest);

  /// outlived() says nothing for a while, unless retired() says that retire() was possible.
  void put_off(const replay::StreamState& state);

  /// retire() was committed: reads which partitions there are, and lets the space of commits and rollups be
  /// used again.
  void retired();

  /// Records for how long rows are kept.
  void write_retention(const std::string& stream_id);

  /// Makes the partitions for labels from `first` to `last` within the open transaction.
  void cover(const replay::StreamState& state, Instant first, Instant last);

 private:
  [[nodiscard]] PartitionUnit unit(const replay::StreamState& state) const;
  void add(const replay::StreamState& state, const std::vector<Partition>& missing);
  void attach(const Partition& partition);

  pg::Connection& connection_;
  double rows_per_source_hour_;
  PartitionRules rules_;
  std::vector<Partition> present_;
  Instant ahead_after_ = Instant::min();   // label from which on the next one is tried
  Instant retire_after_ = Instant::min();  // likewise
};

}  // namespace flodata::streamer
