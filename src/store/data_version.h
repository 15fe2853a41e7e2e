// The version of the data, and the commits that led to it. Commit n holds the rows with labels after the
// newest label of commit n-1 and up to its own, so (sequence, newest_label) says what the table contained. A
// revision rewrote earlier rows, so the versions before it are no longer available. Proof:
// expect_commits_partition_rows() in tests/support/stream_test.h
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace flodata::store {

struct DataVersion {
  std::int64_t lineage = 0;             // distinguishes one life of a stream from another, in any database
  std::int64_t sequence = 0;            // commits since the first start
  std::optional<Instant> newest_label;  // newest label of the rows; nothing: there are no rows yet
  Microseconds source_step{0};          // source time between rows
  double speed = 1;                     // source time per live time, at present
  bool history_complete = false;
  std::optional<std::int64_t> newest_revision;  // last commit that rewrote rows: earlier versions are lost
  std::string day_zone;                         // IANA zone of the source's production days
  /// From this label on, labels lie on the grid of the present speed; earlier labels have other anchors.
  std::optional<Instant> grid_since = {};
  bool measured_hours = false;  // the source says that its rows were measured, not computed from daily values
  std::optional<Instant> horizon = {};  // rows with earlier labels were removed because of their age
  std::int64_t horizon_sequence = 0;    // commits up to this one lost rows by that
  bool operator==(const DataVersion&) const = default;
};

/// Returns the largest possible number of one well's labels within a live time, at the present speed.
inline std::int64_t most_labels(Microseconds length, const DataVersion& version) {
  const double live_step = static_cast<double>(version.source_step.count()) / version.speed;
  constexpr double kCountable = 1e18;
  const double labels = static_cast<double>(length.count()) / live_step + 1;
  return labels < kCountable ? static_cast<std::int64_t>(labels) : static_cast<std::int64_t>(kCountable);
}

/// One commit of the stream.
struct Commit {
  std::int64_t sequence = 0;
  std::optional<Instant> after;         // newest label before it; nothing: it had the first rows
  std::optional<Instant> newest_label;  // equal to `after` when it has no rows
  Instant committed_at;
  bool revision = false;  // it rewrote earlier rows
  bool operator==(const Commit&) const = default;
};

}  // namespace flodata::store
