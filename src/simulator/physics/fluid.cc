#include "simulator/physics/fluid.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"

namespace flodata::simulator {
namespace {

// The correlations' own units; nothing outside this file knows them.
constexpr double kScfPerStbPerUnit = 5.614583;  // 1 Sm3/Sm3 in scf/stb
constexpr double kAirDensityKgPerSm3 = 1.225;
constexpr double kFreshWaterDensityKgPerSm3 = 999;

double fahrenheit(double temp_degc) { return temp_degc * 9 / 5 + 32; }
double rankine(double temp_degc) { return fahrenheit(temp_degc) + 459.67; }

double oil_specific_gravity(double oil_gravity_api) { return 141.5 / (131.5 + oil_gravity_api); }

double standing_gor(const FluidDescription& fluid, double pressure_bar) {
  const double exponent = 0.0125 * fluid.oil_gravity_api - 0.00091 * fahrenheit(fluid.reservoir_temp_degc);
  const double base = (pressure_bar * kPsiPerBar / 18.2 + 1.4) * std::pow(10.0, exponent);
  return fluid.gas_gravity * std::pow(base, 1.2048) / kScfPerStbPerUnit;
}

double standing_volume_factor(const FluidDescription& fluid, double gas_oil_ratio) {
  const double gravities = std::sqrt(fluid.gas_gravity / oil_specific_gravity(fluid.oil_gravity_api));
  const double f =
      gas_oil_ratio * kScfPerStbPerUnit * gravities + 1.25 * fahrenheit(fluid.reservoir_temp_degc);
  return 0.9759 + 0.00012 * std::pow(f, 1.2);
}

double papay_deviation(const FluidDescription& fluid, double pressure_bar) {
  const double gamma = fluid.gas_gravity;
  const double critical_temp_r = 168 + 325 * gamma - 12.5 * gamma * gamma;
  const double critical_psi = 677 + 15 * gamma - 37.5 * gamma * gamma;
  const double reduced_temp = rankine(fluid.reservoir_temp_degc) / critical_temp_r;
  const double reduced = pressure_bar * kPsiPerBar / critical_psi;
  return 1 - 3.53 * reduced / std::pow(10.0, 0.9813 * reduced_temp) +
         0.274 * reduced * reduced / std::pow(10.0, 0.8157 * reduced_temp);
}

}  // namespace

Fluid::Fluid(const FluidDescription& description)
    : reservoir_temp_degc_(description.reservoir_temp_degc),
      oil_density_kg_per_sm3_(kFreshWaterDensityKgPerSm3 * oil_specific_gravity(description.oil_gravity_api)),
      gas_density_kg_per_sm3_(kAirDensityKgPerSm3 * description.gas_gravity) {
  const auto points = static_cast<int>(kHighestPressureBar) + 1;
  for (int pressure_bar = 0; pressure_bar < points; ++pressure_bar) {
    saturated_gor_.push_back(standing_gor(description, pressure_bar));
    saturated_volume_factor_.push_back(standing_volume_factor(description, saturated_gor_.back()));
    gas_deviation_.push_back(papay_deviation(description, pressure_bar));
  }
}

double Fluid::tabled(const std::vector<double>& table, double pressure_bar) {
  const double place = std::clamp(pressure_bar, 0.0, static_cast<double>(table.size() - 1));
  const auto below = std::min(static_cast<std::size_t>(place), table.size() - 2);
  const double part = place - static_cast<double>(below);
  return table[below] + part * (table[below + 1] - table[below]);
}

double Fluid::saturated_gor(double pressure_bar) const { return tabled(saturated_gor_, pressure_bar); }

LiveOil Fluid::live_oil(double gas_oil_ratio) const {
  const double ratio = std::clamp(gas_oil_ratio, saturated_gor_.front(), saturated_gor_.back());
  const auto above =
      std::clamp<std::ptrdiff_t>(std::ranges::lower_bound(saturated_gor_, ratio) - saturated_gor_.begin(), 1,
                                 static_cast<std::ptrdiff_t>(saturated_gor_.size()) - 1);
  const auto index = static_cast<std::size_t>(above);
  const double part =
      (ratio - saturated_gor_[index - 1]) / (saturated_gor_[index] - saturated_gor_[index - 1]);
  const double bubble_point_bar = static_cast<double>(index - 1) + part;
  return {ratio, bubble_point_bar, tabled(saturated_volume_factor_, bubble_point_bar)};
}

double Fluid::oil_volume_factor(const LiveOil& oil, double pressure_bar) const {
  if (pressure_bar < oil.bubble_point_bar) return tabled(saturated_volume_factor_, pressure_bar);
  return oil.bubble_volume_factor * (1 - kOilCompressibilityPerBar * (pressure_bar - oil.bubble_point_bar));
}

double Fluid::gas_volume_factor(double pressure_bar, double temp_k) const {
  return kStandardPressureBar / kStandardTemperatureK * tabled(gas_deviation_, pressure_bar) * temp_k /
         pressure_bar;
}

double Fluid::gas_volume_factor(double pressure_bar) const {
  return gas_volume_factor(pressure_bar, reservoir_temp_degc_ + kZeroCelsiusK);
}

double Fluid::water_volume_factor(double pressure_bar) {
  constexpr double kAtReference = 1.03;
  constexpr double kReferenceBar = 300;
  return kAtReference * (1 - kWaterCompressibilityPerBar * (pressure_bar - kReferenceBar));
}

}  // namespace flodata::simulator
