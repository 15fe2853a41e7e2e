// The version of the data, and the commits that led to it. Commit n carries the rows whose label lies after
// the newest label of commit n-1 and not after its own, so (sequence, newest_label) says what the table held;
// a revision rewrote earlier rows, so what was before it cannot be asked for any more.
// Proof: expect_commits_partition_rows() in tests/support/stream_test.h
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace flodata::store {

struct DataVersion {
  std::int64_t lineage = 0;   // tells one stream's life from another's in the same or another database
  std::int64_t sequence = 0;  // commits since the first start
  std::optional<Instant> newest_label;  // rows have labels up to this one; nothing: there are no rows yet
  Microseconds source_step{0};          // source time from row to row
  double speed = 1;                     // source time per live time, at present
  bool history_complete = false;
  std::optional<std::int64_t> newest_revision;  // last commit that rewrote rows: no version before it is left
  std::string day_zone;                         // IANA zone of the source's production days
  /// Labels from this one on lie on the grid of the present speed; those before it were given by other
  /// anchors.
  std::optional<Instant> grid_since = {};
  bool operator==(const DataVersion&) const = default;
};

/// Returns how many labels of one well a stretch of live time holds at the most, at the present speed.
inline std::int64_t most_labels(Microseconds length, const DataVersion& version) {
  const double live_step = static_cast<double>(version.source_step.count()) / version.speed;
  constexpr double kCountable = 1e18;
  const double labels = static_cast<double>(length.count()) / live_step + 1;
  return labels < kCountable ? static_cast<std::int64_t>(labels) : static_cast<std::int64_t>(kCountable);
}

/// One commit of the stream.
struct Commit {
  std::int64_t sequence = 0;
  std::optional<Instant> after;         // newest label before it; nothing: it was the first with rows
  std::optional<Instant> newest_label;  // equal to `after` when it carries no rows
  Instant committed_at;
  bool revision = false;  // it rewrote earlier rows
  bool operator==(const Commit&) const = default;
};

}  // namespace flodata::store
