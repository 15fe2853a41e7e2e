#include "simulator/instruments.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"

namespace flodata::simulator {
namespace {

/// As a historian gives a mean.
double recorded(double value) {
  constexpr double kSteps = 1e5;
  return std::round(value * kSteps) / kSteps;
}

}  // namespace

Instruments::Instruments(const WellDesign& design, const GaugeFaults& faults, PartialDayMeans means,
                         const FieldCalendar& calendar, const RandomSource& well)
    : calendar_(calendar),
      random_(well),
      well_(design.index),
      start_day_(design.times.start_day),
      faults_(faults),
      means_(means),
      character_{.bottomhole_bar = well.log_normal(0.035, 0.5, Aspect::gauge_noise, -1),
                 .wellhead_bar = well.log_normal(0.06, 0.5, Aspect::gauge_noise, -2),
                 .temperature_k = well.log_normal(0.28, 0.4, Aspect::gauge_noise, -3),
                 .opening_pct = well.log_normal(0.05, 0.6, Aspect::gauge_noise, -4),
                 .annulus_bar = well.log_normal(0.05, 0.5, Aspect::gauge_noise, -5),
                 .opening_scale = well.between(0.99, 1.02, Aspect::choke_reading, -1),
                 .annulus_bar_per_k = well.between(0.15, 0.36, Aspect::annulus_drift, -1),
                 .annulus_start_bar = well.between(0, 4, Aspect::annulus_drift, -2),
                 .shut_opening_pct = std::max(0.0, well.between(-0.6, 2, Aspect::choke_reading, -2)),
                 .has_annulus = well.uniform(Aspect::annulus_lost, -1) < 0.88},
      weather_(well.between(0.5, 1.1, Aspect::weather, -1), 3) {
  note_downhole_faults();
}

void Instruments::note(EventKind kind, int day, int days) {
  const int end = std::min(day + days, calendar_.size());
  if (day < end)
    events_.push_back({well_, kind, calendar_[day].begin_hours,
                       calendar_[end - 1].begin_hours + calendar_[end - 1].hour_count, std::nullopt});
}

void Instruments::note_downhole_faults() {
  if (faults_.dead_from_day < calendar_.size())
    note(EventKind::downhole_gauge_dead, faults_.dead_from_day, calendar_.size() - faults_.dead_from_day);
  if (faults_.frozen_from_day < calendar_.size())
    note(EventKind::downhole_gauge_frozen, faults_.frozen_from_day, faults_.frozen_days);
}

GaugeState Instruments::downhole_state(int day) const {
  constexpr double kGlitchesPerDay = 0.0008;
  if (day >= faults_.dead_from_day || random_.uniform(Aspect::gauge_glitch, day) < kGlitchesPerDay)
    return GaugeState::dead;
  const bool frozen = day >= faults_.frozen_from_day && day - faults_.frozen_from_day < faults_.frozen_days;
  return frozen && last_bottomhole_bar_ ? GaugeState::frozen : GaugeState::good;
}

WellReadings Instruments::shown(int day, const ProducerDay& done, const PlannedDay& planned) {
  constexpr double kFlowingPart = 0.8;  // "mostly"
  const bool partial = done.on_hours > 0 && done.on_hours < calendar_[day].hour_count;
  shows_flowing_means_ = partial && means_ == PartialDayMeans::on_stream &&
                         random_.uniform(Aspect::mean_hours, day) < kFlowingPart;
  auto readings = shows_flowing_means_ ? done.flowing_readings : done.readings;
  readings.opening_pct = done.readings.opening_pct;
  if (planned.bled_off) {
    readings.wellhead_bar = random_.between(0.2, 3, Aspect::bled_off, day);
    readings.choke_bar = 0;
  }
  return readings;
}

void Instruments::add_noise(WellReadings& readings, int day, double on_frac) {
  constexpr double kRarity = 80;
  constexpr double kLarge = 4;
  constexpr double kPartialGain = 3;
  constexpr double kColdGain = 1.6;  // a slow stream feels the weather
  constexpr double kFullWarmthDegc = 85;
  const double gain = on_frac > 0 ? 1 + kPartialGain * (1 - on_frac) : 1;
  const auto noise = [&](int channel) {
    return gain * random_.heavy(Aspect::gauge_noise, day * 8 + channel, kRarity, kLarge);
  };
  readings.bottomhole_bar +=
      bottomhole_drift_.step(random_, Aspect::gauge_drift, 2 * day) + character_.bottomhole_bar * noise(0);
  const double wellhead_error =
      wellhead_drift_.step(random_, Aspect::gauge_drift, 2 * day + 1) + character_.wellhead_bar * noise(1);
  readings.wellhead_bar = std::max(0.0, readings.wellhead_bar + wellhead_error);
  readings.choke_bar =
      std::max(0.0, readings.choke_bar + wellhead_error / 2 + character_.wellhead_bar * noise(2));
  const double cold = std::clamp(1 - readings.wellhead_temp_degc / kFullWarmthDegc, 0.0, 1.0);
  readings.wellhead_temp_degc +=
      (1 + kColdGain * cold) *
      (weather_.step(random_, Aspect::weather, day) +
       character_.temperature_k * gain * random_.normal(Aspect::gauge_noise, day * 8 + 3));
  constexpr double kBottomholeK = 0.004;
  // The gauge hangs above the inflow, and cools when nothing comes by.
  constexpr double kAboveK = 1.8;
  constexpr double kMostCoolingK = 7;
  constexpr double kCoolingPerDay = 0.12;
  constexpr double kWarmingPerDay = 0.9;
  bottomhole_cooling_k_ += on_frac > 0 ? -kWarmingPerDay * bottomhole_cooling_k_
                                       : kCoolingPerDay * (kMostCoolingK - bottomhole_cooling_k_);
  readings.bottomhole_temp_degc += kBottomholeK * noise(4) - kAboveK - bottomhole_cooling_k_;
  constexpr double kOpenPct = 99.4;
  if (on_frac <= 0)
    readings.opening_pct = character_.shut_opening_pct;
  else if (readings.opening_pct >= kOpenPct)
    readings.opening_pct = kFullOpeningPct;
  else if (readings.opening_pct > 0)
    readings.opening_pct =
        std::clamp(character_.opening_scale * readings.opening_pct + character_.opening_pct * noise(5), 0.0,
                   kFullOpeningPct);
}

double Instruments::stuck(Gauge gauge, int day, double value) {
  constexpr double kStuckPerDay = 0.0005;
  auto& state = stuck_[static_cast<std::size_t>(gauge)];
  const int item = day * 4 + static_cast<int>(gauge);
  if (day > state.until_day && day > start_day_ &&
      random_.uniform(Aspect::gauge_stuck, item) < kStuckPerDay) {
    const int days = 2 + static_cast<int>(random_.log_normal(5, 0.8, Aspect::gauge_stuck, item));
    state.until_day = day + days - 1;
    state.value = state.last;
    note(EventKind::gauge_stuck, day, days);
  }
  state.last = day <= state.until_day ? state.value : value;
  return state.last;
}

std::optional<double> Instruments::annulus_bar(int day, double wellhead_temp_degc) {
  constexpr double kWarmingDays = 1.5;
  constexpr int kLostBlockDays = 40;
  constexpr double kLostPart = 0.05;
  constexpr double kLeakBarPerDay = 0.003;
  constexpr double kBleedsPerDay = 1.0 / 240;
  constexpr double kColdDegc = 10;
  constexpr double kMostBar = 27;
  annulus_warm_degc_ += (wellhead_temp_degc - annulus_warm_degc_) * (1 - std::exp(-1 / kWarmingDays));
  annulus_offset_bar_ += kLeakBarPerDay;
  const auto level_bar = [&] {
    return character_.annulus_start_bar + annulus_offset_bar_ +
           character_.annulus_bar_per_k * (annulus_warm_degc_ - kColdDegc);
  };
  constexpr double kLeastBar = 18;
  if (random_.uniform(Aspect::annulus_bleed, day) < kBleedsPerDay || level_bar() > kMostBar)
    annulus_offset_bar_ -=
        std::clamp(level_bar() - kLeastBar, 0.0, random_.between(1, 9, Aspect::annulus_bleed, -day - 1));
  const double noise = annulus_drift_.step(random_, Aspect::annulus_drift, day) +
                       character_.annulus_bar * random_.normal(Aspect::annulus, day);
  if (!character_.has_annulus || random_.uniform(Aspect::annulus_lost, day / kLostBlockDays) < kLostPart)
    return std::nullopt;
  return std::max(0.0, level_bar() + noise);
}

void Instruments::record_wellhead(DailyRow& row, int day, const WellReadings& readings) {
  row.values[kWellheadPressureTag] = recorded(stuck(Gauge::wellhead, day, readings.wellhead_bar));
  row.values[kWellheadTemperatureTag] = recorded(stuck(Gauge::temperature, day, readings.wellhead_temp_degc));
  row.values[kChokePressureTag] = recorded(readings.choke_bar);
  row.values[kChokeTag] = recorded(stuck(Gauge::opening, day, readings.opening_pct));
  if (const auto annulus = annulus_bar(day, readings.wellhead_temp_degc))
    row.values[kAnnulusPressureTag] = recorded(*annulus);
}

void Instruments::record_downhole(DailyRow& row, int day, const WellReadings& readings, bool flows) {
  const auto state = downhole_state(day);
  const double wellhead_bar = *row.values[kWellheadPressureTag];
  if (state == GaugeState::dead) {
    row.values[kDownholePressureTag] = 0.0;
    row.values[kDownholeTemperatureTag] = 0.0;
    row.values[kTubingPressureTag] = wellhead_bar;
    return;
  }
  if (state == GaugeState::good || !flows) last_bottomhole_bar_ = recorded(readings.bottomhole_bar);
  row.values[kDownholePressureTag] = last_bottomhole_bar_;
  row.values[kTubingPressureTag] = recorded(*last_bottomhole_bar_ - wellhead_bar);
  row.values[kDownholeTemperatureTag] = recorded(readings.bottomhole_temp_degc);
}

DailyRow Instruments::record(int day, const PlannedDay& planned, const ProducerDay& done,
                             const SurfaceVolumes& volumes) {
  const auto& date = calendar_[day];
  auto readings = shown(day, done, planned);
  add_noise(readings, day, done.on_hours / date.hour_count);
  DailyRow row{date.date, {}, "%", "production", "OP"};
  row.values[kOnStreamTag] = recorded(done.on_hours);
  row.values[kOilRateTag] = volumes.oil_sm3;
  row.values[kGasRateTag] = volumes.gas_sm3;
  row.values[kWaterRateTag] = volumes.water_sm3;
  record_wellhead(row, day, readings);
  record_downhole(row, day, readings, true);
  return row;
}

DailyRow Instruments::record(int day, const InjectorDay& done) {
  const auto& date = calendar_[day];
  const bool partial = done.on_hours > 0 && done.on_hours < date.hour_count;
  auto readings = partial && means_ == PartialDayMeans::on_stream ? done.flowing_readings : done.readings;
  readings.opening_pct = done.readings.opening_pct;
  add_noise(readings, day, done.on_hours / date.hour_count);
  constexpr double kMetering = 0.004;
  constexpr double kStepsPerSm3 = 100;
  DailyRow row{date.date, {}, "%", "injection", "WI"};
  row.values[kOnStreamTag] = recorded(done.on_hours);
  row.values[kWaterInjectionRateTag] =
      std::round(done.injected_sm3 * (1 + kMetering * random_.normal(Aspect::metering, day)) * kStepsPerSm3) /
      kStepsPerSm3;
  record_wellhead(row, day, readings);
  return row;
}

}  // namespace flodata::simulator
