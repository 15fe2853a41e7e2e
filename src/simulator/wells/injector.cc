#include "simulator/wells/injector.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"
#include "simulator/physics/root.h"

namespace flodata::simulator {
namespace {

constexpr double kCleanPumpBar = 190;

}  // namespace

double Injector::opening_pct(double rate_sm3_per_day, const InjectionConditions& conditions) const {
  const double bottomhole_bar =
      conditions.reservoir_bar + rate_sm3_per_day / design_.injector.injectivity_sm3_per_day_bar;
  return choke_.opening_for_water_pct(rate_sm3_per_day, conditions.pump_bar,
                                      tubing_.injection_wellhead_bar(rate_sm3_per_day, bottomhole_bar));
}

double Injector::possible_rate_sm3_per_day(const InjectionConditions& conditions) const {
  const auto spare_pct = [&](double rate_sm3_per_day) {
    return kFullOpeningPct - opening_pct(rate_sm3_per_day, conditions);
  };
  constexpr double kToleranceSm3PerDay = 1e-6;
  const double wanted = std::clamp(conditions.wanted_sm3_per_day, 0.0, largest_rate_sm3_per_day());
  if (spare_pct(wanted) >= 0) return wanted;
  return find_root(spare_pct, 0, wanted, kToleranceSm3PerDay);
}

InjectionConditions Injector::clean_conditions(int day, double on_hours, int hour_count, bool ends_shut,
                                               double reservoir_bar, double wanted_sm3_per_day,
                                               double surface_degc) const {
  constexpr double kScatter = 0.015;
  constexpr int kKnotDays = 6;
  return {day_states(on_hours, hour_count, {shut_, ends_shut}), reservoir_bar,
          wanted_sm3_per_day * (1 + kScatter * well_.slow_noise(Aspect::injection_noise, day, kKnotDays)),
          kCleanPumpBar, surface_degc};
}

InjectorDay Injector::live(int hour_count, const InjectionConditions& conditions) {
  constexpr double kStepsPerSm3 = 100;
  InjectorDay result;
  for (const auto& state : conditions.states) result.on_hours += state.on ? state.hours : 0;
  result.rate_sm3_per_day = possible_rate_sm3_per_day(conditions);
  const double overpressure_bar = result.rate_sm3_per_day / design_.injector.injectivity_sm3_per_day_bar;
  result.injected_sm3 =
      std::round(result.rate_sm3_per_day * result.on_hours / kHoursPerRateDay * kStepsPerSm3) / kStepsPerSm3;
  shut_ = !conditions.states.back().on;
  auto& readings = result.readings;
  auto& flowing = result.flowing_readings;
  for (const auto& state : conditions.states) {
    WellReadings now;
    now.bottomhole_bar = conditions.reservoir_bar + overpressure_bar;
    if (state.on) {
      shut_in_.flowing(-overpressure_bar);
      now.opening_pct = opening_pct(result.rate_sm3_per_day, conditions);
    } else {
      now.bottomhole_bar = conditions.reservoir_bar - shut_in_.closed(state.hours);
    }
    now.wellhead_bar = std::max(
        0.0, tubing_.injection_wellhead_bar(state.on ? result.rate_sm3_per_day : 0, now.bottomhole_bar));
    now.choke_bar = conditions.pump_bar - now.wellhead_bar;
    // Sea water that the plant has warmed.
    constexpr double kPlantWarmingK = 14;
    constexpr double kStandingK = 4;
    now.wellhead_temp_degc = conditions.surface_degc + (state.on ? kPlantWarmingK : kStandingK);
    const auto add = [&now](WellReadings& means, double part) {
      means.bottomhole_bar += part * now.bottomhole_bar;
      means.wellhead_bar += part * now.wellhead_bar;
      means.choke_bar += part * now.choke_bar;
      means.opening_pct += part * now.opening_pct;
      means.wellhead_temp_degc += part * now.wellhead_temp_degc;
    };
    add(readings, state.hours / hour_count);
    if (state.on) add(flowing, state.hours / result.on_hours);
  }
  if (result.on_hours <= 0) flowing = readings;
  return result;
}

}  // namespace flodata::simulator
