#include "replay/source_timeline.h"

#include <utility>

#include "base/check.h"

namespace flodata::replay {

using std::chrono::days;

SourceTimeline::SourceTimeline(Instant first_hour, Instant last_hour, TimeZone day_zone, Microseconds step)
    : day_zone_(std::move(day_zone)),
      first_day_(ProductionDay::holding(first_hour, day_zone_)),
      end_day_(ProductionDay::holding(last_hour, day_zone_) + days(1)),
      loops_{day_zone_.start_of(first_day_), day_zone_.start_of(end_day_) - day_zone_.start_of(first_day_)},
      step_(step) {
  FLODATA_CHECK(first_hour <= last_hour);
}

std::int64_t SourceTimeline::day_count() const { return (end_day_ - first_day_) / days(1); }

LoopSpan::Place LoopSpan::locate(Instant position) const {
  const auto past = position - first;
  auto loop = past / period;
  if (past % period < Microseconds(0)) --loop;
  return {loop, position - loop * period};
}

std::int64_t SourceTimeline::day_number(Instant source) const {
  return (ProductionDay::holding(source, day_zone_) - first_day_) / days(1);
}

Instant SourceTimeline::start_of_day(std::int64_t number) const {
  const auto loop = number / day_count();
  return day_zone_.start_of(first_day_ + days(number % day_count())) + loop * loops_.period;
}

}  // namespace flodata::replay
