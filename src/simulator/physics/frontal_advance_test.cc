#include "simulator/physics/frontal_advance.h"

#include <gtest/gtest.h>

#include <cmath>

namespace flodata::simulator {
namespace {

constexpr RockDescription kRock{0.2, 0.25, 0.4, 3, 2.5, 1.6};

/// Oil that has come out by so many pore volumes, by the trapezoidal rule [pore volumes].
template <typename Outflow>
double oil_out(const Outflow& outflow, double pore_volumes) {
  constexpr int kSteps = 40000;
  const double step = pore_volumes / kSteps;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) sum += (1 - outflow.water_frac((i + 0.5) * step)) * step;
  return sum;
}

TEST(LayerOutflow, FrontOfQuadraticPermeabilitiesLiesWhereTheTangentSays) {
  // krw = s², kro = (1 - s)², equal viscosities: f/s is largest at s = 1/√2, and f'(s) = f/s = (1 + √2)/2
  // there.
  const LayerOutflow layer({0.2, 0.3, 1, 2, 2, 1});
  EXPECT_NEAR(layer.front_saturation(), std::sqrt(0.5), 0.003);
  EXPECT_NEAR(layer.breakthrough_pore_volumes(), 0.5 * 2 / (1 + std::sqrt(2)), 1e-4);
}

TEST(LayerOutflow, GivesAllMovableOilInTheEndAndNoMore) {
  const LayerOutflow layer(kRock);
  const double movable = 1 - kRock.connate_water_frac - kRock.residual_oil_frac;
  EXPECT_LT(oil_out(layer, 3), movable);
  EXPECT_LT(oil_out(layer, 30), movable * 1.001);  // the front's saturation lies on a grid
  EXPECT_GT(oil_out(layer, 30), movable * 0.98);
}

TEST(LayerOutflow, WelgesAverageSaturationIsWhatWasLetInAndNotLetOut) {
  const LayerOutflow layer({0.2, 0.3, 1, 2, 2, 1});
  // Welge: mean Sw - Swc = Q (1 - f) + Sw2 - Swc behind the outlet, with f'(Sw2) = 1/Q; here at s2 = 0.8.
  const double s2 = 0.8;
  const double f2 = s2 * s2 / (s2 * s2 + (1 - s2) * (1 - s2));
  const double slope = 2 * s2 * (1 - s2) / std::pow(s2 * s2 + (1 - s2) * (1 - s2), 2);
  const double pore_volumes = 0.5 / slope;
  EXPECT_NEAR(layer.water_frac(pore_volumes), f2, 1e-3);
  EXPECT_NEAR(oil_out(layer, pore_volumes), 0.5 * s2 + pore_volumes * (1 - f2), 1e-3);
}

TEST(WaterAdvance, RisesFromNothingTowardsOne) {
  const WaterAdvance advance(LayerOutflow(kRock), 0.6);
  EXPECT_EQ(advance.water_frac(0), 0);
  double before = 0;
  for (double pore_volumes = 0; pore_volumes < 20; pore_volumes += 0.01) {
    const double frac = advance.water_frac(pore_volumes);
    EXPECT_GE(frac, before);
    EXPECT_LT(frac, 1);
    before = frac;
  }
  EXPECT_GT(before, 0.98);
}

TEST(WaterAdvance, NeverGivesMoreWaterThanCameInNorMoreOilThanCanMove) {
  const double movable = 1 - kRock.connate_water_frac - kRock.residual_oil_frac;
  for (const double variation : {0.1, 0.4, 0.6, 0.8}) {
    const WaterAdvance advance(LayerOutflow(kRock), variation);
    EXPECT_LT(oil_out(advance, 1), movable);
    EXPECT_LT(oil_out(advance, 20), movable * 1.01);  // the table joins its points by lines
  }
}

TEST(WaterAdvance, BreaksThroughEarlierInMoreVariedLayers) {
  const LayerOutflow layer(kRock);
  const auto early_water_at = [&](double variation) {
    const WaterAdvance advance(layer, variation);
    double pore_volumes = 0;
    while (advance.water_frac(pore_volumes) <= 0.05) pore_volumes += 1e-3;
    return pore_volumes;
  };
  EXPECT_NEAR(early_water_at(0), layer.breakthrough_pore_volumes(), 0.02);
  EXPECT_GT(early_water_at(0.3), early_water_at(0.5));
  EXPECT_GT(early_water_at(0.5), early_water_at(0.7));
}

}  // namespace
}  // namespace flodata::simulator
