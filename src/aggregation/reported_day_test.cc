#include "aggregation/reported_day.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "aggregation/column.h"
#include "support/samples.h"

namespace flodata::aggregation {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using test::sample;
using test::zone;

constexpr Instant kDay = sys_days(2014y / 1 / 2) - 1h;  // 00:00 in Oslo
constexpr TagIndex kWellhead = kWellheadPressureTag;

/// An hour of which the well is on stream for `part`.
Sample hour_of(int hour, double part, double oil, double wellhead) {
  auto made = sample(kDay + std::chrono::hours(hour), 0,
                     {{kOnStreamTag, part}, {kOilRateTag, oil}, {kWellhead, wellhead}});
  made.marks.on_stream = part;
  return made;
}

/// A day shut for its first 10.4 hours; the wellhead has 40 bar while flowing and 90 while shut.
std::vector<Sample> partial_day(bool over_on_stream) {
  std::vector<Sample> samples;
  for (int hour = 0; hour < 24; ++hour) {
    const double part = hour < 10 ? 0.0 : hour == 10 ? 0.6 : 1.0;
    samples.push_back(hour_of(hour, part, 240 * part, hour < 10 ? 90 : 40));
    samples.back().marks.computed[kWellhead] = over_on_stream && part <= 0;
  }
  return samples;
}

ReportedDay day_of(const std::vector<Sample>& samples) {
  ReportedDay day;
  for (const auto& each : samples) day.add(each);
  return day;
}

TEST(ReportedDay, VolumesAndHoursAddUp) {
  const auto day = day_of(partial_day(false));
  EXPECT_EQ(day.rows(), 24);
  EXPECT_DOUBLE_EQ(day.value(kOilRateTag, 1).value(), 136);
  EXPECT_DOUBLE_EQ(day.value(kOnStreamTag, 1).value(), 13.6);
}

TEST(ReportedDay, MeanIsOverTheHoursThatTheSourceAveraged) {
  EXPECT_DOUBLE_EQ(day_of(partial_day(false)).value(kWellhead, 1).value(), (10 * 90 + 14 * 40) / 24.0);
  EXPECT_DOUBLE_EQ(day_of(partial_day(true)).value(kWellhead, 1).value(), 40);
}

TEST(ReportedDay, HourPartlyOnStreamCountsInProportion) {
  auto samples = partial_day(true);
  samples[10].values[kWellhead] = 57;
  EXPECT_DOUBLE_EQ(day_of(samples).value(kWellhead, 1).value(), (0.6 * 57 + 13 * 40) / 13.6);
}

TEST(ReportedDay, ShutHoursThatAQualityFilterTookAwayChangeNoMeanOverHoursOnStream) {
  auto samples = partial_day(true);
  for (auto& each : samples) {
    if (each.marks.computed[kWellhead]) each.values[kWellhead].reset();
    each.values[kOnStreamTag].reset();  // the weights do not depend on it
  }
  EXPECT_DOUBLE_EQ(day_of(samples).value(kWellhead, 1).value(), 40);
}

TEST(ReportedDay, BadValuesAreNone) {
  auto samples = partial_day(false);
  for (auto& each : samples) each.marks.no_measurement[kOilRateTag] = true;
  const auto day = day_of(samples);
  EXPECT_FALSE(day.value(kOilRateTag, 1));  // a negative volume, served as 0
  EXPECT_FALSE(day.value(kGasRateTag, 1));  // never measured
  EXPECT_FALSE(day.value(kTubingPressureTag, 1));
}

TEST(ReportedDay, VolumeWithAMissingHourIsNone) {
  auto samples = partial_day(false);
  samples[15].values[kOilRateTag].reset();
  EXPECT_FALSE(day_of(samples).value(kOilRateTag, 1));
}

TEST(ReportedDay, RatiosAreThoseOfTheVolumes) {
  auto samples = partial_day(false);
  for (auto& each : samples) {
    each.values[kGasRateTag] = *each.values[kOilRateTag] * 150;
    each.values[kWaterRateTag] = *each.values[kOilRateTag] * 3;
  }
  const auto day = day_of(samples);
  EXPECT_DOUBLE_EQ(day.value(Derived::gor, 1).value(), 150);
  EXPECT_DOUBLE_EQ(day.value(Derived::watercut, 1).value(), 0.75);
  EXPECT_DOUBLE_EQ(day.value(Derived::liquid_rate, 1).value(), 4 * 136);
}

std::vector<BucketRow> fold(const std::vector<Sample>& samples, double step_hours = 1) {
  const std::array quantities = {Quantity(kOilRateTag), Quantity(kWellhead)};
  const std::array statistics = {Statistic::reported};
  BucketFold buckets(BucketGrid(Interval::production_day, zone("UTC"), zone("Europe/Oslo")), 1,
                     {.columns = make_columns(quantities, statistics, Chosen::by_name).value(),
                      .step_hours = step_hours,
                      .windows = {}});
  std::vector<BucketRow> rows;
  for (const auto& each : samples) buckets.add(each, rows);
  buckets.finish(rows);
  return rows;
}

TEST(ReportedDay, DayThatLacksRowsHasNoValues) {
  const auto whole = partial_day(true);
  ASSERT_EQ(fold(whole).size(), 1U);
  EXPECT_DOUBLE_EQ(fold(whole)[0].cells.at(0).value(), 136);
  EXPECT_DOUBLE_EQ(fold(whole)[0].cells.at(1).value(), 40);
  for (const std::size_t missing : {0U, 12U, 23U}) {
    auto samples = whole;
    samples.erase(samples.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_EQ(fold(samples).at(0).cells, (std::vector<std::optional<double>>(2))) << missing;
  }
}

TEST(ReportedDay, NextDayBeginsWithNothingOfTheDayBefore) {
  auto samples = partial_day(true);
  for (int hour = 24; hour < 48; ++hour) samples.push_back(hour_of(hour, 1, 24, 50));
  samples.pop_back();
  samples.push_back(hour_of(47, 1, 48, 74));
  const auto rows = fold(samples);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_DOUBLE_EQ(rows[1].cells.at(0).value(), 25);
  EXPECT_DOUBLE_EQ(rows[1].cells.at(1).value(), 51);
}

TEST(ReportedDay, DayOfTheClocksHasAllItsHours) {
  constexpr Instant kSpring = sys_days(2014y / 3 / 30) - 1h;
  std::vector<Sample> samples;
  for (int hour = 0; hour < 23; ++hour)
    samples.push_back(sample(kSpring + std::chrono::hours(hour), 0, {{kOilRateTag, 24}, {kWellhead, 9}}));
  EXPECT_DOUBLE_EQ(fold(samples).at(0).cells.at(0).value(), 23);
}

TEST(ReportedDay, FinerRowsStandForTheirPartOfTheHour) {
  std::vector<Sample> samples;
  for (int step = 0; step < 96; ++step)
    samples.push_back(sample(kDay + step * 15min, 0, {{kOilRateTag, 24}, {kWellhead, step}}));
  EXPECT_DOUBLE_EQ(fold(samples, 0.25).at(0).cells.at(0).value(), 24);
  EXPECT_DOUBLE_EQ(fold(samples, 0.25).at(0).cells.at(1).value(), 47.5);
  samples.pop_back();
  EXPECT_FALSE(fold(samples, 0.25).at(0).cells.at(0));
}

}  // namespace
}  // namespace flodata::aggregation
