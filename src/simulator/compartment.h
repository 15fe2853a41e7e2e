// One compartment through its life: wells and tank side by side, one production day after the other. A
// compartment is a reservoir of its own, so a field of any size is made one compartment at a time.
#pragma once

#include <stop_token>
#include <vector>

#include "simulator/design.h"
#include "simulator/gauges.h"

namespace flodata::simulator {

/// The tank over one day, as it truly was.
struct TankDay {
  double begin_bar;  // which the wells of the day flow against
  double end_bar;
  SurfaceVolumes produced;  // since the beginning, this day included
  double aquifer_influx_rm3;
  double water_saturation_frac;
  double oil_bubble_point_bar;  // at the day's end
};

/// What a producer truly did on one day, beside its row.
struct ProducerTruth {
  int day;
  Inflow inflow;
  std::optional<OperatingPoint> flowing;
  GaugeState gauge;
  double invaded_rm3;  // water that has come into its region since the beginning, this day included
};

struct SimulatedWell {
  WellDesign design;
  std::vector<DailyRow> rows;
  std::vector<ProducerTruth> truth;  // of every day as a producer
};

struct SimulatedCompartment {
  CompartmentDesign design;
  std::vector<TankDay> tank;  // of every day of the calendar
  std::vector<SimulatedWell> wells;
};

/// Simulates the compartment of the wells [first_well, first_well + well_count) over the calendar's days.
/// Errors: Failure(interrupted) when stopped.
SimulatedCompartment simulate_compartment(int first_well, int well_count, std::uint64_t seed,
                                          const FieldCalendar& calendar, const std::stop_token& stop = {});

}  // namespace flodata::simulator
