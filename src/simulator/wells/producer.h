// One producer, day by day: what it gives and what its instruments would show if they were all good.
#pragma once

#include <optional>

#include "simulator/physics/day_states.h"
#include "simulator/physics/operating_point.h"
#include "simulator/wells/choke_operator.h"
#include "simulator/wells/design.h"
#include "simulator/wells/schedule.h"

namespace flodata::simulator {

/// The compartment as its wells see it on a day.
struct TankState {
  double pressure_bar;
  LiveOil oil;
  double produced_gor;      // of a well that is like the tank's mean [Sm3/Sm3]
  double pore_volume_rm3;   // of the tank at first
  double oil_in_place_sm3;  // at first
};

/// Means over the hours of a day of the states on and off.
struct WellReadings {
  double bottomhole_bar = 0;
  double wellhead_bar = 0;
  double choke_bar = 0;  // difference over the choke
  double opening_pct = 0;
  double wellhead_temp_degc = 0;
  double bottomhole_temp_degc = 0;
};

/// What settles a producer's day beside the tank.
struct DayConditions {
  std::vector<DayState> states;  // as planned
  double opening_pct;            // while on stream
  double outlet_bar;             // behind the choke
  double productivity_factor = 1;
  double water_odds = 1;  // factor on water/oil at reservoir conditions
  double gas_factor = 1;
  double depletion_bar = 0;          // the region's pressure below the tank's
  double water_gas_sm3_per_sm3 = 0;  // gas that comes out of the water; the tank's balance leaves it out
};

struct ProducerDay {
  double on_hours = 0;
  SurfaceVolumes volumes;                 // rounded to 0.01 Sm3
  double water_gas_sm3 = 0;               // came out of the water, beside the volumes
  double reservoir_liquid_rm3 = 0;        // the volumes at reservoir conditions, without free gas
  Inflow inflow{};                        // of the day
  std::optional<OperatingPoint> flowing;  // while on stream
  WellReadings readings;                  // means over the day
  WellReadings flowing_readings;          // means over the hours on stream; over the day when it has none
};

class Producer {
 public:
  /// `fluid` outlives the producer.
  Producer(const CompartmentDesign& compartment, const WellDesign& design, const LayerOutflow& layer,
           const Fluid& fluid, const ChokeHabits& habits, const RandomSource& well);

  /// Returns the conditions of a day of the clean field. `ends_shut`: the well is shut throughout the next
  /// day.
  [[nodiscard]] DayConditions clean_conditions(int day, double planned_on_hours, int hour_count,
                                               bool ends_shut) const;

  /// Lives through one day. `surface_degc`: of the sea. A well that cannot lift its liquid is off, whatever
  /// is planned.
  ProducerDay live(int day, int hour_count, const DayConditions& conditions, const TankState& tank,
                   double surface_degc);

  [[nodiscard]] ChokeOperator& choke_operator() { return operator_; }
  /// Volume that water can fill in its region. [rm3]
  [[nodiscard]] double region_rm3(const TankState& tank) const {
    return tank.pore_volume_rm3 * design_.producer.drained_oil_sm3 / tank.oil_in_place_sm3;
  }
  /// The well is drilled again, into a part of its region where so much of the water has not come.
  void sidetrack(double invaded_part) { invaded_rm3_ *= invaded_part; }

  /// Water has come into its region in place of what it gave.
  void invade(double water_rm3) { invaded_rm3_ += water_rm3; }
  [[nodiscard]] double invaded_rm3() const { return invaded_rm3_; }

 private:
  [[nodiscard]] double water_cut_frac(double water_odds, const TankState& tank) const;
  [[nodiscard]] Inflow inflow(const DayConditions& conditions, const TankState& tank) const;
  [[nodiscard]] std::optional<OperatingPoint> operate(const Inflow& inflow, const WellStream& stream,
                                                      double opening_pct, double outlet_bar) const;
  void read(ProducerDay& day, const WellStream& stream, const DayConditions& conditions,
            const std::vector<DayState>& states, double surface_degc);
  [[nodiscard]] double reservoir_temp_k() const;

  WellDesign design_;
  double separator_bar_;
  WaterAdvance advance_;
  const Fluid& fluid_;
  RandomSource well_;
  Tubing tubing_;
  Choke choke_;
  ChokeOperator operator_;
  ShutInPressure shut_in_;
  Relaxation wellhead_temp_;
  bool shut_ = true;
  double invaded_rm3_ = 0;
  double hours_flowed_ = 0;
};

}  // namespace flodata::simulator
