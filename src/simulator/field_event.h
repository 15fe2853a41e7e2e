// What happened in a natural field, as the file's `prod_truth_events` tells it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace flodata::simulator {

enum class EventKind : std::uint8_t {
  plant_trip,             // the plant stops, and its wells with it
  turnaround,             // planned: everything is shut
  well_trip,              // one well stops
  failed_restart,         // a well that did not come back with the others
  vessel_wait,            // shut until a vessel has been there
  cyclic_shut_in,         // shut to let the pressure recover
  conversion,             // workover from producer to injector
  scale_squeeze,          // scale is dissolved and held back
  stimulation,            // acid
  sidetrack,              // the well is drilled again into a part with less water
  choke_back,             // held back for a few days
  plant_limit,            // held back, because the plant's water treatment is full
  water_step,             // a layer gives water, or another one; size: change of ln(water/oil)
  separator_pressure,     // changed for good; size [bar]
  injection_pump_loss,    // less water can be injected
  well_test,              // size: oil of the test by the true one
  allocation_correction,  // a day's volumes of the well were corrected by hand
  downhole_gauge_dead,    // shows 0
  downhole_gauge_frozen,  // repeats a value
  gauge_stuck,            // one of the wellhead's gauges repeats a value
};

/// Returns the kind as the table has it: "plant_trip".
std::string_view to_string(EventKind kind);

struct FieldEvent {
  int well;  // in the field
  EventKind kind;
  double from_hours;  // since the calendar's first midnight
  double to_hours;
  std::optional<double> size;
};

}  // namespace flodata::simulator
