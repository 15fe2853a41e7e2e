// Which partitions production_data gets: pure, so that a test can plan decades. A partition holds about as
// many rows as are quick to index and to drop; its bounds are round times in UTC, each the end of the one
// before (docs/decisions/0041-partitions.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace flodata::streamer {

enum class PartitionUnit : std::uint8_t { hour, six_hours, day, week, month, quarter, year };

/// Rows with labels in [from, to).
struct Partition {
  std::string name;
  std::optional<Instant> from;  // nothing: from the first row on
  Instant to;
  bool operator==(const Partition&) const = default;
};

inline constexpr double kRowsPerPartition = 12e6;

/// Returns the longest unit that holds at most about `most_rows` and a twelfth of what is kept.
/// `rows_per_day`: of live time. `kept_days`: nothing: for ever.
PartitionUnit unit_for(double rows_per_day, double most_rows = kRowsPerPartition,
                       std::optional<std::int64_t> kept_days = {});

/// Returns the first bound of `unit` after `label`.
Instant next_bound(PartitionUnit unit, Instant label);

/// Returns the partitions that are missing for the labels from `first` to `last` (both included). `present`:
/// those that there are, in their order. None is planned that would hold no label: one before a gap reaches
/// over it.
std::vector<Partition> missing_partitions(const std::vector<Partition>& present, PartitionUnit unit,
                                          Instant first, Instant last);

/// Returns the oldest partition, when all its labels lie before `label`; nothing: there is none such, or no
/// other.
std::optional<Partition> oldest_before(const std::vector<Partition>& present, Instant label);

/// Returns the partition after `present`, when `label` lies in the second half of the last one; nothing: not
/// yet.
std::optional<Partition> partition_ahead(const std::vector<Partition>& present, PartitionUnit unit,
                                         Instant label);

}  // namespace flodata::streamer
