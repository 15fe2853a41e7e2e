#include "simulator/well_life.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"
#include "simulator/interruptions.h"

namespace flodata::simulator {
namespace {

bool is_treatment(EventKind kind) {
  return kind == EventKind::scale_squeeze || kind == EventKind::stimulation || kind == EventKind::sidetrack;
}

double fading(double value, double days) { return value * std::exp(-1 / days); }

}  // namespace

WellLife::WellLife(const WellDesign& design, const FieldCalendar& calendar,
                   std::vector<FieldEvent> interruptions, const RandomSource& well)
    : calendar_(calendar),
      random_(well),
      events_(std::move(interruptions)),
      well_(design.index),
      skin_(well.between(-1, 2, Aspect::skin)),
      skin_per_year_(well.log_normal(1.3, 0.5, Aspect::skin, 4)),
      gas_drift_(0.008, 30) {
  constexpr int kSmallPlace = 4;
  const bool small = design.index % kWellsPerCompartment == kSmallPlace;
  const double depletion_bar =
      small ? well.between(30, 50, Aspect::region) : well.between(4, 14, Aspect::region);
  region_bar_per_sm3_per_day_ = depletion_bar / design.producer.plateau_oil_sm3_per_day;
  region_memory_days_ =
      small ? well.between(10, 22, Aspect::region, 1) : well.between(20, 60, Aspect::region, 1);
  for (std::size_t i = 0; i < events_.size(); ++i)
    if (is_treatment(events_[i].kind)) to_finish_.push_back(i);
  std::ranges::sort(to_finish_, std::ranges::greater(),
                    [&](std::size_t i) { return std::pair(events_[i].to_hours, i); });
}

void WellLife::finish(const FieldEvent& treatment, int day, Producer& producer) {
  const double skin_before = skin_;
  constexpr double kLowestSkin = -3;
  if (treatment.kind == EventKind::scale_squeeze) {
    skin_ = std::min(skin_, skin_ * random_.between(0.15, 0.45, Aspect::treatment, day));
    returning_frac_ = random_.between(0.08, 0.2, Aspect::skin_noise, -day - 1);
  } else if (treatment.kind == EventKind::stimulation) {
    skin_ = std::max(kLowestSkin, skin_ - random_.between(1.8, 3.8, Aspect::treatment, day));
    returning_frac_ = random_.between(0.02, 0.08, Aspect::skin_noise, -day - 1);
  } else {
    skin_ = random_.between(-1, 1, Aspect::treatment, day);
    productivity_frac_ = random_.between(0.5, 0.8, Aspect::sidetrack, 2);
    producer.sidetrack(random_.between(0.3, 0.5, Aspect::sidetrack, 3));
    layers_log_odds_ = 0;
  }
  for (auto& event : events_)
    if (event.kind == treatment.kind && event.to_hours == treatment.to_hours)
      event.size = skin_ - skin_before;
}

void WellLife::open_layers(int day) {
  constexpr double kStepsPerDay = 1.0 / 420;
  constexpr double kFadingDays = 500;
  constexpr double kWetWaterCut = 0.02;
  layers_log_odds_ = fading(layers_log_odds_, kFadingDays);
  if (water_cut_frac_ < kWetWaterCut || random_.uniform(Aspect::water_step, day) >= kStepsPerDay) return;
  constexpr double kUpwards = 0.7;
  const double size = random_.uniform(Aspect::water_step, -2 * day - 1) < kUpwards
                          ? random_.between(0.12, 0.55, Aspect::water_step, -2 * day - 2)
                          : -random_.between(0.08, 0.35, Aspect::water_step, -2 * day - 2);
  layers_log_odds_ += size;
  const double hours = calendar_[day].begin_hours;
  events_.push_back({well_, EventKind::water_step, hours, hours, size});
}

double WellLife::next_opening_pct(int day, const PlannedDay& planned, double plant_opening_frac,
                                  Producer& producer) {
  auto& choke = producer.choke_operator();
  choke.fidget(day);
  const bool partial = planned.states.size() > 1;
  return std::max(ChokeOperator::kLeastOpeningPct, choke.opening_pct(day, partial) * plant_opening_frac);
}

DayConditions WellLife::begin_day(int day, const PlannedDay& planned, double outlet_bar,
                                  double plant_opening_frac, Producer& producer) {
  while (!to_finish_.empty() &&
         events_[to_finish_.back()].to_hours < calendar_[day].begin_hours + calendar_[day].hour_count) {
    finish(FieldEvent(events_[to_finish_.back()]), day, producer);
    to_finish_.pop_back();
  }
  open_layers(day);
  constexpr double kReturnDays = 9;
  constexpr double kRestDays = 50;
  constexpr double kDailyPart = 0.0012;
  returning_frac_ = fading(returning_frac_, kReturnDays);
  rested_log_odds_ = fading(rested_log_odds_, kRestDays);
  const double drift = productivity_drift_.step(random_, Aspect::skin_noise, day) +
                       kDailyPart * random_.normal(Aspect::productivity_noise, day);
  constexpr double kLiberationGain =
      0.22;                            // of the gas-oil ratio by the part of the bubble point that is missing
  constexpr double kGasInWater = 2.2;  // [Sm3/Sm3]
  constexpr double kReturnLogOdds = 2.5;
  return {.states = planned.states,
          .opening_pct = next_opening_pct(day, planned, plant_opening_frac, producer),
          .outlet_bar = outlet_bar,
          .productivity_factor = productivity_frac_ * kInflowLogarithm / (kInflowLogarithm + skin_) *
                                 (1 - returning_frac_) * (1 + drift),
          .water_odds = std::exp(layers_log_odds_ - rested_log_odds_ + kReturnLogOdds * returning_frac_ +
                                 water_drift_.step(random_, Aspect::water_drift, day)),
          .gas_factor = (1 + kLiberationGain * liberation_frac_) *
                        (1 + gas_drift_.step(random_, Aspect::gas_drift, day)),
          .depletion_bar = depletion_bar_,
          .water_gas_sm3_per_sm3 = kGasInWater};
}

void WellLife::end_day(const ProducerDay& done, const TankState& tank) {
  constexpr double kHighestSkin = 14;
  constexpr double kLiberationDays = 20;
  const double liquid_sm3 = done.volumes.oil_sm3 + done.volumes.water_sm3;
  const double on_days = done.on_hours / kHoursPerRateDay;
  water_cut_frac_ = done.inflow.water_cut_frac;
  skin_ = std::min(kHighestSkin, skin_ + skin_per_year_ / kDaysPerYear * on_days * (0.2 + water_cut_frac_));
  const double kept = std::exp(-1 / region_memory_days_);
  depletion_bar_ = std::min(kept * depletion_bar_ + (1 - kept) * region_bar_per_sm3_per_day_ * liquid_sm3,
                            tank.pressure_bar / 2);
  if (done.flowing) {
    const double below = std::max(0.0, 1 - done.flowing->bottomhole_bar / tank.oil.bubble_point_bar);
    liberation_frac_ += (below - liberation_frac_) / kLiberationDays;
  }
  // Water sinks back while a well is shut for long, and the first oil after it has less of it.
  constexpr double kRestedDays = 5;
  constexpr double kRestPerDay = 0.035;
  constexpr double kMostRest = 1.2;
  shut_days_ = done.on_hours > 0 ? 0 : shut_days_ + 1;
  if (started_ && shut_days_ > kRestedDays)
    rested_log_odds_ = std::min(kMostRest, rested_log_odds_ + kRestPerDay + 0.02);
  started_ = started_ || done.on_hours > 0;
}

}  // namespace flodata::simulator
