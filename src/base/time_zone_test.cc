#include "base/time_zone.h"

#include <gtest/gtest.h>

namespace flodata {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::sys_days;

TEST(TimeZone, OsloDaysHave23And24And25Hours) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  EXPECT_EQ(oslo.length_of(local_days(2014y / 3 / 30)), 23h);
  EXPECT_EQ(oslo.length_of(local_days(2014y / 6 / 1)), 24h);
  EXPECT_EQ(oslo.length_of(local_days(2014y / 10 / 26)), 25h);
  EXPECT_EQ(oslo.start_of(local_days(2014y / 6 / 1)), sys_days(2014y / 5 / 31) + 22h);
}

TEST(TimeZone, DayOfAnInstantIsTheLocalDay) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  EXPECT_EQ(oslo.day_of(sys_days(2014y / 5 / 31) + 22h), local_days(2014y / 6 / 1));
  EXPECT_EQ(oslo.day_of(sys_days(2014y / 5 / 31) + 21h + 59min), local_days(2014y / 5 / 31));
}

TEST(TimeZone, GapEndsAndOverlapTakesTheFirst) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  EXPECT_EQ(oslo.to_instant(local_days(2014y / 3 / 30) + 2h + 30min), sys_days(2014y / 3 / 30) + 1h);
  EXPECT_EQ(oslo.to_instant(local_days(2014y / 10 / 26) + 2h + 30min), sys_days(2014y / 10 / 26) + 30min);
}

TEST(TimeZone, OffsetSpansEndWhereTheClocksChange) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  const auto summer = oslo.offset_span_at(sys_days(2014y / 6 / 1));
  EXPECT_EQ(summer.from, sys_days(2014y / 3 / 30) + 1h);
  EXPECT_EQ(summer.to, sys_days(2014y / 10 / 26) + 1h);
  EXPECT_EQ(summer.offset, 2h);
  EXPECT_EQ(oslo.offset_span_at(summer.to).from, summer.to);
  EXPECT_EQ(oslo.offset_span_at(summer.from - 1us).to, summer.from);
}

// From 1968-10-27 London kept summer time as its standard time: another rule, the same offset.
TEST(TimeZone, OffsetSpanGoesOnWhereOnlyTheRuleChanges) {
  const auto london = TimeZone::find("Europe/London").value();
  const auto span = london.offset_span_at(sys_days(1969y / 6 / 1));
  EXPECT_EQ(span.from, sys_days(1968y / 2 / 18) + 2h);
  EXPECT_EQ(span.to, sys_days(1971y / 10 / 31) + 2h);
}

TEST(TimeZone, OffsetOfUtcHoldsForEver) {
  const auto span = TimeZone::find("UTC").value().offset_span_at(sys_days(2014y / 6 / 1));
  EXPECT_LT(span.from, sys_days(1000y / 1 / 1));
  EXPECT_GT(span.to, sys_days(9999y / 1 / 1));
}

TEST(TimeZone, UnknownNameIsAnErrorThatNamesIt) {
  const auto zone = TimeZone::find("Europe/Bergen");
  ASSERT_FALSE(zone);
  EXPECT_NE(zone.error().message.find("Europe/Bergen"), std::string::npos);
}

}  // namespace
}  // namespace flodata
