// Decline of a rate with time by Arps' family of curves: one equation whose exponent b is 0 for exponential,
// 1 for harmonic and between them for hyperbolic decline.
// Source: Arps, J.J. (1945), "Analysis of Decline Curves", Trans. AIME 160, 228-247.
#pragma once

namespace flodata::surveillance {

inline constexpr double kDaysPerYear = 365.25;

/// With L(t) = ln(1 + b Di t)/b, which is Di t for b = 0: rate q(t) = qi e^-L, nominal decline -q'/q =
/// Di / (1 + b Di t). Volumes and times are written in L, so that b near 0 or near 1 loses no digits.
/// Di < 0 is a rising rate and goes with b = 0 only.
struct ArpsCurve {
  double qi_sm3_per_day;
  double di_per_day;  // nominal, at t = 0
  double b;           // 0 to 1

  /// Returns the rate [Sm3/d] at `days` after t = 0.
  [[nodiscard]] double rate(double days) const;

  /// Returns the volume [Sm3] of the first `days`: the exact integral of the rate.
  [[nodiscard]] double volume(double days) const;

  /// Returns the days until the rate has fallen to `rate_sm3_per_day`: 0 when it is there already, infinity
  /// when it never will.
  [[nodiscard]] double days_until(double rate_sm3_per_day) const;

  /// Returns the same curve with t = 0 at `days`.
  [[nodiscard]] ArpsCurve from(double days) const;

  /// Returns the effective decline of the first year, 1 - q(1 year)/q(0), as a fraction.
  [[nodiscard]] double effective_annual_decline() const;
};

}  // namespace flodata::surveillance
