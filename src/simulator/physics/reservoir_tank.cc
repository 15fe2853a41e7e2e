#include "simulator/physics/reservoir_tank.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "simulator/physics/root.h"

namespace flodata::simulator {

double Aquifer::pressure_bar() const {
  return initial_pressure_bar_ * (1 - cumulative_rm3_ / description_.largest_influx_rm3);
}

double Aquifer::influx_rm3(double mean_tank_pressure_bar, double days) const {
  const double capacity_rm3_per_bar = description_.largest_influx_rm3 / initial_pressure_bar_;
  const double exhausted =
      1 - std::exp(-description_.productivity_rm3_per_day_bar * days / capacity_rm3_per_bar);
  return capacity_rm3_per_bar * (pressure_bar() - mean_tank_pressure_bar) * exhausted;
}

ReservoirTank::ReservoirTank(const TankDescription& description, double solution_gor, const Fluid& fluid)
    : description_(description),
      solution_gor_(solution_gor),
      fluid_(fluid),
      aquifer_(description.aquifer, description.initial_pressure_bar),
      pressure_bar_(description.initial_pressure_bar) {
  const auto oil_rm3 =
      description.oil_in_place_sm3 *
      fluid.oil_volume_factor(fluid.live_oil(solution_gor), description.initial_pressure_bar);
  initial_pore_volume_rm3_ = oil_rm3 / (1 - description.connate_water_frac);
  initial_water_sm3_ = initial_pore_volume_rm3_ * description.connate_water_frac /
                       Fluid::water_volume_factor(description.initial_pressure_bar);
  FLODATA_CHECK(solution_gor <=
                fluid.saturated_gor(description.initial_pressure_bar));  // no gas cap at first
}

double ReservoirTank::pore_volume_rm3(double pressure_bar) const {
  return initial_pore_volume_rm3_ *
         (1 + description_.rock_compressibility_per_bar * (pressure_bar - description_.initial_pressure_bar));
}

double ReservoirTank::remaining_gor() const {
  const double gas_sm3 = description_.oil_in_place_sm3 * solution_gor_ - cumulative_.gas_sm3;
  return std::max(0.0, gas_sm3) / oil_in_place_sm3();
}

double ReservoirTank::dissolved_gor(double pressure_bar) const {
  return std::min(remaining_gor(), fluid_.saturated_gor(pressure_bar));
}

double ReservoirTank::free_gas_rm3(double pressure_bar) const {
  return oil_in_place_sm3() * (remaining_gor() - dissolved_gor(pressure_bar)) *
         fluid_.gas_volume_factor(pressure_bar);
}

double ReservoirTank::water_rm3(double pressure_bar, double influx_rm3) const {
  const double sm3 = initial_water_sm3_ + cumulative_.injected_sm3 - cumulative_.water_sm3;
  return sm3 * Fluid::water_volume_factor(pressure_bar) + aquifer_.cumulative_rm3() + influx_rm3;
}

double ReservoirTank::excess_rm3(double pressure_bar, double days) const {
  const double influx_rm3 = aquifer_.influx_rm3((pressure_bar_ + pressure_bar) / 2, days);
  const auto oil = fluid_.live_oil(dissolved_gor(pressure_bar));
  return oil_in_place_sm3() * fluid_.oil_volume_factor(oil, pressure_bar) + free_gas_rm3(pressure_bar) +
         water_rm3(pressure_bar, influx_rm3) - pore_volume_rm3(pressure_bar);
}

void ReservoirTank::book(const SurfaceVolumes& volumes, double days) {
  cumulative_.oil_sm3 += volumes.oil_sm3;
  cumulative_.gas_sm3 += volumes.gas_sm3;
  cumulative_.water_sm3 += volumes.water_sm3;
  cumulative_.injected_sm3 += volumes.injected_sm3;
  constexpr double kFirstStepBar = 2;
  constexpr double kToleranceBar = 1e-10;
  constexpr double kLowestBar = 1;
  const auto excess = [&](double pressure_bar) { return excess_rm3(pressure_bar, days); };
  double low = pressure_bar_ - kFirstStepBar;
  double high = pressure_bar_ + kFirstStepBar;
  // At the ends of the range only a bug can still lack a sign; find_root then ends the program.
  for (double step = kFirstStepBar; low > kLowestBar && excess(low) < 0; step *= 2)
    low = std::max(kLowestBar, low - step);
  for (double step = kFirstStepBar; high < Fluid::kHighestPressureBar && excess(high) > 0; step *= 2)
    high = std::min(Fluid::kHighestPressureBar, high + step);
  const double pressure_bar = find_root(excess, low, high, kToleranceBar);
  aquifer_.book(aquifer_.influx_rm3((pressure_bar_ + pressure_bar) / 2, days));
  pressure_bar_ = pressure_bar;
}

double ReservoirTank::water_saturation_frac() const {
  return water_rm3(pressure_bar_, 0) / pore_volume_rm3(pressure_bar_);
}

double ReservoirTank::gas_saturation_frac() const {
  return free_gas_rm3(pressure_bar_) / pore_volume_rm3(pressure_bar_);
}

double ReservoirTank::produced_gor(const RockDescription& rock) const {
  constexpr double kCriticalGasFrac = 0.04;
  constexpr double kViscosityRatio = 25;  // oil's by gas's
  constexpr double kGasEndPoint = 0.6;
  constexpr double kLeastOilPart = 0.05;
  const double gas_frac = gas_saturation_frac();
  const double dissolved = dissolved_gor(pressure_bar_);
  if (gas_frac <= kCriticalGasFrac) return dissolved;
  const double movable_frac = 1 - rock.connate_water_frac - rock.residual_oil_frac;
  const double oil_part = (1 - water_saturation_frac() - gas_frac - rock.residual_oil_frac) / movable_frac;
  const double gas_part = (gas_frac - kCriticalGasFrac) / movable_frac;
  const double permeability_ratio =
      kGasEndPoint * gas_part * gas_part / std::pow(std::max(kLeastOilPart, oil_part), rock.oil_exponent);
  return dissolved + permeability_ratio * kViscosityRatio * fluid_.oil_volume_factor(oil(), pressure_bar_) /
                         fluid_.gas_volume_factor(pressure_bar_);
}

}  // namespace flodata::simulator
