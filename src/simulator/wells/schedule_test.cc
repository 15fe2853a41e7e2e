#include "simulator/wells/schedule.h"

#include <gtest/gtest.h>

#include <map>

#include "model/production_day.h"

namespace flodata::simulator {
namespace {

constexpr LocalDay kFirst{std::chrono::local_days{std::chrono::year{2007} / 9 / 1}};
constexpr int kDays = 3288;
constexpr std::uint64_t kSeeds = 20;

FieldCalendar calendar_of(std::uint64_t seed) {
  return FieldCalendar::make(kFirst, kDays, RandomSource(seed, kFieldOwner),
                             value_or_throw(TimeZone::find(kProductionDayZone)));
}

TEST(FieldCalendar, KnowsTheDaysOf23And25Hours) {
  const auto calendar = calendar_of(1);
  const auto hours_on = [&](std::chrono::year_month_day date) {
    return calendar[static_cast<int>((std::chrono::local_days(date) - kFirst).count())].hour_count;
  };
  using namespace std::chrono_literals;
  EXPECT_EQ(hours_on(2007y / 10 / 28), 25);
  EXPECT_EQ(hours_on(2008y / 3 / 30), 23);
  EXPECT_EQ(hours_on(2008y / 3 / 31), 24);
}

TEST(FieldCalendar, TurnaroundsAreInSummerAndLongOnesEveryOtherYear) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    std::map<int, int> days_by_year;
    for (const auto& day : calendar_of(seed).days) {
      const std::chrono::year_month_day date(day.date);
      if (!day.turnaround) continue;
      ++days_by_year[static_cast<int>(date.year())];
      EXPECT_GE(static_cast<unsigned>(date.month()), 6U);
      EXPECT_LE(static_cast<unsigned>(date.month()), 9U);
    }
    for (const int year : {2008, 2010, 2012, 2014, 2016}) {
      EXPECT_GE(days_by_year[year], 12) << "seed " << seed;
      EXPECT_LE(days_by_year[year], 20) << "seed " << seed;
    }
  }
}

TEST(PlanDays, HoursFitTheirDayAndTheStartIsOpen) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto calendar = calendar_of(seed);
    const auto days = plan_days({100, std::nullopt}, calendar, RandomSource(seed, 3));
    ASSERT_EQ(days.size(), kDays - 100U);
    EXPECT_GT(days.front().on_hours, 0);
    int partial = 0;
    int shut = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
      const int hour_count = calendar[static_cast<int>(i) + 100].hour_count;
      EXPECT_GE(days[i].on_hours, 0);
      EXPECT_LE(days[i].on_hours, hour_count);
      if (calendar[static_cast<int>(i) + 100].turnaround) EXPECT_EQ(days[i].on_hours, 0);
      partial += days[i].on_hours > 0 && days[i].on_hours < hour_count;
      shut += days[i].on_hours <= 0;
    }
    EXPECT_GT(partial, kDays / 30) << "seed " << seed;
    EXPECT_LT(partial, kDays / 6) << "seed " << seed;
    EXPECT_GT(shut, kDays / 50) << "seed " << seed;
    EXPECT_LT(shut, kDays / 5) << "seed " << seed;
  }
}

TEST(PlanDays, EveryShutInBeginsAndEndsWithinADay) {
  const auto calendar = calendar_of(2);
  const auto days = plan_days({0, std::nullopt}, calendar, RandomSource(2, 0));
  for (std::size_t i = 1; i + 1 < days.size(); ++i) {
    if (days[i].on_hours <= 0) continue;
    const bool beside_shut = days[i - 1].on_hours <= 0 || days[i + 1].on_hours <= 0;
    if (beside_shut) EXPECT_LT(days[i].on_hours, calendar[static_cast<int>(i)].hour_count);
  }
}

TEST(PlanDays, OnlyDaysInsideAShutInHaveNoReport) {
  int lost = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto calendar = calendar_of(seed);
    const auto days = plan_days({0, std::nullopt}, calendar, RandomSource(seed, 0));
    for (std::size_t i = 0; i < days.size(); ++i) {
      if (days[i].reported) continue;
      ++lost;
      EXPECT_EQ(days[i].on_hours, 0);
      EXPECT_EQ(days[i - 1].on_hours, 0);
      EXPECT_EQ(days[i + 1].on_hours, 0);
    }
  }
  EXPECT_GT(lost, 0);
}

TEST(PlanDays, AWellIsShutForItsWorkoverBeforeItIsConverted) {
  const auto calendar = calendar_of(1);
  const auto days = plan_days({0, 1000}, calendar, RandomSource(1, 2));
  for (int day = 1000 - kWorkoverDays; day < 1000; ++day)
    EXPECT_EQ(days[static_cast<std::size_t>(day)].on_hours, 0);
}

}  // namespace
}  // namespace flodata::simulator
