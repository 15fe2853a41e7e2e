#include "simulator/physics/day_states.h"

namespace flodata::simulator {

std::vector<DayState> day_states(double on_hours, int hour_count, ShutAt shut) {
  const double shut_in_hours = hour_count - on_hours;
  if (on_hours <= 0) return {{false, static_cast<double>(hour_count)}};
  if (shut_in_hours <= 0) return {{true, on_hours}};
  if (shut.begin && !shut.end) return {{false, shut_in_hours}, {true, on_hours}};
  if (!shut.begin && shut.end) return {{true, on_hours}, {false, shut_in_hours}};
  if (shut.begin) return {{false, shut_in_hours / 2}, {true, on_hours}, {false, shut_in_hours / 2}};
  return {{true, on_hours / 2}, {false, shut_in_hours}, {true, on_hours / 2}};
}

void ShutInPressure::flowing(double difference_bar) {
  constexpr double kNearPart = 0.75;
  near_ = Relaxation(kNearPart * difference_bar);
  far_ = Relaxation((1 - kNearPart) * difference_bar);
}

double ShutInPressure::closed(double hours) {
  constexpr double kNearHours = 3;
  constexpr double kFarHours = 70;
  return near_.advance(0, kNearHours, hours) + far_.advance(0, kFarHours, hours);
}

}  // namespace flodata::simulator
