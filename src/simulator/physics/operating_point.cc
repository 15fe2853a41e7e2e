#include "simulator/physics/operating_point.h"

#include "simulator/physics/root.h"

namespace flodata::simulator {

std::optional<OperatingPoint> find_operating_point(const WellSystem& well) {
  constexpr double kToleranceBar = 1e-7;
  constexpr double kLeastLiftBar = 0.5;
  constexpr double kChokeTempK = Tubing::kWellheadTempK;
  const double reservoir_bar = well.inflow.reservoir_bar;
  const auto wellhead_bar = [&](double bottomhole_bar, double rate_sm3_per_day) {
    return well.tubing.wellhead_bar(well.stream, rate_sm3_per_day, bottomhole_bar, well.reservoir_temp_k);
  };
  if (wellhead_bar(reservoir_bar, 0) < well.outlet_bar + kLeastLiftBar) return std::nullopt;
  // What flows in less what the choke lets out: falls as the bottomhole pressure rises, from a flow that
  // never reaches the choke to a choke without inflow.
  const auto surplus_sm3_per_day = [&](double bottomhole_bar) {
    const double rate_sm3_per_day = well.inflow.rate_sm3_per_day(bottomhole_bar);
    return rate_sm3_per_day - well.choke.rate_sm3_per_day(well.stream, well.opening_pct,
                                                          wellhead_bar(bottomhole_bar, rate_sm3_per_day),
                                                          kChokeTempK, well.outlet_bar);
  };
  const double bottomhole_bar = find_root(surplus_sm3_per_day, well.outlet_bar, reservoir_bar, kToleranceBar);
  const double rate_sm3_per_day = well.inflow.rate_sm3_per_day(bottomhole_bar);
  return OperatingPoint{bottomhole_bar, wellhead_bar(bottomhole_bar, rate_sm3_per_day), rate_sm3_per_day};
}

}  // namespace flodata::simulator
