// A day as a row of states, on and off, and what pressures do while a well is off.
#pragma once

#include <vector>

#include "simulator/physics/temperature.h"

namespace flodata::simulator {

struct DayState {
  bool on;
  double hours;
};

/// Whether a well is closed at the beginning and at the end of a day.
struct ShutAt {
  bool begin;
  bool end;
};

/// Returns a day's states in their order. The shut-in hours join the end of the day at which the well is
/// closed; a trip lies in the middle.
std::vector<DayState> day_states(double on_hours, int hour_count, ShutAt shut);

/// What is left of the pressure difference between well and reservoir after closing. The logarithmic build-up
/// (Horner 1951, Third World Petroleum Congress, 503) flattened to two time constants: of what surrounds the
/// well, and of its region.
class ShutInPressure {
 public:
  /// The well flows with this difference (reservoir less well; negative for an injector).
  void flowing(double difference_bar);
  /// Goes on for `hours` of being closed; returns the mean difference on the way [bar].
  double closed(double hours);

 private:
  Relaxation near_{0};
  Relaxation far_{0};
};

}  // namespace flodata::simulator
