#include "simulator/producer.h"

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
                   const Fluid& fluid, const RandomSource& well)
    : design_(design),
      separator_bar_(compartment.separator_bar),
      advance_(layer, design.producer.permeability_variation),
      fluid_(fluid),
      well_(well),
      tubing_(design.tubing),
      choke_(design.producer.choke_kv_m3_per_h),
      operator_(design.producer, well),
      wellhead_temp_(10) {}

double Producer::reservoir_temp_k() const { return fluid_.reservoir_temp_degc() + kZeroCelsiusK; }

double Producer::water_cut_frac(int day, const TankState& tank) const {
  const double region_rm3 = tank.pore_volume_rm3 * design_.producer.drained_oil_sm3 / tank.oil_in_place_sm3;
  const double frac = advance_.water_frac(invaded_rm3_ / region_rm3);
  // Layers open and close a little: the odds of water vary, so that 0 stays 0 and 1 is never passed.
  constexpr double kOddsScatter = 0.05;
  constexpr int kOddsKnotDays = 12;
  const double odds = std::exp(kOddsScatter * well_.slow_noise(Aspect::water_noise, day, kOddsKnotDays));
  const double varied_frac = frac * odds / (frac * odds + 1 - frac);
  return surface_water_cut(varied_frac, tank, fluid_.oil_volume_factor(tank.oil, tank.pressure_bar));
}

Inflow Producer::inflow(int day, const TankState& tank) const {
  constexpr double kScatter = 0.025;
  constexpr int kKnotDays = 9;
  const double worn =
      std::exp(-design_.producer.productivity_loss_per_year_frac * hours_flowed_ / kHoursPerYear);
  const double scatter = 1 + kScatter * well_.slow_noise(Aspect::productivity_noise, day, kKnotDays);
  return {design_.producer.productivity_sm3_per_day_bar * worn * scatter, tank.pressure_bar,
          std::min(tank.oil.bubble_point_bar, tank.pressure_bar), water_cut_frac(day, tank)};
}

std::optional<OperatingPoint> Producer::operate(const Inflow& inflow, const WellStream& stream,
                                                double opening_pct, double outlet_bar) const {
  constexpr double kLeastRateSm3PerDay = 20;  // below it liquid falls back
  const auto point =
      find_operating_point({inflow, tubing_, choke_, stream, opening_pct, outlet_bar, reservoir_temp_k()});
  if (point && point->liquid_sm3_per_day < kLeastRateSm3PerDay) return std::nullopt;
  return point;
}

WellReadings Producer::read(const ProducerDay& day, const WellStream& stream,
                            const std::vector<DayState>& states, double opening_pct, double outlet_bar,
                            double surface_degc) {
  constexpr double kWarmingHours = 2.5;
  constexpr double kCoolingHours = 9;
  const double reservoir_bar = day.inflow.reservoir_bar;
  const double bottom_degc = fluid_.reservoir_temp_degc();
  const double depth_m = tubing_.description().gauge_depth_m;
  double flowing_temp_degc = surface_degc;
  if (day.flowing) {
    const double heat_flow_w_per_k =
        day.flowing->liquid_sm3_per_day / kSecondsPerRateDay * stream.heat_capacity_j_per_k_sm3();
    flowing_temp_degc =
        flodata::simulator::wellhead_temp_degc(surface_degc, bottom_degc, depth_m, heat_flow_w_per_k);
  }
  WellReadings sum;
  double hours = 0;
  const auto add = [&](double weight, double bottomhole_bar, double wellhead_bar, double opening) {
    sum.bottomhole_bar += weight * bottomhole_bar;
    sum.wellhead_bar += weight * wellhead_bar;
    sum.choke_bar += weight * (wellhead_bar - outlet_bar);
    sum.opening_pct += weight * opening;
    hours += weight;
  };
  for (const auto& state : states) {
    if (state.on) {
      shut_in_.flowing(reservoir_bar - day.flowing->bottomhole_bar);
      add(state.hours, day.flowing->bottomhole_bar, day.flowing->wellhead_bar, opening_pct);
    } else {
      const double bottomhole_bar = reservoir_bar - shut_in_.closed(state.hours);
      const double standing_bar = tubing_.wellhead_bar(stream, 0, bottomhole_bar, reservoir_temp_k());
      add(state.hours, bottomhole_bar, std::max(standing_bar, outlet_bar), 0);
    }
    sum.wellhead_temp_degc +=
        state.hours * wellhead_temp_.advance(state.on ? flowing_temp_degc : surface_degc,
                                             state.on ? kWarmingHours : kCoolingHours, state.hours);
    // Oil that expands on its way in warms a little (Joule and Thomson).
    constexpr double kWarmingKPerBar = 0.02;
    sum.bottomhole_temp_degc +=
        state.hours *
        (bottom_degc + (state.on ? kWarmingKPerBar * (reservoir_bar - day.flowing->bottomhole_bar) : 0.0));
  }
  return {sum.bottomhole_bar / hours, sum.wellhead_bar / hours,       sum.choke_bar / hours,
          sum.opening_pct / hours,    sum.wellhead_temp_degc / hours, sum.bottomhole_temp_degc / hours};
}

ProducerDay Producer::live(int day, double planned_on_hours, int hour_count, bool ends_shut,
                           const TankState& tank, double surface_degc) {
  constexpr double kGasScatter = 0.018;
  constexpr double kSeparatorScatterBar = 0.5;
  constexpr int kKnotDays = 14;
  ProducerDay result;
  result.inflow = inflow(day, tank);
  const double water_cut = result.inflow.water_cut_frac;
  const double gas_oil_ratio = tank.produced_gor * design_.producer.gas_factor *
                               (1 + kGasScatter * well_.slow_noise(Aspect::gas_noise, day, kKnotDays));
  const WellStream stream(fluid_, water_cut, gas_oil_ratio);
  const double outlet_bar =
      separator_bar_ + kSeparatorScatterBar * well_.slow_noise(Aspect::separator, day, kKnotDays);
  const double opening_pct = operator_.opening_pct(day, planned_on_hours < hour_count);
  if (planned_on_hours > 0) result.flowing = operate(result.inflow, stream, opening_pct, outlet_bar);
  result.on_hours = result.flowing ? planned_on_hours : 0.0;
  if (result.flowing) {
    const double liquid_sm3 = result.flowing->liquid_sm3_per_day * result.on_hours / kHoursPerRateDay;
    result.volumes.oil_sm3 = published_volume(liquid_sm3 * (1 - water_cut));
    result.volumes.gas_sm3 = published_volume(liquid_sm3 * (1 - water_cut) * gas_oil_ratio);
    result.volumes.water_sm3 = published_volume(liquid_sm3 * water_cut);
    result.reservoir_liquid_rm3 =
        result.volumes.oil_sm3 * fluid_.oil_volume_factor(tank.oil, tank.pressure_bar) +
        result.volumes.water_sm3 * Fluid::water_volume_factor(tank.pressure_bar);
    hours_flowed_ += result.on_hours;
  }
  const auto states = day_states(result.on_hours, hour_count, {shut_, ends_shut});
  result.readings = read(result, stream, states, opening_pct, outlet_bar, surface_degc);
  shut_ = !states.back().on;
  if (!result.flowing)
    operator_.shut_day();
  else if (result.on_hours >= hour_count)
    operator_.review(day, result.flowing->liquid_sm3_per_day * (1 - water_cut),
                     tank.pressure_bar - result.flowing->bottomhole_bar);
  return result;
}

}  // namespace flodata::simulator
