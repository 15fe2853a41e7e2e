// What a well's reservoir gives at a bottomhole pressure.
#pragma once

namespace flodata::simulator {

/// Inflow of one day. Above the bubble point a productivity index (Evinger & Muskat 1942, Transactions AIME
/// 146:126); below it Vogel 1968 (JPT 20(1):83, equation 7): q/qmax = 1 - 0.2 r - 0.8 r², r = pwf/pr. A
/// reservoir above the bubble point with the well below it has both in a row, with qmax - qb = J pb/1.8 so
/// that the slopes meet (Brown 1984, The Technology of Artificial Lift Methods 4, chapter 1). Water has no
/// gas to lose: its part of the flow keeps the straight line.
struct Inflow {
  double productivity_sm3_per_day_bar;  // of liquid, above the bubble point
  double reservoir_bar;
  double bubble_point_bar;  // of the reservoir's oil; at most the reservoir's pressure where gas has come out
  double water_cut_frac;

  /// Returns the liquid rate [Sm3/d]: 0 at the reservoir's pressure and growing as `bottomhole_bar` falls.
  [[nodiscard]] double rate_sm3_per_day(double bottomhole_bar) const;

  /// Returns the pressure difference that drives the oil, as a straight line would need it [bar].
  [[nodiscard]] double oil_drawdown_bar(double bottomhole_bar) const;
};

}  // namespace flodata::simulator
