// What flows in a well per Sm3 of liquid: oil with its gas, and water.
#pragma once

#include "simulator/physics/fluid.h"

namespace flodata::simulator {

class WellStream {
 public:
  /// `fluid` outlives the stream. `gas_oil_ratio` of the produced oil [Sm3/Sm3].
  WellStream(const Fluid& fluid, double water_cut_frac, double gas_oil_ratio)
      : fluid_(fluid), water_cut_frac_(water_cut_frac), oil_(fluid.live_oil(gas_oil_ratio)) {}

  /// Returns the mass of one Sm3 of liquid with its gas; the same at every depth [kg/Sm3].
  [[nodiscard]] double mass_kg_per_sm3() const {
    return (1 - water_cut_frac_) *
               (fluid_.oil_density_kg_per_sm3() + oil_.gas_oil_ratio * fluid_.gas_density_kg_per_sm3()) +
           water_cut_frac_ * Fluid::kWaterDensityKgPerSm3;
  }

  /// Returns the volume that one Sm3 of liquid with its gas takes [m3/Sm3].
  [[nodiscard]] double volume_m3_per_sm3(double pressure_bar, double temp_k) const {
    double oil = fluid_.oil_volume_factor(oil_, pressure_bar);
    if (pressure_bar < oil_.bubble_point_bar)
      oil += (oil_.gas_oil_ratio - fluid_.saturated_gor(pressure_bar)) *
             fluid_.gas_volume_factor(pressure_bar, temp_k);
    return (1 - water_cut_frac_) * oil + water_cut_frac_ * Fluid::water_volume_factor(pressure_bar);
  }

  /// Returns the heat that warms it by a degree [J/(K Sm3)].
  [[nodiscard]] double heat_capacity_j_per_k_sm3() const {
    constexpr double kOilHeatJPerKgK = 2100;
    constexpr double kWaterHeatJPerKgK = 4180;
    const double water_kg = water_cut_frac_ * Fluid::kWaterDensityKgPerSm3;
    return water_kg * kWaterHeatJPerKgK + (mass_kg_per_sm3() - water_kg) * kOilHeatJPerKgK;
  }

 private:
  const Fluid& fluid_;
  double water_cut_frac_;
  LiveOil oil_;
};

}  // namespace flodata::simulator
