// One compartment through its life: wells and tank side by side, one production day after the other. A
// compartment is a reservoir of its own, so a field of any size is made one compartment at a time.
#pragma once

#include <stop_token>
#include <vector>

#include "simulator/field_event.h"
#include "simulator/wells/design.h"
#include "simulator/wells/gauges.h"

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
  double on_hours;
  double opening_pct;  // while on stream
  SurfaceVolumes volumes;
  bool shows_flowing_means;  // its pressures and temperatures are means over the hours on stream
};

/// The same of an injector.
struct InjectorTruth {
  int day;
  double reservoir_bar;
  double injectivity_sm3_per_day_bar;
  double on_hours;
  double injected_sm3;
  std::optional<double> bottomhole_bar;  // while on stream
};

struct SimulatedWell {
  WellDesign design;
  std::vector<DailyRow> rows;
  std::vector<ProducerTruth> truth;            // of every day as a producer
  std::vector<InjectorTruth> injection_truth;  // of every day as an injector
};

struct SimulatedCompartment {
  CompartmentDesign design;
  std::vector<TankDay> tank;  // of every day of the calendar
  std::vector<SimulatedWell> wells;
  std::vector<FieldEvent> events;  // of a natural one, by well and time
};

struct CompartmentOptions {
  int first_well;
  int well_count;
  std::uint64_t seed;
  FieldKind kind = FieldKind::natural;
  PartialDayMeans partial_days = PartialDayMeans::on_stream;  // of a natural one
};

/// Simulates the compartment of the wells [first_well, first_well + well_count) over the calendar's days.
/// Errors: Failure(interrupted) when stopped.
SimulatedCompartment simulate_compartment(const CompartmentOptions& options, const FieldCalendar& calendar,
                                          const std::stop_token& stop = {});

}  // namespace flodata::simulator
