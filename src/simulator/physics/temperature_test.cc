#include "simulator/physics/temperature.h"

#include <gtest/gtest.h>

#include <cmath>

#include "simulator/physics/day_states.h"

namespace flodata::simulator {
namespace {

TEST(WellheadTemperature, LiesBetweenTheSeaOfASlowWellAndTheReservoirOfAFastOne) {
  EXPECT_NEAR(wellhead_temp_degc(8, 105, 2500, 1), 8, 0.1);
  EXPECT_NEAR(wellhead_temp_degc(8, 105, 2500, 1e8), 105, 0.1);
  double before = 8;
  for (double flow = 1e3; flow < 1e6; flow *= 1.5) {
    const double temp = wellhead_temp_degc(8, 105, 2500, flow);
    EXPECT_GT(temp, before);
    before = temp;
  }
}

TEST(Relaxation, MeanOnTheWayIsTheIntegralOfTheCurve) {
  Relaxation whole(10);
  const double mean = whole.advance(80, 3, 24);
  Relaxation fine(10);
  double sum = 0;
  for (int i = 0; i < 2400; ++i) sum += fine.advance(80, 3, 0.01) * 0.01;
  EXPECT_NEAR(mean, sum / 24, 1e-9);
  EXPECT_NEAR(whole.value(), fine.value(), 1e-9);
  EXPECT_NEAR(whole.value(), 80 - 70 * std::exp(-8.0), 1e-12);
}

TEST(ShutInPressure, DifferenceDwindlesWithEveryHourAndBeginsAtTheFlowingOne) {
  ShutInPressure shut_in;
  shut_in.flowing(60);
  double before = 60;
  for (int hour = 0; hour < 500; ++hour) {
    const double mean = shut_in.closed(1);
    EXPECT_LT(mean, before);
    EXPECT_GT(mean, 0);
    before = mean;
  }
  EXPECT_LT(before, 0.1);
}

TEST(DayStates, OffHoursJoinTheShutEndOfTheDay) {
  const auto opened = day_states(10, 24, {true, false});
  ASSERT_EQ(opened.size(), 2U);
  EXPECT_FALSE(opened[0].on);
  EXPECT_EQ(opened[0].hours, 14);
  const auto closed = day_states(10, 24, {false, true});
  ASSERT_EQ(closed.size(), 2U);
  EXPECT_TRUE(closed[0].on);
  const auto trip = day_states(10, 25, {false, false});
  ASSERT_EQ(trip.size(), 3U);
  EXPECT_FALSE(trip[1].on);
  EXPECT_EQ(trip[1].hours, 15);
  EXPECT_EQ(day_states(25, 25, {true, false}).size(), 1U);
  EXPECT_FALSE(day_states(0, 23, {false, false}).front().on);
}

}  // namespace
}  // namespace flodata::simulator
