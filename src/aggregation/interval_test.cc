#include "aggregation/interval.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include <gtest/gtest.h>

#include "support/samples.h"

namespace flodata::aggregation {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::sys_days;
using test::zone;

Bucket bucket_of(Interval interval, std::string_view zone_name, Instant time) {
  return BucketGrid(interval, zone(zone_name)).bucket_of(time, time);
}

TEST(Interval, NamesAreFoundAndOthersAreNot) {
  for (std::size_t i = 0; i < kIntervalNames.size(); ++i)
    EXPECT_EQ(find_interval(kIntervalNames[i]), static_cast<Interval>(i));
  EXPECT_EQ(find_interval("1mo"), Interval::mo1);
  EXPECT_EQ(find_interval("1pd"), Interval::production_day);
  for (const auto* name : {"", "2h", "1M", "60m", "1h "}) EXPECT_FALSE(find_interval(name)) << name;
}

TEST(BucketGrid, BucketsOfOsloAreAnHourShorterInMarchAndLongerInOctober) {
  const auto oslo = "Europe/Oslo";
  const Instant spring = sys_days(2014y / 3 / 30) + 3h;
  const Instant autumn = sys_days(2014y / 10 / 26) + 3h;
  const auto length = [&](Interval interval, Instant time) {
    const auto bucket = bucket_of(interval, oslo, time);
    return bucket.to - bucket.from;
  };
  EXPECT_EQ(length(Interval::h6, spring), 5h);
  EXPECT_EQ(length(Interval::h6, autumn), 7h);
  EXPECT_EQ(length(Interval::h12, spring), 11h);
  EXPECT_EQ(length(Interval::h12, autumn), 13h);
  EXPECT_EQ(length(Interval::d1, spring), 23h);
  EXPECT_EQ(length(Interval::d1, autumn), 25h);
  EXPECT_EQ(length(Interval::d7, spring), 167h);
  EXPECT_EQ(length(Interval::d7, autumn), 169h);
  EXPECT_EQ(length(Interval::mo1, spring), 743h);
  EXPECT_EQ(length(Interval::mo1, autumn), 745h);
  EXPECT_EQ(length(Interval::h1, autumn), 1h);
}

TEST(BucketGrid, TheHourThatComesTwiceIsTwoBuckets) {
  const Instant first = sys_days(2014y / 10 / 26);  // 02:00 summer time; 02:00 again one hour later
  BucketGrid grid(Interval::h1, zone("Europe/Oslo"));
  const auto bucket = grid.bucket_of(first + 30min, {});
  EXPECT_EQ(bucket.from, first);
  EXPECT_EQ(bucket.to, first + 1h);
  EXPECT_EQ(grid.next(bucket).from, first + 1h);
  EXPECT_EQ(grid.next(bucket).to, first + 2h);
}

// Lord Howe Island moves its clocks by half an hour: at 02:00 summer time (15:00 UTC) it is 01:30 again.
TEST(BucketGrid, BucketsOfLordHoweAreHalfAnHourShorterOrLonger) {
  const auto lord_howe = "Australia/Lord_Howe";
  const auto autumn = bucket_of(Interval::d1, lord_howe, sys_days(2014y / 4 / 5) + 15h);
  EXPECT_EQ(autumn.from, sys_days(2014y / 4 / 5) + 13h);
  EXPECT_EQ(autumn.to - autumn.from, 24h + 30min);
  const auto spring = bucket_of(Interval::d1, lord_howe, sys_days(2014y / 10 / 5));
  EXPECT_EQ(spring.to - spring.from, 23h + 30min);
  BucketGrid hours(Interval::h1, zone(lord_howe));
  const Instant change = sys_days(2014y / 4 / 5) + 15h;
  EXPECT_EQ(hours.bucket_of(change - 1min, {}), (Bucket{change - 1h, change, {}}));
  EXPECT_EQ(hours.bucket_of(change, {}), (Bucket{change, change + 30min, {}}));
  EXPECT_EQ(hours.next(hours.bucket_of(change, {})), (Bucket{change + 30min, change + 90min, {}}));
}

// Newfoundland is half an hour off the full hour, and changed its clocks at 00:01 until 2011: on 2009-11-01
// the first minute of the day came before the last 59 of the day before.
TEST(BucketGrid, BucketsOfStJohns) {
  const auto st_johns = "America/St_Johns";
  EXPECT_EQ(bucket_of(Interval::h1, st_johns, sys_days(2014y / 6 / 1) + 12h).from,
            sys_days(2014y / 6 / 1) + 11h + 30min);
  const Instant midnight = sys_days(2009y / 11 / 1) + 2h + 30min;
  const auto day = bucket_of(Interval::d1, st_johns, midnight + 30min);
  EXPECT_EQ(day.from, midnight);
  EXPECT_EQ(day.to - day.from, 25h);
  BucketGrid hours(Interval::h1, zone(st_johns));
  EXPECT_EQ(hours.bucket_of(midnight, {}), (Bucket{midnight, midnight + 1min, {}}));
  EXPECT_EQ(hours.bucket_of(midnight + 1min, {}), (Bucket{midnight + 1min, midnight + 1h, {}}));
  const auto spring = bucket_of(Interval::d1, st_johns, sys_days(2008y / 3 / 9) + 12h);
  EXPECT_EQ(spring.to - spring.from, 23h);
}

TEST(BucketGrid, ADayThatAZoneSkippedHasNoBucket) {
  BucketGrid days(Interval::d1, zone("Pacific/Apia"));  // 2011-12-30 was left out
  const auto before = days.bucket_of(sys_days(2011y / 12 / 30), {});
  EXPECT_EQ(before.to, sys_days(2011y / 12 / 30) + 10h);
  EXPECT_EQ(days.next(before), (Bucket{before.to, before.to + 24h, {}}));
  EXPECT_EQ(days.bucket_of(before.to + 1h, {}), days.next(before));
}

TEST(BucketGrid, WeeksBeginOnMondayAndMonthsOnTheFirst) {
  const Instant tuesday = sys_days(2008y / 2 / 26) + 5h;
  EXPECT_EQ(bucket_of(Interval::d7, "UTC", tuesday),
            (Bucket{sys_days(2008y / 2 / 25), sys_days(2008y / 3 / 3), {}}));
  EXPECT_EQ(bucket_of(Interval::d7, "UTC", sys_days(2008y / 3 / 2)).from, sys_days(2008y / 2 / 25));
  EXPECT_EQ(bucket_of(Interval::mo1, "UTC", tuesday),
            (Bucket{sys_days(2008y / 2 / 1), sys_days(2008y / 3 / 1), {}}));
  EXPECT_EQ(bucket_of(Interval::mo1, "UTC", sys_days(2008y / 12 / 31)).to, sys_days(2009y / 1 / 1));
}

TEST(BucketGrid, BucketsBefore1970HoldTheirTime) {
  const Instant time = sys_days(1969y / 12 / 31) + 23h + 20min;
  EXPECT_EQ(bucket_of(Interval::m15, "UTC", time).from, sys_days(1969y / 12 / 31) + 23h + 15min);
  EXPECT_EQ(bucket_of(Interval::h6, "UTC", time).from, sys_days(1969y / 12 / 31) + 18h);
}

/// Minute by minute over a change of the clocks, against a search for the boundary in all wall times.
struct Change {
  std::string_view zone;
  Instant at;
};

class BucketGridAtAChange : public testing::TestWithParam<std::tuple<Interval, Change>> {};

Instant begin_by_search(Interval interval, const TimeZone& zone, Instant time) {
  const auto local = [&](Instant t) { return (t + zone.offset_at(t)).time_since_epoch(); };
  if (interval <= Interval::h1) {
    constexpr std::array kWidths = {1min, 5min, 15min, 60min};
    const auto width = kWidths[static_cast<std::size_t>(interval)];
    auto begin = time;
    while (local(begin) % width != 0min && zone.offset_at(begin - 1min) == zone.offset_at(time))
      begin -= 1min;
    return begin;
  }
  Instant begin = Instant::min();
  const auto around = zone.day_of(time);
  for (auto day = around - std::chrono::days(40); day <= around + std::chrono::days(2);
       day += std::chrono::days(1)) {
    const std::chrono::year_month_day date(day);
    if (interval == Interval::d7 && std::chrono::weekday(day) != std::chrono::Monday) continue;
    if (interval == Interval::mo1 && date.day() != std::chrono::day(1)) continue;
    const auto step = interval == Interval::h6 ? 6h : interval == Interval::h12 ? 12h : 24h;
    for (auto hour = 0h; hour < 24h; hour += step)
      if (const auto at = zone.to_instant(day + hour); at <= time) begin = std::max(begin, at);
  }
  return begin;
}

TEST_P(BucketGridAtAChange, EveryMinuteIsInTheBucketThatASearchFinds) {
  const auto& [interval, change] = GetParam();
  const auto at = zone(change.zone);
  BucketGrid grid(interval, at);
  std::optional<Bucket> before;
  for (Instant time = change.at - 27h; time < change.at + 27h; time += 1min) {
    const auto bucket = grid.bucket_of(time, time);
    ASSERT_LE(bucket.from, time);
    ASSERT_GT(bucket.to, time);
    ASSERT_EQ(bucket.from, begin_by_search(interval, at, time));
    if (before && bucket != *before) {
      ASSERT_EQ(before->to, bucket.from);
      ASSERT_EQ(grid.next(*before), bucket);
    }
    before = bucket;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Zones, BucketGridAtAChange,
    testing::Combine(testing::Values(Interval::m1, Interval::m5, Interval::m15, Interval::h1, Interval::h6,
                                     Interval::h12, Interval::d1, Interval::d7, Interval::mo1),
                     testing::Values(Change{"Europe/Oslo", sys_days(2014y / 3 / 30) + 1h},
                                     Change{"Europe/Oslo", sys_days(2014y / 10 / 26) + 1h},
                                     Change{"America/St_Johns", sys_days(2009y / 11 / 1) + 2h + 31min},
                                     Change{"America/St_Johns", sys_days(2014y / 3 / 9) + 5h + 30min},
                                     Change{"Australia/Lord_Howe", sys_days(2014y / 4 / 5) + 15h},
                                     Change{"Australia/Lord_Howe", sys_days(2014y / 10 / 4) + 15h + 30min})));

TEST(ProductionDay, IsTheDayOfTheSourceInOslo) {
  BucketGrid grid(Interval::production_day, zone("UTC"), zone("Europe/Oslo"));
  const Instant live = sys_days(2026y / 5 / 1);
  const Instant day_begin = sys_days(2014y / 10 / 25) + 22h;  // 2014-10-26 in Oslo, of 25 hours
  for (int hour = 0; hour < 25; ++hour) {
    const auto bucket = grid.bucket_of(live + std::chrono::hours(hour), day_begin + std::chrono::hours(hour));
    EXPECT_EQ(bucket, (Bucket{live, live, local_days(2014y / 10 / 26)})) << hour;
  }
  EXPECT_EQ(grid.bucket_of(live + 25h, day_begin + 25h),
            (Bucket{live + 25h, live + 25h, local_days(2014y / 10 / 27)}));
}

TEST(ProductionDay, IsThatOfTheZoneThatGoesWithTheData) {
  BucketGrid grid(Interval::production_day, zone("Europe/Oslo"), zone("Asia/Kolkata"));
  const Instant live = sys_days(2026y / 5 / 1);
  const Instant day_begin = sys_days(2014y / 10 / 25) + 18h + 30min;
  for (int hour = 0; hour < 24; ++hour)
    EXPECT_EQ(grid.bucket_of(live + std::chrono::hours(hour), day_begin + std::chrono::hours(hour)),
              (Bucket{live, live, local_days(2014y / 10 / 26)}));
  EXPECT_EQ(grid.bucket_of(live + 24h, day_begin + 24h).production_day, local_days(2014y / 10 / 27));
}

TEST(ProductionDay, OfAnotherWellInTheSameHourIsTheSame) {
  BucketGrid grid(Interval::production_day, zone("UTC"), zone("Europe/Oslo"));
  const Instant live = sys_days(2026y / 5 / 1);
  const auto first = grid.bucket_of(live, sys_days(2014y / 6 / 1));
  EXPECT_EQ(grid.bucket_of(live, sys_days(2014y / 6 / 1)), first);
}

TEST(ProductionDay, OfTheNextLoopIsAnother) {
  BucketGrid grid(Interval::production_day, zone("UTC"), zone("Europe/Oslo"));
  const Instant live = sys_days(2026y / 5 / 1);
  const Instant source = sys_days(2014y / 6 / 1);
  EXPECT_EQ(grid.bucket_of(live, source).from, live);
  EXPECT_EQ(grid.bucket_of(live + 1h, source + 1h).from, live);
  EXPECT_EQ(grid.bucket_of(live + 2h, source).from, live + 2h);
  EXPECT_EQ(grid.bucket_of(live + 3h, source + 1h).from, live + 2h);
}

}  // namespace
}  // namespace flodata::aggregation
