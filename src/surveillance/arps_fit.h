// Least squares of Arps curves to rates against time. Deterministic: coarse search, then Gauss-Newton steps
// with Levenberg's and Marquardt's damping; for any Di and b the best qi has a closed form, so that the
// search is in two dimensions at most (variable projection; Golub & Pereyra, SIAM J. Numer. Anal. 10, 1973).
#pragma once

#include <cstdint>
#include <span>

#include "surveillance/arps_curve.h"

namespace flodata::surveillance {

struct RatePoint {
  double days;              // since the first point
  double rate_sm3_per_day;  // > 0
  double weight;            // > 0
};

struct ArpsFit {
  ArpsCurve curve;
  double squares;  // sum of weighted squared residuals [(Sm3/d)²]
};

enum class Trend : std::uint8_t { falling, constant, rising };

/// Returns which way the rates go: the sign of the straight line through them, or constant where it changes
/// them by less than 1e-9 of their mean. Only for falling rates do Arps curves with Di > 0 come closer than
/// a constant.
Trend trend_of(std::span<const RatePoint> points);

/// Fits Di (> 0 for falling rates, < 0 for rising ones) and qi for a given b. Times are those since the first
/// point; `points` in the order of time, over more than one time.
ArpsFit fit_with_exponent(std::span<const RatePoint> points, Trend trend, double b);

/// Fits qi, Di > 0 and 0 <= b <= kLargestExponent to falling rates.
ArpsFit fit_hyperbolic(std::span<const RatePoint> points);

}  // namespace flodata::surveillance
