#include "surveillance/arps_fit.h"

#include <cmath>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace flodata::surveillance {
namespace {

/// Rates of a curve at days that are no grid: 1 d, 2 d, 0.5 d … apart, with a gap of 24 d in the middle.
std::vector<RatePoint> irregular(const ArpsCurve& curve, int count, double spacing_days = 1) {
  std::vector<RatePoint> points;
  double days = 0;
  for (int i = 0; i < count; ++i) {
    points.push_back({days, curve.rate(days), 0.5 + 0.125 * (i % 5)});
    days += spacing_days * (i % 7 == 3 ? 2 : i % 5 == 1 ? 0.5 : 1) + (i == count / 2 ? 24 * spacing_days : 0);
  }
  return points;
}

class RecoveryTest : public testing::TestWithParam<std::tuple<double, double, double>> {};

TEST_P(RecoveryTest, FindsTheCurveThatMadeTheRates) {
  const auto [b, di, qi] = GetParam();
  const ArpsCurve made{qi, di, b};
  const auto found = fit_hyperbolic(irregular(made, 200)).curve;
  EXPECT_NEAR(found.b, b, 1e-6);
  EXPECT_NEAR(found.di_per_day / di, 1, 1e-6);
  EXPECT_NEAR(found.qi_sm3_per_day / qi, 1, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Declines, RecoveryTest,
                         testing::Combine(testing::Values(0, 0.05, 0.3, 0.5, 0.77, 0.98, 1, 1.2, 1.4, 1.9, 2),
                                          testing::Values(0.002, 0.01, 0.2),
                                          testing::Values(1e-9, 800.0, 1e12)));

TEST(ArpsFit, FixedExponentsAreFoundAlone) {
  for (const double b : {0.0, 1.0})
    for (const double di : {1e-6, 0.001, 0.05, 3.0}) {
      const ArpsCurve made{640, di, b};
      const auto found = fit_with_exponent(irregular(made, 30), Trend::falling, b).curve;
      EXPECT_NEAR(found.di_per_day / di, 1, 1e-6) << b << " " << di;
      EXPECT_NEAR(found.qi_sm3_per_day, 640, 1e-6) << b << " " << di;
    }
}

// The estimate of reserves must not hang on the search: no point near the optimum is lower.
TEST(ArpsFit, NoNeighbourOfANoisyFitIsBetter) {
  const ArpsCurve made{900, 0.03, 0.6};
  auto points = irregular(made, 150);
  std::mt19937_64 random(5);
  for (auto& point : points)
    point.rate_sm3_per_day *= 0.9 + 0.2 * std::ldexp(static_cast<double>(random() >> 11), -53);
  const auto squares = [&](const ArpsCurve& curve) {
    double sum = 0;
    for (const auto& point : points)
      sum += point.weight * std::pow(point.rate_sm3_per_day - curve.rate(point.days), 2);
    return sum;
  };
  const auto found = fit_hyperbolic(points);
  EXPECT_NEAR(squares(found.curve) / found.squares, 1, 1e-12);
  for (const double by_qi : {-1e-3, 0.0, 1e-3})
    for (const double by_di : {-1e-3, 0.0, 1e-3})
      for (const double by_b : {-1e-3, 0.0, 1e-3}) {
        auto near = found.curve;
        near.qi_sm3_per_day *= 1 + by_qi;
        near.di_per_day *= 1 + by_di;
        near.b += by_b;
        EXPECT_GE(squares(near), found.squares * (1 - 1e-12)) << by_qi << " " << by_di << " " << by_b;
      }
  EXPECT_LE(found.squares, fit_with_exponent(points, Trend::falling, 0).squares);
  EXPECT_LE(found.squares, fit_with_exponent(points, Trend::falling, 1).squares);
  EXPECT_GT(found.curve.b, 0.2);
  EXPECT_LT(found.curve.b, 1);
}

// One day of a million and a tail of ones has a valley for each exponent: from a grid alone, the wells with
// these seeds end in a worse one than the harmonic curve's.
TEST(ArpsFit, TheHyperbolicFitIsNeverWorseThanThoseItContains) {
  for (const unsigned seed : {431U, 516U, 1268U, 4388U, 6331U, 6365U}) {
    std::mt19937_64 random(seed);
    const auto uniform = [&] { return std::ldexp(static_cast<double>(random() >> 11), -53); };
    std::vector<RatePoint> points = {{0, 1e6, 0.01 + uniform()}};
    for (unsigned i = 0; i < 7 + seed % 30; ++i) {
      const double days = points.back().days + 0.01 + 10 * uniform();
      points.push_back({days, 1, 0.01 + uniform()});
    }
    const double found = fit_hyperbolic(points).squares;
    for (const double b : {0.0, 1.0, 2.0})
      EXPECT_LE(found, fit_with_exponent(points, Trend::falling, b).squares * (1 + 1e-12))
          << seed << " " << b;
  }
}

TEST(ArpsFit, RisingRatesHaveANegativeDecline) {
  const ArpsCurve made{300, -0.02, 0};
  const auto points = irregular(made, 40);
  EXPECT_EQ(trend_of(points), Trend::rising);
  const auto found = fit_with_exponent(points, Trend::rising, 0).curve;
  EXPECT_NEAR(found.di_per_day, -0.02, 1e-10);
  EXPECT_NEAR(found.qi_sm3_per_day, 300, 1e-6);
}

TEST(ArpsFit, RoundingOfAConstantRateIsNoTrend) {
  auto points = irregular({0.1, 0, 0}, 40);
  EXPECT_EQ(trend_of(points), Trend::constant);
  for (auto& point : points) point.rate_sm3_per_day *= 1 - 1e-13 * point.days;
  EXPECT_EQ(trend_of(points), Trend::constant);
  for (auto& point : points) point.rate_sm3_per_day *= 1 - 1e-6 * point.days;
  EXPECT_EQ(trend_of(points), Trend::falling);
}

TEST(ArpsFit, AHeavyPointPullsMore) {
  std::vector<RatePoint> points = {{0, 100, 1}, {1, 90, 1}, {2, 80, 1}, {3, 90, 1}};
  const auto light = fit_with_exponent(points, Trend::falling, 0).curve.rate(3);
  points.back().weight = 100;
  EXPECT_GT(fit_with_exponent(points, Trend::falling, 0).curve.rate(3), light + 2);
}

}  // namespace
}  // namespace flodata::surveillance
