#include "simulator/physics/choke.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"

namespace flodata::simulator {
namespace {

constexpr double kReferenceDensityKgPerM3 = 1000;  // of Kv

}  // namespace

double Choke::rate_sm3_per_day(const WellStream& stream, double opening_pct, double inlet_bar,
                               double inlet_temp_k, double outlet_bar) const {
  if (inlet_bar <= outlet_bar) return 0;
  const double opening_frac = opening_pct / kFullOpeningPct;
  const double difference_bar = std::min(inlet_bar - outlet_bar, (1 - kCriticalRatio) * inlet_bar);
  const double volume_m3_per_sm3 = stream.volume_m3_per_sm3(inlet_bar, inlet_temp_k);
  const double specific_gravity = stream.mass_kg_per_sm3() / volume_m3_per_sm3 / kReferenceDensityKgPerM3;
  const double flow_m3_per_h =
      full_kv_m3_per_h_ * opening_frac * opening_frac * std::sqrt(difference_bar / specific_gravity);
  return flow_m3_per_h * kHoursPerRateDay / volume_m3_per_sm3;
}

double Choke::opening_for_water_pct(double rate_sm3_per_day, double inlet_bar, double outlet_bar) const {
  constexpr double kLeastDifferenceBar = 0.1;
  const double difference_bar = std::max(kLeastDifferenceBar, inlet_bar - outlet_bar);
  const double specific_gravity = Fluid::kWaterDensityKgPerSm3 / kReferenceDensityKgPerM3;
  const double kv_m3_per_h =
      rate_sm3_per_day / kHoursPerRateDay / std::sqrt(difference_bar / specific_gravity);
  return kFullOpeningPct * std::sqrt(kv_m3_per_h / full_kv_m3_per_h_);
}

}  // namespace flodata::simulator
