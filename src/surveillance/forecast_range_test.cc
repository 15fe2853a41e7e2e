#include "surveillance/forecast_range.h"

#include <cmath>

#include <gtest/gtest.h>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

constexpr double kHorizonDays = 50 * kDaysPerYear;
constexpr double kTerminal = 0.00005;

VolumeRange range(const ArpsCurve& rest, double scatter_frac, double window_days = kDaysPerYear,
                  double horizon_days = kHorizonDays) {
  return forecast_range(rest, {window_days, scatter_frac, 0, rest.di_per_day}, {10, kTerminal, horizon_days});
}

double own_volume(const ArpsCurve& rest, double horizon_days = kHorizonDays) {
  const ModifiedHyperbolic forecast(rest, kTerminal);
  return forecast.volume(std::min(forecast.days_until(10), horizon_days));
}

TEST(ForecastRange, IsInOrderAndHoldsTheCurvesOwnVolume) {
  for (const double di : {0.00001, 0.0003, 0.001, 0.01, 0.1})
    for (const double b : {0.0, 0.5, 1.0, 2.0})
      for (const double scatter : {0.0, 0.02, 0.2, 2.0})
        for (const double days : {7.0, 90.0, 700.0}) {
          const ArpsCurve rest{800, di, b};
          const auto found = range(rest, scatter, days);
          EXPECT_LE(found.p90, found.p50) << di << " " << b << " " << scatter;
          EXPECT_LE(found.p50, found.p10) << di << " " << b << " " << scatter;
          EXPECT_LE(found.p90, own_volume(rest));
          EXPECT_GE(found.p10, own_volume(rest));
          EXPECT_TRUE(std::isfinite(found.p10));
          EXPECT_GE(found.p90, 0);
        }
}

TEST(ForecastRange, RatesWithoutScatterHaveOneFuture) {
  const ArpsCurve rest{800, 0.001, 0.4};
  const auto found = range(rest, 0);
  EXPECT_NEAR(found.p90, own_volume(rest), 1);
  EXPECT_NEAR(found.p50, own_volume(rest), 1);
  EXPECT_NEAR(found.p10, own_volume(rest), 1);
}

TEST(ForecastRange, GrowsWithScatterAndWithShorterWindows) {
  const ArpsCurve rest{800, 0.001, 0};
  const auto ratio = [](const VolumeRange& found) { return found.p10 / found.p90; };
  EXPECT_LT(ratio(range(rest, 0.02)), ratio(range(rest, 0.1)));
  EXPECT_LT(ratio(range(rest, 0.1)), ratio(range(rest, 0.3)));
  EXPECT_LT(ratio(range(rest, 0.1, 700)), ratio(range(rest, 0.1, 100)));
  EXPECT_LT(ratio(range(rest, 0.1, 365, 30)), ratio(range(rest, 0.1, 365, 365)));
}

TEST(ForecastRange, BelowTheLimitThereIsNothing) {
  const auto found = range({5, 0.001, 0}, 0.01);
  EXPECT_EQ(found.p90, 0);
  EXPECT_EQ(found.p10, 0);
}

TEST(ForecastRange, ADeclineIsOneWhenItStandsOutOfItsScatter) {
  EXPECT_TRUE(is_declining({365, 0.1, 0.0005, 0.001}));
  EXPECT_FALSE(is_declining({365, 0.1, 0.001, 0.001}));
  EXPECT_FALSE(is_declining({365, 0.1, 0, 0}));
}

}  // namespace
}  // namespace flodata::surveillance
