// One producer, day by day: what it gives and what its instruments would show if they were all good.
#pragma once

#include <optional>

#include "simulator/choke_operator.h"
#include "simulator/day_states.h"
#include "simulator/design.h"
#include "simulator/operating_point.h"
#include "simulator/schedule.h"

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

struct ProducerDay {
  double on_hours = 0;
  SurfaceVolumes volumes;                 // as published: rounded to 0.01 Sm3
  double reservoir_liquid_rm3 = 0;        // the volumes at reservoir conditions, without free gas
  Inflow inflow{};                        // of the day
  std::optional<OperatingPoint> flowing;  // while on stream
  WellReadings readings;
};

class Producer {
 public:
  /// `fluid` outlives the producer.
  Producer(const CompartmentDesign& compartment, const WellDesign& design, const LayerOutflow& layer,
           const Fluid& fluid, const RandomSource& well);

  /// Lives through one day. `ends_shut`: the well is shut throughout the next day. `surface_degc`: of the
  /// sea. A well that cannot lift its liquid is off, whatever is planned.
  ProducerDay live(int day, double planned_on_hours, int hour_count, bool ends_shut, const TankState& tank,
                   double surface_degc);

  /// Water has come into its region in place of what it gave.
  void invade(double water_rm3) { invaded_rm3_ += water_rm3; }
  [[nodiscard]] double invaded_rm3() const { return invaded_rm3_; }

 private:
  [[nodiscard]] double water_cut_frac(int day, const TankState& tank) const;
  [[nodiscard]] Inflow inflow(int day, const TankState& tank) const;
  [[nodiscard]] std::optional<OperatingPoint> operate(const Inflow& inflow, const WellStream& stream,
                                                      double opening_pct, double outlet_bar) const;
  [[nodiscard]] WellReadings read(const ProducerDay& day, const WellStream& stream,
                                  const std::vector<DayState>& states, double opening_pct, double outlet_bar,
                                  double surface_degc);
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
