// Tubing, choke and the point at which they agree with the inflow.
#include "simulator/physics/operating_point.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace flodata::simulator {
namespace {

constexpr double kReservoirTempK = 378;
constexpr TubingDescription kTubing{2500, 3200, 0.152, 3e-5};

const Fluid& fluid() {
  static const Fluid kFluid({33, 0.8, 105, 150});
  return kFluid;
}

TEST(Tubing, StandingWaterWeighsWhatItsDepthSays) {
  const Tubing tubing(kTubing);
  const WellStream water(fluid(), 1, 150);
  // 2500 m of some 1000 kg/m3 (1030 kg/Sm3 over 1.03 m3/Sm3 and a little more under less pressure).
  EXPECT_NEAR(300 - tubing.wellhead_bar(water, 0, 300, kReservoirTempK), 2500 * 996 * 9.80665 / 1e5, 1);
}

TEST(Tubing, FrictionOfWaterFollowsDarcyAndWeisbach) {
  const Tubing tubing(kTubing);
  const double standing_bar = tubing.injection_wellhead_bar(0, 300);
  const double friction_bar = tubing.injection_wellhead_bar(6000, 300) - standing_bar;
  const double area_m2 = 3.14159265 / 4 * 0.152 * 0.152;
  const double speed_m_per_s = 6000.0 / 86400 / area_m2;
  const double factor = std::pow(-2 * std::log10(3e-5 / (3.7 * 0.152)), -2);
  EXPECT_NEAR(friction_bar, factor * 3200 / 0.152 * 1030 / 2 * speed_m_per_s * speed_m_per_s / 1e5, 1e-6);
  EXPECT_NEAR(tubing.injection_wellhead_bar(12000, 300) - standing_bar, 4 * friction_bar, 1e-6);
}

TEST(Tubing, GasLightensTheColumnAndWaterLoadsIt) {
  const Tubing tubing(kTubing);
  const auto wellhead_bar = [&](double water_cut_frac, double gas_oil_ratio) {
    return tubing.wellhead_bar({fluid(), water_cut_frac, gas_oil_ratio}, 500, 250, kReservoirTempK);
  };
  EXPECT_GT(wellhead_bar(0, 200), wellhead_bar(0, 100));
  EXPECT_GT(wellhead_bar(0, 150), wellhead_bar(0.5, 150));
  EXPECT_GT(wellhead_bar(0.5, 150), wellhead_bar(0.9, 150));
}

TEST(Choke, CriticalFlowDoesNotHearWhatIsBehindIt) {
  const Choke choke(100);
  const WellStream stream(fluid(), 0.3, 150);
  const auto rate = [&](double outlet_bar) {
    return choke.rate_sm3_per_day(stream, 30, 100, 333, outlet_bar);
  };
  EXPECT_EQ(rate(20), rate(100 * Choke::kCriticalRatio - 1));
  EXPECT_LT(rate(80), rate(20));
  EXPECT_EQ(rate(100), 0);
  EXPECT_EQ(rate(110), 0);
}

TEST(Choke, TwiceTheOpeningLetsFourTimesAsMuchThrough) {
  const Choke choke(100);
  const WellStream stream(fluid(), 0.3, 150);
  EXPECT_NEAR(
      choke.rate_sm3_per_day(stream, 60, 80, 333, 20) / choke.rate_sm3_per_day(stream, 30, 80, 333, 20), 4,
      1e-9);
}

TEST(Choke, WaterNeedsTheOpeningThatItsValveEquationGives) {
  // Kv 90 m3/h, 4 bar, density 1030 kg/m3, fully open: 90·sqrt(4/1.03) m3/h.
  EXPECT_NEAR(Choke(90).opening_for_water_pct(24 * 90 * std::sqrt(4 / 1.03), 104, 100), 100, 1e-9);
}

RC_GTEST_PROP(OperatingPoint, AgreesWithInflowTubingAndChokeAtOnce, ()) {
  const Inflow inflow{*rc::gen::inRange(3, 150) / 1.0, *rc::gen::inRange(250, 330) / 1.0, 240,
                      *rc::gen::inRange(0, 90) / 100.0};
  const double opening_pct = *rc::gen::inRange(4, 101);
  const double outlet_bar = 18;
  const WellStream stream(fluid(), inflow.water_cut_frac, *rc::gen::inRange(130, 170) / 1.0);
  const Tubing tubing(kTubing);
  const Choke choke(200);
  const auto point =
      find_operating_point({inflow, tubing, choke, stream, opening_pct, outlet_bar, kReservoirTempK});
  RC_PRE(point.has_value());
  const double rate = point->liquid_sm3_per_day;
  RC_ASSERT(rate > 0);
  RC_ASSERT(point->bottomhole_bar < inflow.reservoir_bar);
  RC_ASSERT(std::abs(rate - inflow.rate_sm3_per_day(point->bottomhole_bar)) < 1e-9 * rate);
  RC_ASSERT(std::abs(point->wellhead_bar -
                     tubing.wellhead_bar(stream, rate, point->bottomhole_bar, kReservoirTempK)) < 1e-9);
  const double passed =
      choke.rate_sm3_per_day(stream, opening_pct, point->wellhead_bar, Tubing::kWellheadTempK, outlet_bar);
  // The pressure is found to 1e-7 bar; an open choke answers that with some 1e5 Sm3/d per bar at most.
  RC_ASSERT(std::abs(passed - rate) < 0.05);
}

TEST(OperatingPoint, OpeningTheChokeGivesMoreAtLowerPressures) {
  const Inflow inflow{60, 300, 240, 0.4};
  const WellStream stream(fluid(), 0.4, 150);
  const Tubing tubing(kTubing);
  const Choke choke(200);
  auto before = find_operating_point({inflow, tubing, choke, stream, 10, 18, kReservoirTempK}).value();
  for (double opening_pct = 15; opening_pct <= 100; opening_pct += 5) {
    const auto point =
        find_operating_point({inflow, tubing, choke, stream, opening_pct, 18, kReservoirTempK}).value();
    EXPECT_GT(point.liquid_sm3_per_day, before.liquid_sm3_per_day);
    EXPECT_LT(point.bottomhole_bar, before.bottomhole_bar);
    EXPECT_LT(point.wellhead_bar, before.wellhead_bar);
    before = point;
  }
}

TEST(OperatingPoint, AColumnTooHeavyForTheReservoirDoesNotFlow) {
  const Inflow inflow{60, 250, 200, 0.98};
  const WellStream stream(fluid(), 0.98, 150);
  EXPECT_FALSE(find_operating_point({inflow, Tubing(kTubing), Choke(200), stream, 100, 18, kReservoirTempK}));
}

}  // namespace
}  // namespace flodata::simulator
