// Source time <-> live label: label = anchor_live + (source - anchor_source) / speed. Nothing else determines
// labels, and "today" is used only once, at the first start of a stream.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/time_zone.h"
#include "model/production_day.h"
#include "replay/source_timeline.h"

namespace flodata::replay {

struct TimeMapping {
  Instant anchor_source;
  Instant anchor_live;
  double speed = 1;  // source time per live time

  /// Returns the live label of a position on the source timeline.
  [[nodiscard]] Instant label_of(Instant position) const;

  /// Returns the position with the label `live`.
  [[nodiscard]] Instant position_at(Instant live) const;

  /// Returns the mapping at another speed, with the same position at `now`: labels stay continuous.
  [[nodiscard]] TimeMapping with_speed(double new_speed, Instant now) const;

  bool operator==(const TimeMapping&) const = default;
};

/// Returns the end of the hours due at `now`: every hour before it has a label of `now` or earlier. `step`:
/// time between rows. `grid`: where some row begins, and so all of them: not always on the hour.
Instant due_end(const TimeMapping& mapping, Instant now, Microseconds step = kHour, Instant grid = Instant());

/// Returns the anchors for the first start of a stream at `now`: the source's day `start_offset_days` (0 is
/// its first day) begins at 00:00 of today in `target_zone`.
TimeMapping first_anchors(const SourceTimeline& timeline, std::int64_t start_offset_days, Instant now,
                          const TimeZone& target_zone, double speed);

}  // namespace flodata::replay
