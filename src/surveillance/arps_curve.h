// Decline of a rate with time by Arps' family of curves: one equation whose exponent b is 0 for exponential
// and 1 for harmonic decline; and the same with a least decline, for forecasts.
// Source: Arps, J.J. (1945), "Analysis of Decline Curves", Trans. AIME 160, 228-247.
#pragma once

namespace flodata::surveillance {

/// Largest exponent: linear flow in a fracture, before boundaries are felt, has b = 2. Above 1 the volume of
/// the curve has no bound: a forecast needs a terminal decline, an economic limit or a horizon.
inline constexpr double kLargestExponent = 2;

/// With L(t) = ln(1 + b Di t)/b, which is Di t for b = 0: rate q(t) = qi e^-L, nominal decline -q'/q =
/// Di / (1 + b Di t). Volumes and times are written in L, so that b near 0 or near 1 loses no digits.
/// Di < 0 is a rising rate and goes with b = 0 only.
struct ArpsCurve {
  double qi_sm3_per_day;
  double di_per_day;  // nominal, at t = 0
  double b;           // 0 to kLargestExponent

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

/// Modified hyperbolic decline: Arps' curve until its decline has fallen to the terminal decline, and
/// exponential decline at that one from then on. A curve whose decline is not above it at t = 0 goes on
/// exponentially at its own: the limit never makes a decline steeper.
/// Source: Robertson, S. (1988), "Generalized Hyperbolic Equation", SPE 18731.
class ModifiedHyperbolic {
 public:
  /// `terminal_decline_per_day`: nominal [1/d]; 0: none.
  ModifiedHyperbolic(const ArpsCurve& curve, double terminal_decline_per_day);

  [[nodiscard]] double rate(double days) const;
  [[nodiscard]] double volume(double days) const;
  [[nodiscard]] double days_until(double rate_sm3_per_day) const;

  /// Returns the days until the exponential tail begins; infinity when it never does, as for b = 0.
  [[nodiscard]] double switch_days() const { return switch_days_; }

 private:
  ArpsCurve curve_;
  double switch_days_;
  ArpsCurve tail_;  // t = 0 at switch_days_
};

}  // namespace flodata::surveillance
