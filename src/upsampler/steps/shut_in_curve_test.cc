#include "upsampler/steps/shut_in_curve.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace flodata::upsampler {
namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(DecayPerHour, IsTheExponentialOfTheTimeConstant) {
  EXPECT_NEAR(decay_per_hour(4), std::exp(-0.25), 1e-3);
  EXPECT_NEAR(decay_per_hour(12), std::exp(-1.0 / 12), 1e-4);
}

TEST(GoBetween, KeepsTheMeanAndDoesNotTurn) {
  for (const double mean : {240.01, 244.0, 250.0, 257.0, 259.9}) {
    std::vector<double> hours(24);
    go_between(240, 260, mean, hours);
    EXPECT_NEAR(mean_of(hours), mean, 1e-9);
    EXPECT_TRUE(std::ranges::is_sorted(hours)) << mean;
    EXPECT_GE(hours.front(), 240 - 1e-9);
    EXPECT_LE(hours.back(), 260 + 1e-9);
  }
}

TEST(GoBetween, KeepsAMeanThatLiesOutside) {
  std::vector<double> hours(23);
  go_between(240, 230, 250, hours);
  EXPECT_NEAR(mean_of(hours), 250, 1e-9);
}

TEST(ShutDay, BuildsUpQuicklyAtFirstAndEndsAboveItsMean) {
  std::vector<double> hours(24);
  const double end = fill_shut_day({285, 240, {}, 300}, decay_per_hour(4), hours);
  EXPECT_NEAR(mean_of(hours), 285, 1e-9);
  EXPECT_TRUE(std::ranges::is_sorted(hours));
  EXPECT_GT(hours[1] - hours[0], 5 * (hours[23] - hours[22]));
  EXPECT_GT(end, 285);
  EXPECT_LE(end, 300);
}

TEST(ShutDay, LeavesRoomForTheNextDaysMean) {
  std::vector<double> hours(24);
  const double end = fill_shut_day({285, 240, 286, 300}, decay_per_hour(4), hours);
  EXPECT_NEAR(mean_of(hours), 285, 1e-9);
  EXPECT_LE(end, 286);
  EXPECT_TRUE(std::ranges::is_sorted(hours));
}

TEST(ShutDay, RestsWhereTheNextDayHasTheSameMean) {
  std::vector<double> hours(24);
  EXPECT_EQ(fill_shut_day({285, 240, 285, 300}, decay_per_hour(4), hours), 285);
  EXPECT_EQ(hours, std::vector<double>(24, 285.0));
}

}  // namespace
}  // namespace flodata::upsampler
