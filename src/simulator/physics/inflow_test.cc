#include "simulator/physics/inflow.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace flodata::simulator {
namespace {

TEST(Inflow, FollowsVogelsCurveInASaturatedReservoir) {
  constexpr double kProductivity = 50;
  constexpr double kReservoirBar = 180;
  const Inflow inflow{kProductivity, kReservoirBar, kReservoirBar, 0};
  const double most = inflow.rate_sm3_per_day(0);
  EXPECT_NEAR(most, kProductivity * kReservoirBar / 1.8, 1e-9);
  // Vogel 1968, equation 7, at half of the reservoir's pressure.
  EXPECT_NEAR(inflow.rate_sm3_per_day(kReservoirBar / 2) / most, 0.7, 1e-12);
}

TEST(Inflow, IsAStraightLineAboveTheBubblePointAndBendsBelowWithoutACorner) {
  const Inflow inflow{40, 300, 240, 0};
  EXPECT_NEAR(inflow.rate_sm3_per_day(260), 1600, 1e-9);
  EXPECT_NEAR(inflow.rate_sm3_per_day(240), 2400, 1e-9);
  EXPECT_NEAR(inflow.rate_sm3_per_day(239.999) - inflow.rate_sm3_per_day(240), 0.04, 1e-4);
  EXPECT_LT(inflow.rate_sm3_per_day(200), 4000);
}

TEST(Inflow, WaterKeepsTheStraightLine) {
  const Inflow inflow{40, 300, 240, 1};
  EXPECT_NEAR(inflow.rate_sm3_per_day(100), 8000, 1e-9);
}

RC_GTEST_PROP(Inflow, GrowsAsTheBottomholePressureFalls, ()) {
  const Inflow inflow{*rc::gen::inRange(1, 200) / 1.0, 300, *rc::gen::inRange(20, 300) / 1.0,
                      *rc::gen::inRange(0, 101) / 100.0};
  const double bottomhole_bar = *rc::gen::inRange(1, 300);
  RC_ASSERT(inflow.rate_sm3_per_day(300) == 0);
  RC_ASSERT(inflow.rate_sm3_per_day(bottomhole_bar - 1) > inflow.rate_sm3_per_day(bottomhole_bar));
  RC_ASSERT(inflow.rate_sm3_per_day(bottomhole_bar) <=
            inflow.productivity_sm3_per_day_bar * (300 - bottomhole_bar) * (1 + 1e-12));
}

}  // namespace
}  // namespace flodata::simulator
