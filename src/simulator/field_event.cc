#include "simulator/field_event.h"

namespace flodata::simulator {

std::string_view to_string(EventKind kind) {
  switch (kind) {
    case EventKind::plant_trip:
      return "plant_trip";
    case EventKind::turnaround:
      return "turnaround";
    case EventKind::well_trip:
      return "well_trip";
    case EventKind::failed_restart:
      return "failed_restart";
    case EventKind::vessel_wait:
      return "vessel_wait";
    case EventKind::cyclic_shut_in:
      return "cyclic_shut_in";
    case EventKind::conversion:
      return "conversion";
    case EventKind::scale_squeeze:
      return "scale_squeeze";
    case EventKind::stimulation:
      return "stimulation";
    case EventKind::sidetrack:
      return "sidetrack";
    case EventKind::choke_back:
      return "choke_back";
    case EventKind::plant_limit:
      return "plant_limit";
    case EventKind::water_step:
      return "water_step";
    case EventKind::separator_pressure:
      return "separator_pressure";
    case EventKind::injection_pump_loss:
      return "injection_pump_loss";
    case EventKind::well_test:
      return "well_test";
    case EventKind::allocation_correction:
      return "allocation_correction";
    case EventKind::downhole_gauge_dead:
      return "downhole_gauge_dead";
    case EventKind::downhole_gauge_frozen:
      return "downhole_gauge_frozen";
    case EventKind::gauge_stuck:
      return "gauge_stuck";
  }
  return "";
}

}  // namespace flodata::simulator
