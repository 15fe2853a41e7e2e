#include "replay/time_mapping.h"

#include <gtest/gtest.h>

namespace flodata::replay {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

SourceTimeline volve_timeline() {
  return {sys_days(2007y / 8 / 31) + 22h, sys_days(2016y / 12 / 1) + 22h,
          TimeZone::find("Europe/Oslo").value()};
}

TEST(TimeMapping, StartOffsetDayBeginsAtMidnightOfToday) {
  const auto utc = TimeZone::find("UTC").value();
  const Instant now = sys_days(2026y / 11 / 23) + 17h + 12min;
  const auto mapping = first_anchors(volve_timeline(), 150, now, utc, 1);
  // Day 150 of data that starts on 2007-09-01 is 2008-01-29 (the specification's own example); midnight in
  // Oslo is 23 UTC.
  EXPECT_EQ(mapping.anchor_source, Instant(sys_days(2008y / 1 / 28) + 23h));
  EXPECT_EQ(mapping.anchor_live, Instant(sys_days(2026y / 11 / 23)));
  EXPECT_EQ(mapping.label_of(sys_days(2008y / 1 / 29) + 16h), Instant(sys_days(2026y / 11 / 23) + 17h));
}

TEST(TimeMapping, TodayIsTheDayOfTheTargetZone) {
  const auto tokyo = TimeZone::find("Asia/Tokyo").value();
  const Instant now = sys_days(2026y / 11 / 23) + 20h;  // already the 24th in Tokyo
  EXPECT_EQ(first_anchors(volve_timeline(), 0, now, tokyo, 1).anchor_live,
            Instant(sys_days(2026y / 11 / 23) + 15h));
}

TEST(TimeMapping, LabelsDoNotDependOnWhenTheyAreAskedFor) {
  // The earlier system computed its shift from "today" again for every batch.
  const auto utc = TimeZone::find("UTC").value();
  const auto mapping = first_anchors(volve_timeline(), 150, sys_days(2026y / 11 / 23) + 1h, utc, 1);
  const Instant hour = sys_days(2008y / 3 / 1);
  const auto label = mapping.label_of(hour);
  EXPECT_EQ(mapping.position_at(label), hour);
  EXPECT_EQ(mapping.label_of(hour + 24h), label + 24h);
}

TEST(TimeMapping, SpeedCompressesLabelsExactly) {
  const TimeMapping mapping{sys_days(2008y / 1 / 29), sys_days(2026y / 11 / 23), 3600};
  EXPECT_EQ(mapping.label_of(mapping.anchor_source + 1h), mapping.anchor_live + 1s);
  EXPECT_EQ(mapping.label_of(mapping.anchor_source - 24h * 365 * 9), mapping.anchor_live - 1s * 24 * 365 * 9);
}

TEST(TimeMapping, ChangeOfSpeedKeepsLabelsContinuous) {
  const TimeMapping before{sys_days(2008y / 1 / 29), sys_days(2026y / 11 / 23), 1};
  const Instant now = before.anchor_live + 90min;
  const auto after = before.with_speed(3600, now);
  EXPECT_EQ(after.label_of(before.position_at(now)), now);
  EXPECT_EQ(after.label_of(before.anchor_source + 2h), now + 500ms);
  EXPECT_EQ(after.with_speed(1, now + 10s).position_at(now + 10s), before.position_at(now) + 10h);
}

}  // namespace
}  // namespace flodata::replay
