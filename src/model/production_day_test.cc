#include "model/production_day.h"

#include <array>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace flodata {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::sys_days;

TimeZone zone_of(std::string_view name) { return TimeZone::find(name).value(); }

TEST(ProductionDay, HoursBeginAtTheMinuteOfTheZone) {
  const auto kathmandu =
      ProductionDay::of_whole_hours(local_days(2021y / 3 / 1), zone_of("Asia/Kathmandu")).value();
  EXPECT_EQ(kathmandu.from, sys_days(2021y / 2 / 28) + 18h + 15min);
  EXPECT_EQ(kathmandu.offset_in_hour(), 15min);
  EXPECT_EQ(kathmandu.hour_count(), 24);
  EXPECT_EQ(ProductionDay::of(local_days(1969y / 3 / 1), zone_of("Asia/Kolkata")).offset_in_hour(), 30min);
}

TEST(ProductionDay, DayThatClocksSkippedIsAnErrorThatSaysSo) {
  const auto apia = zone_of("Pacific/Apia");
  const auto day = ProductionDay::of_whole_hours(local_days(2011y / 12 / 30), apia);
  ASSERT_FALSE(day);
  EXPECT_EQ(
      day.error().message,
      "the day 2011-12-30 does not exist in Pacific/Apia, whose clocks skipped it; remove it, or correct "
      "production_day_zone");
  EXPECT_EQ(ProductionDay::of(local_days(2011y / 12 / 29), apia).to,
            ProductionDay::of(local_days(2011y / 12 / 31), apia).from);
  EXPECT_EQ(days_between(local_days(2011y / 12 / 29), local_days(2011y / 12 / 31), apia), 0);
  EXPECT_EQ(days_between(local_days(2011y / 12 / 28), local_days(2012y / 1 / 1), apia), 2);
}

TEST(ProductionDay, DayWithHalfAnHourIsAnErrorThatSaysSo) {
  const auto howe = zone_of("Australia/Lord_Howe");
  const auto day = ProductionDay::of_whole_hours(local_days(2021y / 10 / 3), howe);
  ASSERT_FALSE(day);
  EXPECT_NE(day.error().message.find("2021-10-03 has 23.5 hours in Australia/Lord_Howe"), std::string::npos)
      << day.error().message;
  EXPECT_EQ(ProductionDay::of_whole_hours(local_days(2021y / 10 / 4), howe).value().hour_count(), 24);
}

TEST(ProductionDay, DayOfTwentyTwoHoursIsRejected) {
  const auto troll = zone_of("Antarctica/Troll");
  const auto day =
      ProductionDay::of_whole_hours(std::chrono::local_days(std::chrono::year(2021) / 3 / 28), troll);
  ASSERT_FALSE(day);
  EXPECT_NE(day.error().message.find("2021-03-28 has 22 hours in Antarctica/Troll"), std::string::npos)
      << day.error().message;
}

/// Clocks of Havana go from 01:00 back to 00:00: the day begins with the first of the two.
TEST(ProductionDay, DayWhoseMidnightComesTwiceBeginsWithTheFirst) {
  const auto havana = zone_of("America/Havana");
  const auto day = ProductionDay::of_whole_hours(local_days(2021y / 11 / 7), havana).value();
  EXPECT_EQ(day.from, sys_days(2021y / 11 / 7) + 4h);
  EXPECT_EQ(day.hour_count(), 25);
}

/// Until 2011 clocks of St. John's went back at 00:01, so that the last hour of the day before came again.
TEST(ProductionDay, DateThatComesAgainAfterMidnightBelongsToTheNewDay) {
  const auto st_johns = zone_of("America/St_Johns");
  const auto midnight = ProductionDay::of(local_days(2010y / 11 / 7), st_johns).from;
  EXPECT_EQ(ProductionDay::holding(midnight, st_johns), local_days(2010y / 11 / 7));
  EXPECT_EQ(st_johns.day_of(midnight + 30min), local_days(2010y / 11 / 6))
      << "not the case that is meant here";
  EXPECT_EQ(ProductionDay::holding(midnight + 30min, st_johns), local_days(2010y / 11 / 7));
  EXPECT_EQ(ProductionDay::holding(midnight - 1us, st_johns), local_days(2010y / 11 / 6));
}

constexpr std::array kZones = {
    "Europe/Oslo",        "America/Chicago",     "Asia/Kolkata",     "Asia/Kathmandu",
    "Australia/Adelaide", "Australia/Lord_Howe", "America/St_Johns", "America/Sao_Paulo",
    "Pacific/Apia",       "America/Havana",      "Asia/Beirut",      "Pacific/Auckland",
    "Atlantic/Azores",    "America/Caracas",     "Asia/Pyongyang",   "UTC",
    "Antarctica/Troll",   "Africa/Casablanca",   "Pacific/Chatham",  "Asia/Tehran"};

/// Days fill the time without gap or overlap, and every instant lies in the day that holds it.
RC_GTEST_PROP(ProductionDayProperty, DaysPartitionTheTime, ()) {
  const auto zone = zone_of(*rc::gen::elementOf(kZones));
  const auto day = local_days(2000y / 1 / 1) + std::chrono::days(*rc::gen::inRange(-15'000, 15'000));
  const auto span = ProductionDay::of(day, zone);
  RC_ASSERT(span.from <= span.to);
  RC_ASSERT(span.to == ProductionDay::of(day + std::chrono::days(1), zone).from);
  if (span.from == span.to) return;
  const auto within =
      span.from + Microseconds(*rc::gen::inRange<std::int64_t>(0, (span.to - span.from).count()));
  RC_ASSERT(ProductionDay::holding(within, zone) == day);
  RC_ASSERT(ProductionDay::holding(span.from, zone) == day);
  const auto whole = ProductionDay::of_whole_hours(day, zone);
  RC_ASSERT(whole.has_value() == ((span.to - span.from) % kHour == Microseconds(0)));
}

}  // namespace
}  // namespace flodata
