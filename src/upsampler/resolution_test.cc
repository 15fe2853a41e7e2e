#include "upsampler/resolution.h"

#include <algorithm>
#include <numeric>
#include <span>

#include <gtest/gtest.h>

#include "support/daily_history.h"
#include "upsampler/upsample.h"

namespace flodata::upsampler {
namespace {

constexpr TagIndex kWellhead = find_tag("avg_whp_p").value();
constexpr TagIndex kTubing = find_tag("avg_dp_tubing").value();
constexpr TagIndex kChoke = find_tag("avg_choke_size_p").value();

/// Twenty days over the change to winter time, the fifth and the sixth partly or not on stream.
HourlySeries some_hours() {
  auto history = test::oil_history(test::local_day(2014, 10, 18), {});
  for (int i = 0; i < 20; ++i) {
    const double hours = i == 4 ? 13.3 : i == 5 ? 0 : i == 8 ? 25 : 24;
    auto row = test::daily_row(test::local_day(2014, 10, 18) + std::chrono::days(i), {hours, 50 * hours + i});
    if (hours == 0) row.values[kOilRateTag] = 0.0;
    row.values[kDownholePressureTag] = hours == 24 ? 240.0 + i : 260.0;
    row.values[kWellhead] = 60.0 + 0.3 * i;
    row.values[kTubing] = *row.values[kDownholePressureTag] - *row.values[kWellhead];
    row.values[kChoke] = 30 * std::min(1.0, hours / 24);
    history.days.push_back(row);
  }
  return upsample_well(history, test::oslo(), {5}).value().hours;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

class ResolutionTest : public testing::TestWithParam<int> {
 protected:
  HourlySeries hours_ = some_hours();
  HourlySeries steps_ = refine(hours_, 0, hours_.days.size(), GetParam());
};

TEST_P(ResolutionTest, StepsOfAnHourHaveItsMean) {
  const auto count = static_cast<std::size_t>(GetParam());
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    if (!hours_.days[0].present[tag]) continue;
    for (std::size_t t = 0; t < hours_.values[tag].size(); ++t)
      ASSERT_NEAR(mean(std::span(steps_.values[tag]).subspan(t * count, count)), hours_.values[tag][t],
                  1e-11 * (1 + std::abs(hours_.values[tag][t])))
          << kTags[tag].name << " hour " << t;
  }
}

TEST_P(ResolutionTest, NothingFlowsInStepsOffStreamAndAtMostTwoStepsOfADayAreInPart) {
  for (std::size_t d = 0; d < steps_.days.size(); ++d) {
    int in_part = 0;
    for (std::size_t i = 0; i < steps_.step_count(steps_.days[d]); ++i) {
      const auto at = steps_.days[d].first_hour + i;
      const double on = steps_.values[kOnStreamTag][at];
      in_part += on > 0 && on < 1;
      if (on == 0) ASSERT_EQ(steps_.values[kOilRateTag][at], 0);
      ASSERT_GE(steps_.values[kOilRateTag][at], 0);
    }
    EXPECT_LE(in_part, 2) << d;
  }
}

TEST_P(ResolutionTest, PressureStaysBetweenTheHoursAroundAndTubingIsTheDifference) {
  const auto& hours = hours_.values[kDownholePressureTag];
  const auto count = static_cast<std::size_t>(GetParam());
  for (std::size_t t = 1; t + 1 < hours.size(); ++t) {
    const auto [low, high] = std::minmax({hours[t - 1], hours[t], hours[t + 1]});
    for (std::size_t i = t * count; i < (t + 1) * count; ++i) {
      ASSERT_GE(steps_.values[kDownholePressureTag][i], low - 1e-9);
      ASSERT_LE(steps_.values[kDownholePressureTag][i], high + 1e-9);
      ASSERT_NEAR(steps_.values[kTubing][i],
                  steps_.values[kDownholePressureTag][i] - steps_.values[kWellhead][i], 1e-9);
    }
  }
}

TEST_P(ResolutionTest, AnyDaysCanBeMadeByThemselves) {
  const auto part = refine(hours_, 3, 7, GetParam());
  const auto offset = steps_.days[3].first_hour;
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    for (std::size_t i = 0; i < part.values[tag].size(); ++i)
      ASSERT_EQ(part.values[tag][i], steps_.values[tag][offset + i]) << kTags[tag].name;
  EXPECT_EQ(part.days[1].first_hour, steps_.days[4].first_hour - offset);
}

TEST_P(ResolutionTest, RoundedTurnsKeepTheHoursMeansAndHaveNoJumpsWhileTheWellFlows) {
  const auto rounded = refine(hours_, 0, hours_.days.size(), GetParam(), Turns::rounded);
  const auto count = static_cast<std::size_t>(GetParam());
  EXPECT_EQ(rounded.values[kOilRateTag], steps_.values[kOilRateTag]);
  double largest = 0;
  double largest_flat = 0;
  for (std::size_t t = 0; t < hours_.values[kWellhead].size(); ++t) {
    ASSERT_NEAR(mean(std::span(rounded.values[kWellhead]).subspan(t * count, count)),
                hours_.values[kWellhead][t], 1e-9);
    if (t < 9 * 24 || t > 19 * 24) continue;  // on stream throughout
    const auto jump = [&](const HourlySeries& steps) {
      return std::abs(steps.values[kWellhead][t * count] - steps.values[kWellhead][t * count - 1]);
    };
    largest = std::max(largest, jump(rounded));
    largest_flat = std::max(largest_flat, jump(steps_));
  }
  EXPECT_LT(largest, largest_flat);
}

INSTANTIATE_TEST_SUITE_P(Resolutions, ResolutionTest, testing::Values(4, 12, 60));

TEST(Resolution, NamesAndNumbersAreOneToOne) {
  for (const auto* name : {"1h", "15m", "5m", "1m"})
    EXPECT_EQ(resolution_name(steps_per_hour_of(name).value()), name);
  EXPECT_NE(steps_per_hour_of("7m").error().message.find("'7m'"), std::string::npos);
}

}  // namespace
}  // namespace flodata::upsampler
