// Noise without state: a function of a key and a time, so that any day can be made by itself.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/counter_random.h"

namespace flodata::upsampler {

inline constexpr double kMinutesPerDay = 1440;

/// Returns the smooth step from 0 to 1 over [0, 1].
constexpr double smooth_step(double x) {
  if (x <= 0) return 0;
  return x >= 1 ? 1 : x * x * (3 - 2 * x);
}

/// Returns a smooth random function of time in [-1, 1], with a new value of its own every `period_min`.
inline double smooth_noise(std::uint64_t key, double minute, double period_min) {
  const double knot = std::floor(minute / period_min);
  const auto value = [&](double at) {
    return 2 * random_uniform({key, static_cast<std::uint64_t>(static_cast<std::int64_t>(at))}) - 1;
  };
  const double before = value(knot);
  return before + (value(knot + 1) - before) * smooth_step(minute / period_min - knot);
}

}  // namespace flodata::upsampler
