// What a compartment is made of, by seed: rock, fluids, wells and how they are run. The numbers are invented:
// ranges as a North Sea sandstone field may have them, none taken from a real well.
#pragma once

#include <vector>

#include "simulator/physics/fluid.h"
#include "simulator/physics/frontal_advance.h"
#include "simulator/physics/reservoir_tank.h"
#include "simulator/physics/tubing.h"
#include "simulator/wells/field_kind.h"
#include "simulator/wells/random_source.h"
#include "simulator/wells/schedule.h"

namespace flodata::simulator {

inline constexpr int kWellsPerCompartment = 7;  // five producers, then two injectors
inline constexpr int kProducersPerCompartment = 5;
inline constexpr int kCompartmentsPerReservoir = 6;

struct ProducerDesign {
  double productivity_sm3_per_day_bar;
  double productivity_loss_per_year_frac;  // scale and fines
  double drained_oil_sm3;                  // in place at first in its region of the tank
  double permeability_variation;           // Dykstra & Parsons' V of that region
  double plateau_oil_sm3_per_day;          // the operator's target
  double largest_drawdown_bar;             // the operator's limit
  double gas_factor;                       // its gas-oil ratio by the compartment's
  double choke_kv_m3_per_h;                // of the choke at full opening
};

struct InjectorDesign {
  double injectivity_sm3_per_day_bar;
  double largest_rate_sm3_per_day;
  double choke_kv_m3_per_h;
};

struct WellDesign {
  int index;  // in the field
  bool begins_as_injector;
  WellTimes times;
  TubingDescription tubing;
  ProducerDesign producer;
  InjectorDesign injector;  // for those that inject from the start or once converted

  [[nodiscard]] bool injects_on(int day) const {
    return begins_as_injector || (times.conversion_day && day >= *times.conversion_day);
  }
};

struct CompartmentDesign {
  FluidDescription fluid;
  RockDescription rock;
  TankDescription tank;
  double target_pressure_bar;  // which injection holds
  double separator_bar;        // pressure behind the producers' chokes
  std::vector<WellDesign> wells;
};

/// Designs the compartment that holds the field's wells [first_well, first_well + well_count). Its producers'
/// regions together are its oil; without injectors its aquifer is a strong one. In a natural field
/// compartments start one after the other, and kCompartmentsPerReservoir of them share depth and fluids.
CompartmentDesign design_compartment(int first_well, int well_count, std::uint64_t seed,
                                     const FieldCalendar& calendar, FieldKind kind);

}  // namespace flodata::simulator
