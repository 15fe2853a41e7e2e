#include "simulator/invented_well.h"

#include <algorithm>
#include <cmath>

#include "base/counter_random.h"

namespace flodata {
namespace {

constexpr TagIndex kTubingPressure = find_tag("avg_dp_tubing").value();
constexpr TagIndex kAnnulusPressure = find_tag("avg_annulus_press").value();
constexpr TagIndex kWellheadPressure = find_tag("avg_whp_p").value();
constexpr TagIndex kChokePressure = find_tag("dp_choke_size").value();
constexpr TagIndex kDownholeTemperature = find_tag("avg_downhole_temperature").value();
constexpr TagIndex kWellheadTemperature = find_tag("avg_wht_p").value();
constexpr TagIndex kChokeOpening = find_tag("avg_choke_size_p").value();

// Aspects of a well: each has random numbers of its own.
enum Aspect : std::uint64_t {
  rate_aspect,
  decline_aspect,
  exponent_aspect,
  water_aspect,
  final_water_aspect,
  gas_aspect,
  reservoir_aspect,
  gauge_aspect,
  outage_aspect,
  outage_length_aspect,
  partial_aspect,
  rate_noise_aspect,
  water_noise_aspect,
  gas_noise_aspect,
  pressure_noise_aspect,
  temperature_noise_aspect,
  choke_noise_aspect,
  annulus_noise_aspect,
  missing_aspect,
};

constexpr double kFullOpeningPercent = 100;
constexpr int kLongestOutageDays = 9;
constexpr int kTurnaroundPeriodDays = 365;
constexpr int kTurnaroundStart = 270;  // day of each such year on which the whole field is shut
constexpr int kTurnaroundDays = 12;
constexpr double kBuildUpDays = 1.5;  // time constant of the shut-in build-up

double rounded(double value, double steps_per_unit) {
  return std::round(value * steps_per_unit) / steps_per_unit;
}
double two_decimals(double value) { return rounded(value, 100); }
double three_decimals(double value) { return rounded(value, 1000); }

bool is_turnaround(int field_day) {
  const int day = field_day % kTurnaroundPeriodDays;
  return day >= kTurnaroundStart && day < kTurnaroundStart + kTurnaroundDays;
}

}  // namespace

InventedWell::InventedWell(std::uint64_t seed, std::uint64_t index, bool injects)
    : seed_(seed),
      index_(index),
      injects_(injects),
      initial_rate_sm3_per_day_(injects ? 4500 + 2500 * uniform(rate_aspect, 0)
                                        : 2200 + 3600 * uniform(rate_aspect, 0)),
      decline_per_day_(0.0007 + 0.0009 * uniform(decline_aspect, 0)),
      decline_exponent_(0.3 + 0.4 * uniform(exponent_aspect, 0)),
      water_half_days_(900 + 900 * uniform(water_aspect, 0)),
      final_water_cut_frac_(0.78 + 0.17 * uniform(final_water_aspect, 0)),
      gas_oil_ratio_(145 + 20 * uniform(gas_aspect, 0)),
      reservoir_bar_(285 + 10 * uniform(reservoir_aspect, 0)),
      gauge_life_days_(uniform(gauge_aspect, 0) < 0.25 ? 700 + 1500 * uniform(gauge_aspect, 1) : 1e9) {}

double InventedWell::uniform(std::uint64_t aspect, int day) const {
  return random_uniform({seed_, index_, aspect, static_cast<std::uint64_t>(day)});
}

double InventedWell::slow_noise(std::uint64_t aspect, int day, int days) const {
  // Uniform deviates of unit variance at knots `days` apart, joined smoothly; one more for each day, a third
  // as large.
  const double unit_variance = std::sqrt(12.0);
  const int knot = day / days;
  const double part = static_cast<double>(day % days) / days;
  const double smooth = part * part * (3 - 2 * part);
  const double slow = (1 - smooth) * uniform(aspect, knot) + smooth * uniform(aspect, knot + 1) - 0.5;
  const double quick = uniform(aspect + 1000, day) - 0.5;
  return unit_variance * (slow + quick / 3);
}

bool InventedWell::is_in_outage(int field_day) const {
  if (is_turnaround(field_day)) return true;
  for (int begin = std::max(0, field_day - kLongestOutageDays); begin <= field_day; ++begin) {
    if (uniform(outage_aspect, begin) > 0.008) continue;
    const double length = 1 + kLongestOutageDays * std::pow(uniform(outage_length_aspect, begin), 3);
    if (field_day - begin < static_cast<int>(length)) return true;
  }
  return false;
}

double InventedWell::days_shut(int field_day) const {
  int days = 0;
  while (days < 30 && field_day - days >= 0 && is_in_outage(field_day - days)) ++days;
  return days;
}

double InventedWell::hours_on(int field_day, int age_days, int hour_count) const {
  const double part = rounded(0.5 + (hour_count - 1) * uniform(partial_aspect, field_day), 10);
  if (age_days == 0) return part;  // the well is opened on its first day
  const bool shut = is_in_outage(field_day);
  if (shut && !is_in_outage(field_day - 1)) return part;  // it is shut in the course of the day
  if (shut) return 0;
  if (is_in_outage(field_day - 1)) return part;  // and opened again
  constexpr double kTripsPerDay = 0.03;
  return uniform(partial_aspect + 2000, field_day) < kTripsPerDay ? part : hour_count;
}

double InventedWell::liquid_rate_sm3_per_day(int age_days, int field_day) const {
  const double ramp = 1 - 0.6 * std::exp(-age_days / 12.0);
  const double decline =
      std::pow(1 + decline_exponent_ * decline_per_day_ * age_days, -1 / decline_exponent_);
  // As the oil declines water takes its place, so the liquid declines less.
  const double liquid = std::pow(decline, 0.45);
  return initial_rate_sm3_per_day_ * ramp * liquid *
         std::max(0.2, 1 + 0.06 * slow_noise(rate_noise_aspect, field_day, 5));
}

double InventedWell::water_cut_frac(int age_days, int field_day) const {
  const double rise = 1 / (1 + std::exp(-(age_days - water_half_days_) / (0.22 * water_half_days_)));
  const double cut = final_water_cut_frac_ * rise + 0.008 * slow_noise(water_noise_aspect, field_day, 20);
  return std::clamp(cut, 0.0, 0.97);
}

double InventedWell::downhole_pressure_bar(int age_days, int field_day, double on_frac) const {
  const double reservoir = reservoir_bar_ - 22 * (1 - std::exp(-age_days / 900.0));
  const double liquid = liquid_rate_sm3_per_day(age_days, field_day);
  const double drawdown = 52 * liquid / (liquid + 2500);
  const double built_up = 1 - std::exp(-days_shut(field_day) / kBuildUpDays);
  const double shut = reservoir - drawdown * (1 - std::max(built_up, 0.4));
  return on_frac * (reservoir - drawdown) + (1 - on_frac) * shut +
         0.8 * slow_noise(pressure_noise_aspect, field_day, 9);
}

void InventedWell::fill_gauges(DailyRow& row, int age_days, int field_day, double on_frac) const {
  const double downhole = three_decimals(downhole_pressure_bar(age_days, field_day, on_frac));
  const double flowing =
      20 + 70 * std::exp(-age_days / 1100.0) + 1.2 * slow_noise(pressure_noise_aspect + 100, field_day, 9);
  const double wellhead = three_decimals(on_frac * flowing + (1 - on_frac) * (flowing + 38));
  constexpr double kGlitchesPerDay = 0.002;
  const bool dead = age_days >= gauge_life_days_ || uniform(gauge_aspect + 3000, field_day) < kGlitchesPerDay;
  // A dead gauge reports 0, and what the historian computes from it is wrong too.
  row.values[kDownholePressureTag] = dead ? 0.0 : downhole;
  row.values[kDownholeTemperature] =
      dead ? 0.0
           : three_decimals(104 - 3 * (1 - on_frac) +
                            0.4 * slow_noise(temperature_noise_aspect, field_day, 15));
  row.values[kTubingPressure] = dead ? wellhead : downhole - wellhead;
  row.values[kWellheadPressure] = wellhead;
  row.values[kWellheadTemperature] =
      three_decimals(12 + on_frac * (62 + 14 * water_cut_frac(age_days, field_day)) +
                     1.0 * slow_noise(temperature_noise_aspect + 100, field_day, 6));
  row.values[kChokePressure] =
      three_decimals(std::max(0.0, wellhead - 16 + slow_noise(choke_noise_aspect + 100, field_day, 8)));
  if (uniform(missing_aspect, field_day / 40) > 0.1)
    row.values[kAnnulusPressure] =
        three_decimals(std::max(0.0, 17 + 4 * slow_noise(annulus_noise_aspect, field_day, 60)));
  const double opening = std::min(kFullOpeningPercent,
                                  22 + 0.055 * age_days + 5 * slow_noise(choke_noise_aspect, field_day, 30));
  row.values[kChokeOpening] = three_decimals(std::max(4.0, opening) * on_frac);
  row.choke_uom = "%";
}

void InventedWell::fill_producer(DailyRow& row, int age_days, int field_day, int hour_count,
                                 double hours) const {
  const double on_frac = hours / hour_count;
  // Flow takes a while to settle after opening: a partial day gives a little less per hour.
  const double settling = hours < hour_count ? 0.95 : 1.0;
  constexpr double kHoursOfRate = 24;  // a rate is per day of 24 hours
  const double liquid = liquid_rate_sm3_per_day(age_days, field_day) * settling * hours / kHoursOfRate;
  const double water = liquid * water_cut_frac(age_days, field_day);
  const double oil = liquid - water;
  const double gas = oil * (gas_oil_ratio_ + 2.5 * slow_noise(gas_noise_aspect, field_day, 12));
  row.values[kOilRateTag] = two_decimals(oil);
  row.values[kGasRateTag] = two_decimals(gas);
  row.values[kWaterRateTag] = two_decimals(water);
  row.flow_kind = "production";
  row.well_type = "OP";
  fill_gauges(row, age_days, field_day, on_frac);
}

void InventedWell::fill_injector(DailyRow& row, int age_days, int field_day, int hour_count,
                                 double hours) const {
  const double on_frac = hours / hour_count;
  const double ramp = 1 - 0.5 * std::exp(-age_days / 30.0);
  constexpr double kHoursOfRate = 24;
  const double rate =
      initial_rate_sm3_per_day_ * ramp * (1 + 0.05 * slow_noise(rate_noise_aspect, field_day, 7));
  row.values[kWaterInjectionRateTag] = two_decimals(std::max(0.0, rate) * hours / kHoursOfRate);
  row.values[kWellheadPressure] =
      three_decimals(45 + on_frac * 70 + 2 * slow_noise(pressure_noise_aspect, field_day, 9));
  row.values[kWellheadTemperature] =
      three_decimals(18 + 6 * on_frac + slow_noise(temperature_noise_aspect, field_day, 30));
  row.values[kChokeOpening] = three_decimals(
      on_frac * std::min(kFullOpeningPercent, 55 + 6 * slow_noise(choke_noise_aspect, field_day, 30)));
  row.choke_uom = "%";
  row.flow_kind = "injection";
  row.well_type = "WI";
}

std::optional<DailyRow> InventedWell::row(LocalDay date, int age_days, int field_day, int hour_count) const {
  constexpr double kLostRowsPerDay = 0.0008;
  if (age_days > 0 && uniform(missing_aspect + 4000, field_day) < kLostRowsPerDay) return std::nullopt;
  DailyRow row{date, {}, {}, {}, {}};
  const double hours = hours_on(field_day, age_days, hour_count);
  row.values[kOnStreamTag] = hours;
  if (injects_)
    fill_injector(row, age_days, field_day, hour_count, hours);
  else
    fill_producer(row, age_days, field_day, hour_count, hours);
  return row;
}

}  // namespace flodata
