#include "simulator/injector.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"
#include "simulator/root.h"

namespace flodata::simulator {
namespace {

constexpr double kPumpBar = 190;  // before the injectors' chokes

}  // namespace

double Injector::opening_pct(double rate_sm3_per_day, double reservoir_bar) const {
  const double bottomhole_bar =
      reservoir_bar + rate_sm3_per_day / design_.injector.injectivity_sm3_per_day_bar;
  return choke_.opening_for_water_pct(rate_sm3_per_day, kPumpBar,
                                      tubing_.injection_wellhead_bar(rate_sm3_per_day, bottomhole_bar));
}

double Injector::possible_rate_sm3_per_day(double wanted_sm3_per_day, double reservoir_bar) const {
  const auto spare_pct = [&](double rate_sm3_per_day) {
    return kFullOpeningPct - opening_pct(rate_sm3_per_day, reservoir_bar);
  };
  constexpr double kToleranceSm3PerDay = 1e-6;
  if (spare_pct(wanted_sm3_per_day) >= 0) return wanted_sm3_per_day;
  return find_root(spare_pct, 0, wanted_sm3_per_day, kToleranceSm3PerDay);
}

InjectorDay Injector::live(int day, double on_hours, int hour_count, bool ends_shut, double reservoir_bar,
                           double wanted_sm3_per_day, double surface_degc) {
  constexpr double kScatter = 0.015;
  constexpr int kKnotDays = 6;
  constexpr double kStepsPerSm3 = 100;
  const double wanted = std::clamp(
      wanted_sm3_per_day * (1 + kScatter * well_.slow_noise(Aspect::injection_noise, day, kKnotDays)), 0.0,
      largest_rate_sm3_per_day());
  const double rate_sm3_per_day = possible_rate_sm3_per_day(wanted, reservoir_bar);
  const double overpressure_bar = rate_sm3_per_day / design_.injector.injectivity_sm3_per_day_bar;
  InjectorDay result;
  result.on_hours = on_hours;
  result.injected_sm3 =
      std::round(rate_sm3_per_day * on_hours / kHoursPerRateDay * kStepsPerSm3) / kStepsPerSm3;
  const auto states = day_states(on_hours, hour_count, {shut_, ends_shut});
  shut_ = !states.back().on;
  auto& readings = result.readings;
  for (const auto& state : states) {
    const double part = state.hours / hour_count;
    double bottomhole_bar = reservoir_bar + overpressure_bar;
    if (state.on) {
      shut_in_.flowing(-overpressure_bar);
      readings.opening_pct += part * opening_pct(rate_sm3_per_day, reservoir_bar);
    } else {
      bottomhole_bar = reservoir_bar - shut_in_.closed(state.hours);
    }
    const double wellhead_bar =
        tubing_.injection_wellhead_bar(state.on ? rate_sm3_per_day : 0, bottomhole_bar);
    readings.bottomhole_bar += part * bottomhole_bar;
    readings.wellhead_bar += part * std::max(0.0, wellhead_bar);
    readings.choke_bar += part * (kPumpBar - std::max(0.0, wellhead_bar));
    // Sea water that the plant has warmed.
    constexpr double kPlantWarmingK = 14;
    readings.wellhead_temp_degc += part * (surface_degc + (state.on ? kPlantWarmingK : 4));
  }
  return result;
}

}  // namespace flodata::simulator
