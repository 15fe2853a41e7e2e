#include "model/production_day.h"

#include <fmt/format.h>

#include "base/iso8601.h"

namespace flodata {
namespace {

constexpr std::chrono::days kOneDay(1);

}  // namespace

ProductionDay ProductionDay::of(LocalDay day, const TimeZone& zone) {
  return {zone.start_of(day), zone.start_of(day + kOneDay)};
}

Expected<ProductionDay> ProductionDay::of_whole_hours(LocalDay day, const TimeZone& zone) {
  const auto span = of(day, zone);
  if (span.from >= span.to)
    return unexpected(Code::invalid_argument,
                      fmt::format("the day {} does not exist in {}, whose clocks skipped it; remove it, or "
                                  "correct production_day_zone",
                                  format_day(day), zone.name()));
  const auto length = span.to - span.from;
  if (length % kHour != Microseconds(0) || length < kShortestDayHours * kHour ||
      length > kLongestDayHours * kHour)
    return unexpected(
        Code::invalid_argument,
        fmt::format("the day {} has {:g} hours in {}, and hourly rows need 23, 24 or 25; give a "
                    "production_day_zone whose clocks do not change on it, or make files of the days before "
                    "and after it",
                    format_day(day),
                    std::chrono::duration<double, std::chrono::hours::period>(span.to - span.from).count(),
                    zone.name()));
  return span;
}

LocalDay ProductionDay::holding(Instant instant, const TimeZone& zone) {
  auto day = zone.day_of(instant);
  while (instant < zone.start_of(day)) day -= kOneDay;
  while (instant >= zone.start_of(day + kOneDay)) day += kOneDay;
  return day;
}

std::int64_t days_between(LocalDay before, LocalDay after, const TimeZone& zone) {
  std::int64_t count = 0;
  for (auto day = before + kOneDay; day < after; day += kOneDay) {
    const auto span = ProductionDay::of(day, zone);
    if (span.from < span.to) ++count;
  }
  return count;
}

}  // namespace flodata
