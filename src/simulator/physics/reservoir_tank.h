// A compartment of the reservoir as one tank: one pressure, an aquifer beside it, a volume balance every day.
#pragma once

#include "simulator/physics/fluid.h"
#include "simulator/physics/frontal_advance.h"

namespace flodata::simulator {

/// Volumes of one day at the surface [Sm3].
struct SurfaceVolumes {
  double oil_sm3 = 0;
  double gas_sm3 = 0;
  double water_sm3 = 0;
  double injected_sm3 = 0;
};

struct AquiferDescription {
  double largest_influx_rm3;  // what its expansion down to 0 bar would give
  double productivity_rm3_per_day_bar;
};

struct TankDescription {
  double initial_pressure_bar;
  double oil_in_place_sm3;  // at first
  double connate_water_frac;
  double rock_compressibility_per_bar;
  AquiferDescription aquifer;
};

/// An aquifer that leans on the tank. Source: Fetkovich 1971, JPT 23(7):814, equations 7 and 11:
/// ΔWe = Wei/pi (pa - p)(1 - exp(-J pi Δt / Wei)), with pa = pi (1 - We/Wei) and p the step's mean pressure.
class Aquifer {
 public:
  Aquifer(const AquiferDescription& description, double initial_pressure_bar)
      : description_(description), initial_pressure_bar_(initial_pressure_bar) {}

  /// Returns what flows into the tank within a step of `days` [rm3]; negative when the tank's pressure is the
  /// higher one.
  [[nodiscard]] double influx_rm3(double mean_tank_pressure_bar, double days) const;
  void book(double influx_rm3) { cumulative_rm3_ += influx_rm3; }
  [[nodiscard]] double pressure_bar() const;
  [[nodiscard]] double cumulative_rm3() const { return cumulative_rm3_; }

 private:
  AquiferDescription description_;
  double initial_pressure_bar_;
  double cumulative_rm3_ = 0;
};

/// Oil, its gas, water and rock in one pore volume. Every day the pressure becomes the one at which what is
/// in place fills the pores: N Bo + G_free Bg + W Bw = Vp. That is the general material balance of Schilthuis
/// 1936 (Transactions AIME 118:33) with the water and rock terms of Havlena & Odeh 1963 (JPT 15(8):896,
/// equation 1), and holds above and below the bubble point.
class ReservoirTank {
 public:
  /// `fluid` outlives the tank.
  ReservoirTank(const TankDescription& description, double solution_gor, const Fluid& fluid);

  /// Takes out and puts in one day's volumes and finds the pressure at the end of the day.
  /// `days`: the day's length, 23/24 to 25/24.
  void book(const SurfaceVolumes& volumes, double days);

  [[nodiscard]] double pressure_bar() const { return pressure_bar_; }
  [[nodiscard]] const SurfaceVolumes& produced() const { return cumulative_; }  // since the beginning
  [[nodiscard]] double aquifer_influx_rm3() const { return aquifer_.cumulative_rm3(); }
  [[nodiscard]] double aquifer_pressure_bar() const { return aquifer_.pressure_bar(); }
  [[nodiscard]] double oil_in_place_sm3() const {
    return description_.oil_in_place_sm3 - cumulative_.oil_sm3;
  }
  [[nodiscard]] double initial_oil_in_place_sm3() const { return description_.oil_in_place_sm3; }
  [[nodiscard]] double pore_volume_rm3(double pressure_bar) const;
  [[nodiscard]] double water_saturation_frac() const;
  [[nodiscard]] double gas_saturation_frac() const;
  /// Gas that a well takes with each Sm3 of oil [Sm3/Sm3]: what the oil holds, and free gas once there is
  /// more of it than stays behind: R = Rs + (krg/kro)(μo Bo)/(μg Bg), the instantaneous gas-oil ratio of
  /// Muskat 1945 (JPT/Transactions AIME 160:69). krg after Corey 1954.
  [[nodiscard]] double produced_gor(const RockDescription& rock) const;
  /// The oil in place: at its own bubble point, or at the tank's pressure where gas has come out.
  [[nodiscard]] LiveOil oil() const { return fluid_.live_oil(dissolved_gor(pressure_bar_)); }

 private:
  [[nodiscard]] double remaining_gor() const;
  [[nodiscard]] double dissolved_gor(double pressure_bar) const;
  [[nodiscard]] double free_gas_rm3(double pressure_bar) const;
  [[nodiscard]] double water_rm3(double pressure_bar, double influx_rm3) const;
  /// Fluids in place less the pores, at a pressure [rm3]; falls as the pressure rises.
  [[nodiscard]] double excess_rm3(double pressure_bar, double days) const;

  TankDescription description_;
  double solution_gor_;
  const Fluid& fluid_;
  Aquifer aquifer_;
  double pressure_bar_;
  double initial_pore_volume_rm3_;
  double initial_water_sm3_;
  SurfaceVolumes cumulative_;
};

}  // namespace flodata::simulator
