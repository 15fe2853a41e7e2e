// Root of a monotone function between two points of opposite sign.
#pragma once

#include <cmath>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace flodata::simulator {

/// Returns x in [low, high] with f(x) = 0 to within `tolerance` of x. f(low) and f(high) must not have the
/// same sign. Source: Ridders 1979, IEEE Transactions on Circuits and Systems 26:979, equation 3.
template <typename Function>
double find_root(Function&& f, double low, double high, double tolerance) {
  constexpr int kMostSteps = 100;
  double f_low = f(low);
  double f_high = f(high);
  if (f_low == 0) return low;
  if (f_high == 0) return high;
  FLODATA_CHECK((f_low < 0) != (f_high < 0));
  double last = low;
  for (int step = 0; step < kMostSteps; ++step) {
    const double middle = (low + high) / 2;
    const double f_middle = f(middle);
    const double sign = f_low > f_high ? 1.0 : -1.0;
    const double x =
        middle + (middle - low) * sign * f_middle / std::sqrt(f_middle * f_middle - f_low * f_high);
    if (std::abs(x - last) <= tolerance || high - low <= tolerance) return x;
    const double f_x = f(x);
    if (f_x == 0) return x;
    last = x;
    // The narrowest bracket of the four points.
    if ((f_x < 0) != (f_middle < 0)) {
      std::tie(low, f_low) = std::pair(middle, f_middle);
      std::tie(high, f_high) = std::pair(x, f_x);
      if (low > high) {
        std::swap(low, high);
        std::swap(f_low, f_high);
      }
    } else if ((f_x < 0) != (f_low < 0)) {
      std::tie(high, f_high) = x < middle ? std::pair(x, f_x) : std::pair(middle, f_middle);
    } else {
      std::tie(low, f_low) = x > middle ? std::pair(x, f_x) : std::pair(middle, f_middle);
    }
  }
  return last;
}

}  // namespace flodata::simulator
