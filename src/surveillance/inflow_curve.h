// What a producer's reservoir gives at a flowing pressure, relative to a straight line of one Sm3/d/bar.
#pragma once

#include <optional>

namespace flodata::surveillance {

/// Oil: straight down to the bubble point (Standing 1971, J. Pet. Tech. 23, 1141), Vogel's curve below it
/// (1968, J. Pet. Tech. 20, 83), both with the same slope where they meet. Water has no gas to lose: its part
/// of the flow keeps the straight line (Brown 1984, The Technology of Artificial Lift Methods 4, chapter 1).
struct InflowCurve {
  double reservoir_bar;
  double bubble_bar;  // at most reservoir_bar
  double water_frac;  // of the liquid

  /// `bubble_point_bar`: none where the oil is taken to be at its bubble point.
  InflowCurve(double reservoir, const std::optional<double>& bubble_point_bar, double water)
      : reservoir_bar(reservoir),
        bubble_bar(bubble_point_bar && *bubble_point_bar < reservoir ? *bubble_point_bar : reservoir),
        water_frac(water) {}

  /// Returns the pressure difference that drives the oil, as a straight line would need it [bar].
  [[nodiscard]] double oil_bar(double flowing_bar) const {
    if (flowing_bar >= bubble_bar) return reservoir_bar - flowing_bar;
    const double part = flowing_bar / bubble_bar;
    return reservoir_bar - bubble_bar + bubble_bar / 1.8 * (1 - 0.2 * part - 0.8 * part * part);
  }

  /// Returns the same of the liquid [bar].
  [[nodiscard]] double liquid_bar(double flowing_bar) const {
    return (1 - water_frac) * oil_bar(flowing_bar) + water_frac * (reservoir_bar - flowing_bar);
  }
};

}  // namespace flodata::surveillance
