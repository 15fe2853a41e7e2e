#include "simulator/physics/inflow.h"

#include <algorithm>

namespace flodata::simulator {

double Inflow::oil_drawdown_bar(double bottomhole_bar) const {
  const double corner_bar = std::min(bubble_point_bar, reservoir_bar);
  if (bottomhole_bar >= corner_bar) return reservoir_bar - bottomhole_bar;
  constexpr double kVogelSlope = 1.8;  // of his curve where it begins
  const double ratio = bottomhole_bar / corner_bar;
  return reservoir_bar - corner_bar + corner_bar / kVogelSlope * (1 - 0.2 * ratio - 0.8 * ratio * ratio);
}

double Inflow::rate_sm3_per_day(double bottomhole_bar) const {
  return productivity_sm3_per_day_bar * ((1 - water_cut_frac) * oil_drawdown_bar(bottomhole_bar) +
                                         water_cut_frac * (reservoir_bar - bottomhole_bar));
}

}  // namespace flodata::simulator
