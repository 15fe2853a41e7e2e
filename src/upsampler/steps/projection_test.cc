#include "upsampler/steps/projection.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace flodata::upsampler {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Case {
  std::vector<double> prior;
  std::vector<double> weight;
  std::vector<DayTotal> days;
  std::vector<double> scale;

  [[nodiscard]] Projected solve() const {
    return project({prior, scale.empty() ? prior : scale, weight, days});
  }
  [[nodiscard]] double total(std::size_t d, const std::vector<double>& x) const {
    double sum = 0;
    for (auto t = days[d].first; t < days[d].first + days[d].count; ++t) sum += weight[t] * x[t];
    return sum;
  }
};

TEST(Projection, PriorThatGivesTheTotalsStays) {
  const Case problem{{1, 2, 3, 4}, {1, 1, 1, 1}, {{0, 2, 3, 0, 9}, {2, 2, 7, 0, 9}}, {}};
  const auto solved = problem.solve();
  for (std::size_t t = 0; t < 4; ++t) EXPECT_NEAR(solved.x[t], problem.prior[t], 1e-12);
  EXPECT_TRUE(solved.fallback_days.empty());
}

TEST(Projection, OneHourIsItsTotal) {
  const Case problem{{5}, {1}, {{0, 1, 8, 0, 9}}, {}};
  EXPECT_NEAR(problem.solve().x[0], 8, 1e-12);
}

// Two hours, one total: minimise z1^2 + z2^2 - 2 phi z1 z2 (Q of two points) under z1 + z2 = c. By symmetry
// both are c / 2.
TEST(Projection, TwoAlikeHoursShareTheCorrectionEvenly) {
  const Case problem{{1, 1}, {1, 1}, {{0, 2, 2.6, 0, 9}}, {}};
  const auto solved = problem.solve();
  EXPECT_NEAR(solved.x[0], 1.3, 1e-12);
  EXPECT_NEAR(solved.x[1], 1.3, 1e-12);
}

TEST(Projection, CorrectionIsSmoothOverTheDaysBorder) {
  Case problem{std::vector<double>(48, 10.0), std::vector<double>(48, 1.0), {}, {}};
  problem.days = {{0, 24, 216, 0, 99}, {24, 24, 264, 0, 99}};
  const auto x = problem.solve().x;
  EXPECT_NEAR(problem.total(0, x), 216, 1e-9);
  EXPECT_NEAR(problem.total(1, x), 264, 1e-9);
  // Scaling each day by itself would step by 2 at midnight.
  for (std::size_t t = 1; t < 48; ++t) EXPECT_LT(std::abs(x[t] - x[t - 1]), 0.35) << t;
}

// A steep day beside an almost shut one: the least correction alone would go below zero and above the cap.
TEST(Projection, HoursBeyondABoundAreFixedThereAndTheRestGivesTheTotal) {
  Case problem{{}, std::vector<double>(48, 1.0), {}, std::vector<double>(48, 1.0)};
  for (int t = 0; t < 48; ++t) problem.prior.push_back(t < 24 ? 10.0 - t / 2.0 : 10.0);
  problem.days = {{0, 24, 12, 0, 99}, {24, 24, 480, 0, 21}};
  const auto solved = problem.solve();
  EXPECT_TRUE(solved.fallback_days.empty());
  EXPECT_NEAR(problem.total(0, solved.x), 12, 1e-9);
  EXPECT_NEAR(problem.total(1, solved.x), 480, 1e-9);
  for (std::size_t t = 0; t < 24; ++t) EXPECT_GE(solved.x[t], 0);
  for (std::size_t t = 24; t < 48; ++t) EXPECT_LE(solved.x[t], 21);
  EXPECT_EQ(std::ranges::min(solved.x), 0.0) << "the case needs the bound";
}

TEST(Projection, DayAtItsBoundIsConstant) {
  const Case problem{{1, 2, 3}, {1, 1, 1}, {{0, 3, 0, 0, 5}}, {}};
  EXPECT_EQ(problem.solve().x, (std::vector<double>{0, 0, 0}));
}

TEST(Projection, DayThatNoHoursWithinItsBoundsGiveFallsBackToAConstantWithItsTotal) {
  const Case problem{{1, 2, 3}, {1, 1, 1}, {{0, 3, 30, 0, 5}}, {}};
  const auto solved = problem.solve();
  EXPECT_EQ(solved.fallback_days, (std::vector<std::size_t>{0}));
  EXPECT_EQ(solved.x, (std::vector<double>{10, 10, 10}));
}

TEST(Projection, HoursWithoutWeightDoNotCount) {
  const Case problem{{1, 1, 1, 1}, {0, 1, 1, 0}, {{0, 4, 4, -kInfinity, kInfinity}}, {}};
  const auto x = problem.solve().x;
  EXPECT_NEAR(x[1] + x[2], 4, 1e-12);
}

TEST(Projection, UnboundedNegativeTotalsAreMet) {
  const Case problem{{-1, -1}, {0.5, 0.5}, {{0, 2, -3, -kInfinity, kInfinity}}, {1, 1}};
  const auto x = problem.solve().x;
  EXPECT_NEAR((x[0] + x[1]) / 2, -3, 1e-12);
}

}  // namespace
}  // namespace flodata::upsampler
