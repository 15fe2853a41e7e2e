#include "simulator/random_source.h"

#include <cmath>

#include "base/counter_random.h"

namespace flodata::simulator {

double RandomSource::keyed(Aspect aspect, std::uint64_t layer, int item) const {
  return random_uniform({seed_, owner_, static_cast<std::uint64_t>(aspect), layer,
                         static_cast<std::uint64_t>(static_cast<std::int64_t>(item))});
}

double RandomSource::uniform(Aspect aspect, int item) const { return keyed(aspect, 0, item); }

double RandomSource::between(double low, double high, Aspect aspect, int item) const {
  return low + (high - low) * uniform(aspect, item);
}

double RandomSource::slow_noise(Aspect aspect, int day, int knot_days) const {
  const double unit_variance = std::sqrt(12.0);
  constexpr double kDailyPart = 0.25;
  const int knot = day / knot_days;
  const double part = static_cast<double>(day % knot_days) / knot_days;
  const double smooth = part * part * (3 - 2 * part);
  const double slow = (1 - smooth) * keyed(aspect, 1, knot) + smooth * keyed(aspect, 1, knot + 1) - 0.5;
  const double daily = keyed(aspect, 2, day) - 0.5;
  return unit_variance * (slow + kDailyPart * daily);
}

}  // namespace flodata::simulator
