#include "replay/time_mapping.h"

#include <cmath>

namespace flodata::replay {
namespace {

/// Returns a duration times a factor, to the nearest microsecond. long double is exact to the microsecond
/// over centuries.
Microseconds scaled(Microseconds duration, long double factor) {
  return Microseconds(std::llround(static_cast<long double>(duration.count()) * factor));
}

}  // namespace

Instant TimeMapping::label_of(Instant position) const {
  return anchor_live + scaled(position - anchor_source, 1.0L / static_cast<long double>(speed));
}

Instant TimeMapping::position_at(Instant live) const {
  return anchor_source + scaled(live - anchor_live, static_cast<long double>(speed));
}

TimeMapping TimeMapping::with_speed(double new_speed, Instant now) const {
  return {position_at(now), now, new_speed};
}

Instant due_end(const TimeMapping& mapping, Instant now, Microseconds step, Instant grid) {
  const auto since = mapping.position_at(now) - grid;
  auto steps = since / step;
  if (since % step < Microseconds(0)) --steps;
  Instant end = grid + (steps + 1) * step;
  // position_at() rounds; the label is decisive.
  while (mapping.label_of(end) <= now) end += step;
  while (mapping.label_of(end - step) > now) end -= step;
  return end;
}

TimeMapping first_anchors(const SourceTimeline& timeline, std::int64_t start_offset_days, Instant now,
                          const TimeZone& target_zone, double speed) {
  return {timeline.start_of_day(start_offset_days), target_zone.start_of(target_zone.day_of(now)), speed};
}

}  // namespace flodata::replay
