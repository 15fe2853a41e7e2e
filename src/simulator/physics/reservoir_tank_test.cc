#include "simulator/physics/reservoir_tank.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace flodata::simulator {
namespace {

constexpr FluidDescription kFluid{33, 0.8, 105, 150};
constexpr TankDescription kTank{325, 20e6, 0.2, 6e-5, {10e6, 60}};
constexpr RockDescription kRock{0.2, 0.25, 0.4, 3, 2.5, 1.6};

/// Withdrawal less expansion less influx [rm3], in the form of Havlena & Odeh 1963 and not in the tank's own:
/// 0 when the balance closes.
double balance_rm3(const TankDescription& tank, const Fluid& fluid, double solution_gor,
                   const SurfaceVolumes& produced, double influx_rm3, double pressure_bar) {
  const double n = tank.oil_in_place_sm3;
  const double boi = fluid.oil_volume_factor(fluid.live_oil(solution_gor), tank.initial_pressure_bar);
  const double left = (n * solution_gor - produced.gas_sm3) / (n - produced.oil_sm3);
  const double rs = std::min(left, fluid.saturated_gor(pressure_bar));
  const double bo = fluid.oil_volume_factor(fluid.live_oil(rs), pressure_bar);
  const double bg = fluid.gas_volume_factor(pressure_bar);
  const double bw = Fluid::water_volume_factor(pressure_bar);
  const double bwi = Fluid::water_volume_factor(tank.initial_pressure_bar);
  const double pores_rm3 = n * boi / (1 - tank.connate_water_frac);
  const double withdrawal = produced.oil_sm3 * bo + (produced.gas_sm3 - produced.oil_sm3 * rs) * bg +
                            (produced.water_sm3 - produced.injected_sm3) * bw;
  const double oil_expansion = n * (bo - boi + (solution_gor - rs) * bg);
  const double water_expansion = pores_rm3 * tank.connate_water_frac / bwi * (bw - bwi);
  const double rock_expansion =
      pores_rm3 * tank.rock_compressibility_per_bar * (tank.initial_pressure_bar - pressure_bar);
  return withdrawal - oil_expansion - water_expansion - rock_expansion - influx_rm3;
}

RC_GTEST_PROP(ReservoirTank, BalanceClosesEveryDayAboveAndBelowTheBubblePoint, ()) {
  const Fluid fluid(kFluid);
  ReservoirTank tank(kTank, kFluid.solution_gor, fluid);
  const auto days = *rc::gen::inRange(1, 400);
  const double oil_sm3 = *rc::gen::inRange(0, 15000);
  const double water_sm3 = *rc::gen::inRange(0, 9000);
  const double injected_sm3 = *rc::gen::inRange(0, 24000);
  const double extra_gas_frac = *rc::gen::inRange(-5, 40) / 100.0;
  for (int day = 0; day < days; ++day) {
    const double gor = kFluid.solution_gor * (1 + extra_gas_frac);
    tank.book({oil_sm3, oil_sm3 * gor, water_sm3, injected_sm3}, day % 100 == 7 ? 25.0 / 24 : 1.0);
    const double residual = balance_rm3(kTank, fluid, kFluid.solution_gor, tank.produced(),
                                        tank.aquifer_influx_rm3(), tank.pressure_bar());
    RC_ASSERT(std::abs(residual) < 0.01);  // a published volume's last digit, of some 3e7 rm3
    if (tank.pressure_bar() < 60 || tank.pressure_bar() > 550) break;  // no operator would go on
  }
}

TEST(ReservoirTank, WithoutFlowItStaysAsItIs) {
  const Fluid fluid(kFluid);
  ReservoirTank tank(kTank, kFluid.solution_gor, fluid);
  for (int day = 0; day < 100; ++day) tank.book({}, 1);
  EXPECT_NEAR(tank.pressure_bar(), kTank.initial_pressure_bar, 1e-6);
  EXPECT_NEAR(tank.aquifer_influx_rm3(), 0, 1e-3);
}

TEST(ReservoirTank, PressureFallsByVoidageOverCompressibility) {
  const Fluid fluid(kFluid);
  auto closed = kTank;
  closed.aquifer = {1, 1e-9};
  ReservoirTank tank(closed, kFluid.solution_gor, fluid);
  const auto oil = tank.oil();
  const double oil_sm3 = 10000;
  tank.book({oil_sm3, oil_sm3 * kFluid.solution_gor, 0, 0}, 1);
  // Δp = Np Bo / (Vp (So co' + Sw cw' + cr)), co' and cw' by the volume at reference conditions.
  const double bo = fluid.oil_volume_factor(oil, kTank.initial_pressure_bar);
  const double bw = Fluid::water_volume_factor(kTank.initial_pressure_bar);
  const double co = Fluid::kOilCompressibilityPerBar * oil.bubble_volume_factor / bo;
  const double cw = Fluid::kWaterCompressibilityPerBar * 1.03 / bw;
  const double total = 0.8 * co + 0.2 * cw + kTank.rock_compressibility_per_bar;
  const double expected_bar = oil_sm3 * bo / (tank.pore_volume_rm3(kTank.initial_pressure_bar) * total);
  EXPECT_NEAR(kTank.initial_pressure_bar - tank.pressure_bar(), expected_bar, 0.002 * expected_bar);
}

TEST(ReservoirTank, ShutInAfterProductionComesBackTowardsTheAquifer) {
  const Fluid fluid(kFluid);
  ReservoirTank tank(kTank, kFluid.solution_gor, fluid);
  for (int day = 0; day < 60; ++day) tank.book({5000, 5000 * kFluid.solution_gor, 0, 0}, 1);
  double before_bar = tank.pressure_bar();
  EXPECT_LT(before_bar, tank.aquifer_pressure_bar() - 5);
  for (int day = 0; day < 3000; ++day) {
    tank.book({}, 1);
    EXPECT_GE(tank.pressure_bar(), before_bar - 1e-9);
    before_bar = tank.pressure_bar();
  }
  EXPECT_NEAR(tank.pressure_bar(), tank.aquifer_pressure_bar(), 0.01);
}

TEST(ReservoirTank, GasOilRatioRisesOnceFreeGasMoves) {
  const Fluid fluid(kFluid);
  auto closed = kTank;
  closed.aquifer = {1, 1e-9};
  ReservoirTank tank(closed, kFluid.solution_gor, fluid);
  const double above = tank.produced_gor(kRock);
  EXPECT_NEAR(above, kFluid.solution_gor, 1e-9);
  double lowest = above;
  while (tank.pressure_bar() > 120) {
    const double gor = tank.produced_gor(kRock);
    lowest = std::min(lowest, gor);
    tank.book({10000, 10000 * gor, 0, 0}, 1);
  }
  EXPECT_GT(tank.gas_saturation_frac(), 0.05);
  EXPECT_LT(lowest, above);                          // at first the gas stays behind
  EXPECT_GT(tank.produced_gor(kRock), 1.2 * above);  // then it runs ahead
}

TEST(Aquifer, GivesInTheEndWhatItsCompressibilityHolds) {
  constexpr AquiferDescription kAquifer{9e6, 80};
  constexpr double kInitialBar = 300;
  constexpr double kTankBar = 250;
  Aquifer aquifer(kAquifer, kInitialBar);
  for (int day = 0; day < 20000; ++day) aquifer.book(aquifer.influx_rm3(kTankBar, 1));
  EXPECT_NEAR(aquifer.cumulative_rm3(), 9e6 * (kInitialBar - kTankBar) / kInitialBar, 1);
  EXPECT_NEAR(aquifer.pressure_bar(), kTankBar, 1e-4);
}

TEST(Aquifer, TwoHalfDaysGiveWhatOneDayGives) {
  Aquifer whole({9e6, 800}, 300);
  Aquifer halves({9e6, 800}, 300);
  whole.book(whole.influx_rm3(260, 1));
  halves.book(halves.influx_rm3(260, 0.5));
  halves.book(halves.influx_rm3(260, 0.5));
  EXPECT_NEAR(whole.cumulative_rm3(), halves.cumulative_rm3(), 1e-6 * whole.cumulative_rm3());
}

}  // namespace
}  // namespace flodata::simulator
