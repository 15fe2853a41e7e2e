// The source timeline continued past its end: the data repeats with the period of its whole production days,
// so that loops and offsets beyond the data need no special case. A *position* is an instant on this
// continued timeline; within the first loop it is the source time itself.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/time_zone.h"
#include "model/production_day.h"

namespace flodata::replay {

/// The loops of a source: the start of the first one, and their length.
struct LoopSpan {
  Instant first;
  Microseconds period;

  struct Place {
    std::int64_t loop;  // 0 in the first pass over the data
    Instant source;     // time in the data
  };
  /// Returns the place in the data of a position.
  [[nodiscard]] Place locate(Instant position) const;
  /// Returns the position at which a loop starts; the previous one ends there.
  [[nodiscard]] Instant start_of_loop(std::int64_t loop) const { return first + loop * period; }

  bool operator==(const LoopSpan&) const = default;
};

class SourceTimeline {
 public:
  /// `first_hour` and `last_hour`: the earliest and latest hour of the data. `day_zone`: the zone of its
  /// days. `step`: the time between rows.
  SourceTimeline(Instant first_hour, Instant last_hour, TimeZone day_zone, Microseconds step = kHour);

  /// Returns the start of the first production day: the first position.
  [[nodiscard]] Instant first() const { return loops_.first; }
  [[nodiscard]] const LoopSpan& loops() const { return loops_; }
  /// Returns the length of a row's time: an hour, or less.
  [[nodiscard]] Microseconds step() const { return step_; }
  /// Returns the length of a loop.
  [[nodiscard]] Microseconds period() const { return loops_.period; }
  /// Returns the number of production days from the first to the last, inclusive.
  [[nodiscard]] std::int64_t day_count() const;
  [[nodiscard]] const TimeZone& day_zone() const { return day_zone_; }

  /// Returns the place in the data of a position.
  [[nodiscard]] LoopSpan::Place locate(Instant position) const { return loops_.locate(position); }

  /// Returns the day number of a time in the data; the first day is 0.
  [[nodiscard]] std::int64_t day_number(Instant source) const;

  /// Returns the position at which day `number` begins; numbers beyond the data are in later loops.
  [[nodiscard]] Instant start_of_day(std::int64_t number) const;

 private:
  TimeZone day_zone_;
  LocalDay first_day_;
  LocalDay end_day_;  // the day after the last
  LoopSpan loops_;
  Microseconds step_;
};

}  // namespace flodata::replay
