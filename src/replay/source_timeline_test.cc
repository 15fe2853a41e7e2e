#include "replay/source_timeline.h"

#include <gtest/gtest.h>

namespace flodata::replay {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

/// Three Oslo days over the October change: 2014-10-25, -26 (25 h), -27.
SourceTimeline autumn() {
  return {sys_days(2014y / 10 / 24) + 22h, sys_days(2014y / 10 / 27) + 22h,
          TimeZone::find("Europe/Oslo").value()};
}

TEST(SourceTimeline, PeriodIsWholeProductionDays) {
  const auto timeline = autumn();
  EXPECT_EQ(timeline.first(), Instant(sys_days(2014y / 10 / 24) + 22h));
  EXPECT_EQ(timeline.day_count(), 3);
  EXPECT_EQ(timeline.period(), Microseconds(73h));
}

TEST(SourceTimeline, DataThatStartsWithinADayStillLoopsByWholeDays) {
  const SourceTimeline timeline(sys_days(2014y / 10 / 25) + 5h, sys_days(2014y / 10 / 27) + 1h,
                                TimeZone::find("Europe/Oslo").value());
  EXPECT_EQ(timeline.first(), autumn().first());
  EXPECT_EQ(timeline.period(), autumn().period());
}

TEST(SourceTimeline, PositionsBeyondTheEndAreInTheNextLoop) {
  const auto timeline = autumn();
  EXPECT_EQ(timeline.locate(timeline.first()).loop, 0);
  EXPECT_EQ(timeline.locate(timeline.loops().start_of_loop(1) - 1h).loop, 0);
  const auto place = timeline.locate(timeline.loops().start_of_loop(1));
  EXPECT_EQ(place.loop, 1);
  EXPECT_EQ(place.source, timeline.first());
  EXPECT_EQ(timeline.locate(timeline.first() + 5 * 73h + 3h).loop, 5);
  EXPECT_EQ(timeline.locate(timeline.first() - 1h).loop, -1);
}

TEST(SourceTimeline, DaysAreCountedFromZeroAndGoOnInLaterLoops) {
  const auto timeline = autumn();
  EXPECT_EQ(timeline.day_number(timeline.first()), 0);
  EXPECT_EQ(timeline.day_number(timeline.first() + 24h + 24h), 1);  // the 25th hour of the long day
  EXPECT_EQ(timeline.day_number(timeline.first() + 24h + 25h), 2);
  EXPECT_EQ(timeline.start_of_day(2), timeline.first() + 49h);
  EXPECT_EQ(timeline.start_of_day(3), timeline.loops().start_of_loop(1));
  EXPECT_EQ(timeline.start_of_day(7), timeline.loops().start_of_loop(2) + 24h);
}

}  // namespace
}  // namespace flodata::replay
