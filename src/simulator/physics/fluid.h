// The compartment's fluids as a black oil: how much gas the oil holds, what its volumes are under pressure.
// Pressures are absolute; "Sm3" is at 15 degC and 1.01325 bar, "rm3" at reservoir or tubing conditions.
#pragma once

#include <vector>

namespace flodata::simulator {

inline constexpr double kStandardTemperatureK = 288.15;

struct FluidDescription {
  double oil_gravity_api;
  double gas_gravity;  // relative to air
  double reservoir_temp_degc;
  double solution_gor;  // gas dissolved in the oil at first [Sm3/Sm3]
};

/// Oil that holds a given amount of gas.
struct LiveOil {
  double gas_oil_ratio;         // [Sm3/Sm3]
  double bubble_point_bar;      // below it gas comes out
  double bubble_volume_factor;  // of the oil at its bubble point [rm3/Sm3]
};

class Fluid {
 public:
  explicit Fluid(const FluidDescription& description);

  /// Returns the gas that oil can hold [Sm3/Sm3], growing with pressure.
  /// Source: Standing 1947, Drilling and Production Practice, API, 275: Rs = γg ((p/18.2 + 1.4) 10^x)^1.2048,
  /// x = 0.0125 API - 0.00091 T, with p in psi, T in degF, Rs in scf/stb; tabled and joined by lines.
  [[nodiscard]] double saturated_gor(double pressure_bar) const;

  /// Returns the oil that holds `gas_oil_ratio`.
  [[nodiscard]] LiveOil live_oil(double gas_oil_ratio) const;

  /// Returns the volume factor of oil [rm3/Sm3]. Saturated oil after Standing 1947: Bo = 0.9759 + 0.00012
  /// F^1.2, F = Rs sqrt(γg/γo) + 1.25 T, units as above; above the bubble point it shrinks by
  /// kOilCompressibility.
  [[nodiscard]] double oil_volume_factor(const LiveOil& oil, double pressure_bar) const;

  /// Returns the volume factor of free gas [rm3/Sm3] by the real gas law, with the deviation factor of the
  /// reservoir's temperature. Source: Papay 1968 (z = 1 - 3.53 ppr/10^(0.9813 Tpr) + 0.274 ppr²/10^(0.8157
  /// Tpr)), critical point of the gas after Standing 1977 (Tpc = 168 + 325γ - 12.5γ² degR, ppc = 677 + 15γ -
  /// 37.5γ² psi).
  [[nodiscard]] double gas_volume_factor(double pressure_bar, double temp_k) const;
  [[nodiscard]] double gas_volume_factor(double pressure_bar) const;  // at reservoir temperature

  /// Returns the volume factor of water [rm3/Sm3].
  [[nodiscard]] static double water_volume_factor(double pressure_bar);

  [[nodiscard]] double oil_density_kg_per_sm3() const { return oil_density_kg_per_sm3_; }
  [[nodiscard]] double gas_density_kg_per_sm3() const { return gas_density_kg_per_sm3_; }
  [[nodiscard]] double reservoir_temp_degc() const { return reservoir_temp_degc_; }

  static constexpr double kWaterDensityKgPerSm3 = 1030;
  static constexpr double kOilCompressibilityPerBar = 1.8e-4;
  static constexpr double kWaterCompressibilityPerBar = 4.5e-5;
  static constexpr double kHighestPressureBar = 600;

 private:
  /// Value of a table at pressure 0, 1, 2 … bar, joined by lines; the ends go on flat.
  static double tabled(const std::vector<double>& table, double pressure_bar);

  double reservoir_temp_degc_;
  double oil_density_kg_per_sm3_;
  double gas_density_kg_per_sm3_;
  std::vector<double> saturated_gor_;
  std::vector<double> saturated_volume_factor_;
  std::vector<double> gas_deviation_;
};

}  // namespace flodata::simulator
