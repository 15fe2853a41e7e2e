#include "aggregation/interval.h"

#include <algorithm>
#include <utility>

#include "aggregation/find_name.h"
#include "base/check.h"
#include "model/production_day.h"

namespace flodata::aggregation {
namespace {

using LocalTime = std::chrono::local_time<Microseconds>;

/// Width of the buckets that follow the clock without regard to the day; nothing for the others.
std::optional<Microseconds> clock_width(Interval interval) {
  using namespace std::chrono_literals;
  switch (interval) {
    case Interval::m1:
      return 1min;
    case Interval::m5:
      return 5min;
    case Interval::m15:
      return 15min;
    case Interval::h1:
      return 1h;
    case Interval::h6:
    case Interval::h12:
    case Interval::d1:
    case Interval::d7:
    case Interval::mo1:
    case Interval::production_day:
      return std::nullopt;
  }
  return std::nullopt;
}

using Hours6 =
    std::chrono::duration<std::int64_t, std::ratio_multiply<std::ratio<6>, std::chrono::hours::period>>;
using Hours12 =
    std::chrono::duration<std::int64_t, std::ratio_multiply<std::ratio<12>, std::chrono::hours::period>>;

/// The wall time at which the bucket of a wall time begins.
LocalTime wall_begin(Interval interval, LocalTime local) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  if (interval == Interval::h6) return std::chrono::floor<Hours6>(local);
  if (interval == Interval::h12) return std::chrono::floor<Hours12>(local);
  if (interval == Interval::d7) return day - (std::chrono::weekday(day) - std::chrono::Monday);
  if (interval == Interval::mo1) {
    const std::chrono::year_month_day date(day);
    return LocalDay(date.year() / date.month() / 1);
  }
  return day;
}

/// The wall time at which the bucket after the one of `begin` begins.
LocalTime wall_after(Interval interval, LocalTime begin) {
  if (interval == Interval::h6) return begin + Hours6(1);
  if (interval == Interval::h12) return begin + Hours12(1);
  if (interval == Interval::d7) return begin + std::chrono::weeks(1);
  if (interval == Interval::mo1) {
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(begin));
    return LocalDay(date + std::chrono::months(1));
  }
  return begin + std::chrono::days(1);
}

}  // namespace

Microseconds shortest_length(Interval interval) {
  using std::chrono::days;
  using std::chrono::hours;
  using std::chrono::minutes;
  switch (interval) {
    case Interval::m1:
      return minutes(1);
    case Interval::m5:
      return minutes(5);
    case Interval::m15:
      return minutes(15);
    case Interval::h1:
      return hours(1);
    case Interval::h6:
      return hours(5);
    case Interval::h12:
      return hours(11);
    case Interval::d1:
    case Interval::production_day:
      return hours(23);
    case Interval::d7:
      return days(7) - hours(1);
    case Interval::mo1:
      return days(28) - hours(1);
  }
  return hours(1);
}

std::optional<Interval> find_interval(std::string_view name) {
  return find_name<Interval>(kIntervalNames, name);
}

BucketGrid::BucketGrid(Interval interval, TimeZone zone, std::optional<TimeZone> production_zone)
    : interval_(interval), zone_(std::move(zone)), production_zone_(std::move(production_zone)) {
  FLODATA_CHECK(interval_ != Interval::production_day || production_zone_);
}

/// TimeZone::to_instant, without asking it where no change of the clocks is near.
Instant BucketGrid::to_instant(LocalTime local) const {
  constexpr std::chrono::days kMostRepeated{1};  // wall time that comes twice after a change
  const Instant instant(local.time_since_epoch() - offset_.offset);
  if (instant >= offset_.from + kMostRepeated && instant < offset_.to) return instant;
  return zone_.to_instant(local);
}

Bucket BucketGrid::find(Instant time) const {
  if (time < offset_.from || time >= offset_.to) offset_ = zone_.offset_span_at(time);
  const LocalTime local((time + offset_.offset).time_since_epoch());
  if (const auto width = clock_width(interval_)) {
    const auto since_epoch = local.time_since_epoch();
    const auto into = (since_epoch % *width + *width) % *width;  // before 1970 the remainder is negative
    const auto from = time - into;
    return {std::max(from, offset_.from), std::min(from + *width, offset_.to), std::nullopt};
  }
  auto begin = wall_begin(interval_, local);
  Bucket bucket{to_instant(begin), {}, std::nullopt};
  // Wall times at the end of an autumn day that are there twice: the next bucket has begun with the first of
  // them. A bucket whose wall times are all left out (a day skipped at the date line) is empty.
  for (;;) {
    begin = wall_after(interval_, begin);
    bucket.to = to_instant(begin);
    if (time < bucket.to) return bucket;
    bucket.from = bucket.to;
  }
}

const Bucket& BucketGrid::bucket_of(Instant time, Instant original_time) {
  if (interval_ == Interval::production_day) return production_day_of(time, original_time);
  if (!last_ || time < last_->from || time >= last_->to) last_ = find(time);
  return *last_;
}

const Bucket& BucketGrid::production_day_of(Instant time, Instant original_time) {
  const bool same_hour = time == last_time_ && original_time == last_original_time_;
  const bool goes_on =
      original_time > last_original_time_ && original_time >= day_begin_ && original_time < day_end_;
  if (!last_ || !(same_hour || goes_on)) {
    const auto day = ProductionDay::holding(original_time, *production_zone_);
    const auto range = ProductionDay::of(day, *production_zone_);
    day_begin_ = range.from;
    day_end_ = range.to;
    last_ = Bucket{time, time, day};
  }
  last_time_ = time;
  last_original_time_ = original_time;
  return *last_;
}

Bucket BucketGrid::next(const Bucket& bucket) const {
  FLODATA_CHECK(interval_ != Interval::production_day);
  return find(bucket.to);
}

}  // namespace flodata::aggregation
