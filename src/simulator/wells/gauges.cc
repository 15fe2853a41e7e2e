#include "simulator/wells/gauges.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace flodata::simulator {
namespace {

/// As published: three decimals.
double recorded(double value) {
  constexpr double kSteps = 1000;
  return std::round(value * kSteps) / kSteps;
}

}  // namespace

GaugeFaults design_gauge_faults(GaugeFate fate, const WellTimes& times, int day_count,
                                const RandomSource& well) {
  constexpr int kNever = std::numeric_limits<int>::max();
  const int life_days = times.conversion_day.value_or(day_count) - times.start_day;
  const auto day_at = [&](double low, double high, Aspect aspect) {
    return times.start_day + static_cast<int>(well.between(low, high, aspect) * life_days);
  };
  GaugeFaults faults{kNever, kNever, 0};
  if (fate == GaugeFate::dies) faults.dead_from_day = day_at(0.3, 0.6, Aspect::dead_gauge_day);
  if (fate == GaugeFate::freezes) {
    faults.frozen_from_day = day_at(0.1, 0.9, Aspect::frozen_gauge);
    faults.frozen_days = static_cast<int>(well.between(18, 45, Aspect::frozen_gauge, 1));
  }
  return faults;
}

GaugeState Recorder::gauge_state(int day) const {
  constexpr double kGlitchesPerDay = 0.002;
  if (day >= faults_.dead_from_day || well_.uniform(Aspect::gauge_glitch, day) < kGlitchesPerDay)
    return GaugeState::dead;
  const bool frozen = day >= faults_.frozen_from_day && day - faults_.frozen_from_day < faults_.frozen_days;
  return frozen && last_bottomhole_bar_ ? GaugeState::frozen : GaugeState::good;
}

std::optional<double> Recorder::annulus_bar(int day, double wellhead_temp_degc) const {
  constexpr int kLostBlockDays = 40;
  constexpr double kLostPart = 0.1;
  constexpr double kPerDegreeBarPerK = 0.22;  // the annulus is closed: warm liquid presses
  constexpr int kKnotDays = 60;
  if (well_.uniform(Aspect::annulus_lost, day / kLostBlockDays) < kLostPart) return std::nullopt;
  return std::max(0.0, well_.between(2, 8, Aspect::annulus, -1) + kPerDegreeBarPerK * wellhead_temp_degc +
                           2 * well_.slow_noise(Aspect::annulus, day, kKnotDays));
}

void Recorder::record_downhole(DailyRow& row, int day, const ProducerDay& producer) {
  const auto state = gauge_state(day);
  const double wellhead_bar = *row.values[kWellheadPressureTag];
  if (state == GaugeState::dead) {
    row.values[kDownholePressureTag] = 0.0;
    row.values[kDownholeTemperatureTag] = 0.0;
    row.values[kTubingPressureTag] = wellhead_bar;
    return;
  }
  if (state == GaugeState::good) last_bottomhole_bar_ = recorded(producer.readings.bottomhole_bar);
  constexpr double kScatterK = 0.15;
  constexpr int kKnotDays = 15;
  row.values[kDownholePressureTag] = last_bottomhole_bar_;
  row.values[kTubingPressureTag] = recorded(*last_bottomhole_bar_ - wellhead_bar);
  row.values[kDownholeTemperatureTag] =
      recorded(producer.readings.bottomhole_temp_degc +
               kScatterK * well_.slow_noise(Aspect::temperature_noise, day, kKnotDays));
}

DailyRow Recorder::record(LocalDay date, int day, const ProducerDay& producer) {
  DailyRow row{date, {}, "%", "production", "OP"};
  row.values[kOnStreamTag] = producer.on_hours;
  row.values[kOilRateTag] = producer.volumes.oil_sm3;
  row.values[kGasRateTag] = producer.volumes.gas_sm3;
  row.values[kWaterRateTag] = producer.volumes.water_sm3;
  row.values[kWellheadPressureTag] = recorded(producer.readings.wellhead_bar);
  row.values[kWellheadTemperatureTag] = recorded(producer.readings.wellhead_temp_degc);
  row.values[kChokePressureTag] = recorded(producer.readings.choke_bar);
  row.values[kChokeTag] = recorded(producer.readings.opening_pct);
  if (const auto annulus = annulus_bar(day, producer.readings.wellhead_temp_degc))
    row.values[kAnnulusPressureTag] = recorded(*annulus);
  record_downhole(row, day, producer);
  return row;
}

DailyRow Recorder::record(LocalDay date, int day, const InjectorDay& injector) const {
  DailyRow row{date, {}, "%", "injection", "WI"};
  row.values[kOnStreamTag] = injector.on_hours;
  row.values[kWaterInjectionRateTag] = injector.injected_sm3;
  row.values[kWellheadPressureTag] = recorded(injector.readings.wellhead_bar);
  row.values[kWellheadTemperatureTag] = recorded(injector.readings.wellhead_temp_degc);
  row.values[kChokePressureTag] = recorded(injector.readings.choke_bar);
  row.values[kChokeTag] = recorded(injector.readings.opening_pct);
  if (const auto annulus = annulus_bar(day, injector.readings.wellhead_temp_degc))
    row.values[kAnnulusPressureTag] = recorded(*annulus);
  return row;
}

}  // namespace flodata::simulator
