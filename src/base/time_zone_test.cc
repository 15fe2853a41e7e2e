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

TEST(TimeZone, SummerTimeGoesOnAfterTheLastListedYear) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  EXPECT_EQ(oslo.length_of(local_days(2037y / 10 / 25)), 25h);
  EXPECT_EQ(oslo.length_of(local_days(2038y / 3 / 28)), 23h);
  EXPECT_EQ(oslo.length_of(local_days(2038y / 10 / 31)), 25h);
  EXPECT_EQ(oslo.length_of(local_days(2096y / 3 / 25)), 23h);  // a leap year
  EXPECT_EQ(oslo.length_of(local_days(2101y / 10 / 30)), 25h);
  EXPECT_EQ(oslo.start_of(local_days(2050y / 7 / 1)), sys_days(2050y / 6 / 30) + 22h);
  EXPECT_EQ(oslo.day_of(sys_days(2050y / 6 / 30) + 22h), local_days(2050y / 7 / 1));
  EXPECT_EQ(oslo.to_instant(local_days(2040y / 3 / 25) + 2h + 30min), sys_days(2040y / 3 / 25) + 1h);
  const auto summer = oslo.offset_span_at(sys_days(2060y / 6 / 1));
  EXPECT_EQ(summer.from, sys_days(2060y / 3 / 28) + 1h);
  EXPECT_EQ(summer.to, sys_days(2060y / 10 / 31) + 1h);
  const auto winter = oslo.offset_span_at(sys_days(2037y / 12 / 1));
  EXPECT_EQ(winter.from, sys_days(2037y / 10 / 25) + 1h);
  EXPECT_EQ(winter.to, sys_days(2038y / 3 / 28) + 1h);
  int changes = 0;
  for (auto day = local_days(2030y / 1 / 1); day < local_days(2110y / 1 / 1); day += std::chrono::days(1))
    changes += oslo.length_of(day) != 24h;
  EXPECT_EQ(changes, 2 * 80);
}

TEST(TimeZone, ZonesWithoutSummerTimeStayWithoutItAfterTheLastListedYear) {
  EXPECT_EQ(TimeZone::find("Asia/Tokyo").value().length_of(local_days(2060y / 3 / 28)), 24h);
  EXPECT_EQ(TimeZone::find("UTC").value().start_of(local_days(2060y / 3 / 28)), sys_days(2060y / 3 / 28));
  const auto sydney = TimeZone::find("Australia/Sydney").value();
  EXPECT_EQ(sydney.length_of(local_days(2045y / 4 / 2)), 25h);
  EXPECT_EQ(sydney.length_of(local_days(2045y / 10 / 1)), 23h);
}

TEST(TimeZone, UnknownNameIsAnErrorThatNamesIt) {
  const auto zone = TimeZone::find("Europe/Bergen");
  ASSERT_FALSE(zone);
  EXPECT_NE(zone.error().message.find("Europe/Bergen"), std::string::npos);
}

TEST(TimeZone, HasAnOffsetInEveryYearThatCanBeAskedFor) {
  for (const auto* name : {"Europe/Oslo", "UTC", "America/Chicago"}) {
    const auto zone = TimeZone::find(name).value();
    for (const int year : {-1, 0, 1, 1883, 2037, 2038, 9999}) {
      const Instant instant(std::chrono::sys_days(std::chrono::year(year) / 7 / 1));
      const auto span = zone.offset_span_at(instant);
      EXPECT_LE(span.from, instant) << name << ' ' << year;
      EXPECT_GT(span.to, instant) << name << ' ' << year;
      EXPECT_EQ(span.offset, zone.offset_at(instant)) << name << ' ' << year;
      EXPECT_EQ(
          zone.day_of(zone.to_instant(std::chrono::local_time<Microseconds>(instant.time_since_epoch()))),
          LocalDay(std::chrono::floor<std::chrono::days>(instant.time_since_epoch())))
          << name << ' ' << year;
    }
  }
}

}  // namespace
}  // namespace flodata
