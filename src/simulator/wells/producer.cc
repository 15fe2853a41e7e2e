#include "simulator/wells/producer.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"

namespace flodata::simulator {
namespace {

constexpr double kHoursPerYear = 8766;

/// As published [Sm3].
double published_volume(double volume_sm3) {
  constexpr double kStepsPerSm3 = 100;
  return std::round(std::max(0.0, volume_sm3) * kStepsPerSm3) / kStepsPerSm3;
}

/// Fraction at reservoir conditions to fraction at the surface.
double surface_water_cut(double reservoir_frac, const TankState& tank, double oil_volume_factor) {
  const double water = reservoir_frac / Fluid::water_volume_factor(tank.pressure_bar);
  const double oil = (1 - reservoir_frac) / oil_volume_factor;
  return water / (water + oil);
}

}  // namespace

Producer::Producer(const CompartmentDesign& compartment, const WellDesign& design, const LayerOutflow& layer,
                   const Fluid& fluid, const ChokeHabits& habits, const RandomSource& well)
    : design_(design),
      separator_bar_(compartment.separator_bar),
      advance_(layer, design.producer.permeability_variation),
      fluid_(fluid),
      well_(well),
      tubing_(design.tubing),
      choke_(design.producer.choke_kv_m3_per_h),
      operator_(design.producer, habits, well),
      wellhead_temp_(10) {}

double Producer::reservoir_temp_k() const { return fluid_.reservoir_temp_degc() + kZeroCelsiusK; }

double Producer::water_cut_frac(double water_odds, const TankState& tank) const {
  const double frac = advance_.water_frac(invaded_rm3_ / region_rm3(tank));
  // By odds 0 stays 0 and 1 is never passed.
  const double varied_frac = frac * water_odds / (frac * water_odds + 1 - frac);
  return surface_water_cut(varied_frac, tank, fluid_.oil_volume_factor(tank.oil, tank.pressure_bar));
}

Inflow Producer::inflow(const DayConditions& conditions, const TankState& tank) const {
  const double worn =
      std::exp(-design_.producer.productivity_loss_per_year_frac * hours_flowed_ / kHoursPerYear);
  const double reservoir_bar = tank.pressure_bar - conditions.depletion_bar;
  return {design_.producer.productivity_sm3_per_day_bar * worn * conditions.productivity_factor,
          reservoir_bar, std::min(tank.oil.bubble_point_bar, reservoir_bar),
          water_cut_frac(conditions.water_odds, tank)};
}

DayConditions Producer::clean_conditions(int day, double planned_on_hours, int hour_count,
                                         bool ends_shut) const {
  constexpr double kProductivityScatter = 0.025;
  constexpr int kProductivityKnotDays = 9;
  constexpr double kOddsScatter = 0.05;
  constexpr int kOddsKnotDays = 12;
  constexpr double kGasScatter = 0.018;
  constexpr double kSeparatorScatterBar = 0.5;
  constexpr int kKnotDays = 14;
  return {.states = day_states(planned_on_hours, hour_count, {shut_, ends_shut}),
          .opening_pct = operator_.opening_pct(day, planned_on_hours < hour_count),
          .outlet_bar =
              separator_bar_ + kSeparatorScatterBar * well_.slow_noise(Aspect::separator, day, kKnotDays),
          .productivity_factor = 1 + kProductivityScatter * well_.slow_noise(Aspect::productivity_noise, day,
                                                                             kProductivityKnotDays),
          .water_odds = std::exp(kOddsScatter * well_.slow_noise(Aspect::water_noise, day, kOddsKnotDays)),
          .gas_factor = 1 + kGasScatter * well_.slow_noise(Aspect::gas_noise, day, kKnotDays)};
}

std::optional<OperatingPoint> Producer::operate(const Inflow& inflow, const WellStream& stream,
                                                double opening_pct, double outlet_bar) const {
  constexpr double kLeastRateSm3PerDay = 20;  // below it liquid falls back
  const auto point =
      find_operating_point({inflow, tubing_, choke_, stream, opening_pct, outlet_bar, reservoir_temp_k()});
  if (point && point->liquid_sm3_per_day < kLeastRateSm3PerDay) return std::nullopt;
  return point;
}

namespace {

/// Means of readings by their hours.
class ReadingMeans {
 public:
  void add(double hours, const WellReadings& state) {
    sum_.bottomhole_bar += hours * state.bottomhole_bar;
    sum_.wellhead_bar += hours * state.wellhead_bar;
    sum_.choke_bar += hours * state.choke_bar;
    sum_.opening_pct += hours * state.opening_pct;
    sum_.wellhead_temp_degc += hours * state.wellhead_temp_degc;
    sum_.bottomhole_temp_degc += hours * state.bottomhole_temp_degc;
    hours_ += hours;
  }
  [[nodiscard]] bool empty() const { return hours_ <= 0; }
  [[nodiscard]] WellReadings means() const {
    return {sum_.bottomhole_bar / hours_,     sum_.wellhead_bar / hours_,
            sum_.choke_bar / hours_,          sum_.opening_pct / hours_,
            sum_.wellhead_temp_degc / hours_, sum_.bottomhole_temp_degc / hours_};
  }

 private:
  WellReadings sum_;
  double hours_ = 0;
};

}  // namespace

void Producer::read(ProducerDay& day, const WellStream& stream, const DayConditions& conditions,
                    const std::vector<DayState>& states, double surface_degc) {
  constexpr double kWarmingHours = 2.5;
  constexpr double kCoolingHours = 9;
  const double reservoir_bar = day.inflow.reservoir_bar;
  const double bottom_degc = fluid_.reservoir_temp_degc();
  const double depth_m = tubing_.description().gauge_depth_m;
  const double outlet_bar = conditions.outlet_bar;
  double flowing_temp_degc = surface_degc;
  if (day.flowing) {
    const double heat_flow_w_per_k =
        day.flowing->liquid_sm3_per_day / kSecondsPerRateDay * stream.heat_capacity_j_per_k_sm3();
    flowing_temp_degc =
        flodata::simulator::wellhead_temp_degc(surface_degc, bottom_degc, depth_m, heat_flow_w_per_k);
  }
  ReadingMeans all;
  ReadingMeans on;
  for (const auto& state : states) {
    WellReadings now;
    if (state.on) {
      shut_in_.flowing(reservoir_bar - day.flowing->bottomhole_bar);
      now.bottomhole_bar = day.flowing->bottomhole_bar;
      now.wellhead_bar = day.flowing->wellhead_bar;
      now.opening_pct = conditions.opening_pct;
    } else {
      now.bottomhole_bar = reservoir_bar - shut_in_.closed(state.hours);
      const double standing_bar = tubing_.wellhead_bar(stream, 0, now.bottomhole_bar, reservoir_temp_k());
      now.wellhead_bar = std::max(standing_bar, outlet_bar);
    }
    now.choke_bar = now.wellhead_bar - outlet_bar;
    now.wellhead_temp_degc = wellhead_temp_.advance(state.on ? flowing_temp_degc : surface_degc,
                                                    state.on ? kWarmingHours : kCoolingHours, state.hours);
    // Oil that expands on its way in warms a little (Joule and Thomson).
    constexpr double kWarmingKPerBar = 0.02;
    now.bottomhole_temp_degc =
        bottom_degc + (state.on ? kWarmingKPerBar * (reservoir_bar - day.flowing->bottomhole_bar) : 0.0);
    all.add(state.hours, now);
    if (state.on) on.add(state.hours, now);
  }
  day.readings = all.means();
  day.flowing_readings = on.empty() ? day.readings : on.means();
}

ProducerDay Producer::live(int day, int hour_count, const DayConditions& conditions, const TankState& tank,
                           double surface_degc) {
  double planned_on_hours = 0;
  for (const auto& state : conditions.states) planned_on_hours += state.on ? state.hours : 0;
  ProducerDay result;
  result.inflow = inflow(conditions, tank);
  const double water_cut = result.inflow.water_cut_frac;
  const double gas_oil_ratio = tank.produced_gor * design_.producer.gas_factor * conditions.gas_factor;
  const WellStream stream(fluid_, water_cut, gas_oil_ratio);
  if (planned_on_hours > 0)
    result.flowing = operate(result.inflow, stream, conditions.opening_pct, conditions.outlet_bar);
  result.on_hours = result.flowing ? planned_on_hours : 0.0;
  if (result.flowing) {
    const double liquid_sm3 = result.flowing->liquid_sm3_per_day * result.on_hours / kHoursPerRateDay;
    result.volumes.oil_sm3 = published_volume(liquid_sm3 * (1 - water_cut));
    result.volumes.gas_sm3 = published_volume(liquid_sm3 * (1 - water_cut) * gas_oil_ratio);
    result.volumes.water_sm3 = published_volume(liquid_sm3 * water_cut);
    result.water_gas_sm3 = conditions.water_gas_sm3_per_sm3 * result.volumes.water_sm3;
    result.reservoir_liquid_rm3 =
        result.volumes.oil_sm3 * fluid_.oil_volume_factor(tank.oil, tank.pressure_bar) +
        result.volumes.water_sm3 * Fluid::water_volume_factor(tank.pressure_bar);
    hours_flowed_ += result.on_hours;
  }
  const auto states = result.flowing || planned_on_hours <= 0
                          ? conditions.states
                          : std::vector<DayState>{{false, static_cast<double>(hour_count)}};
  read(result, stream, conditions, states, surface_degc);
  shut_ = !states.back().on;
  if (result.flowing && result.on_hours >= hour_count)
    operator_.review(day, result.flowing->liquid_sm3_per_day * (1 - water_cut),
                     result.inflow.reservoir_bar - result.flowing->bottomhole_bar);
  if (!result.flowing) operator_.shut_day(planned_on_hours > 0);
  return result;
}

}  // namespace flodata::simulator
