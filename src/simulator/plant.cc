#include "simulator/plant.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "simulator/wells/schedule.h"

namespace flodata::simulator {
namespace {

constexpr double kPumpBar = 188;
constexpr double kLeastWaterFrac = 0.45;

double begin_hours(const FieldCalendar& calendar, int day) {
  return calendar[std::min(day, calendar.size() - 1)].begin_hours;
}

}  // namespace

Plant::Plant(const CompartmentDesign& design, const FieldCalendar& calendar, const RandomSource& compartment)
    : calendar_(calendar),
      random_(compartment),
      water_limit_frac_(design.wells.size(), 1.0),
      limited_since_(design.wells.size(), -1),
      base_separator_bar_(design.separator_bar) {
  double plateau_sm3_per_day = 0;
  for (const auto& well : design.wells) {
    wells_.push_back(&well);
    if (!well.begins_as_injector) plateau_sm3_per_day += well.producer.plateau_oil_sm3_per_day;
  }
  water_capacity_sm3_per_day_ = plateau_sm3_per_day * random_.between(0.5, 0.7, Aspect::plant_capacity);
  plan_choke_backs(random_);
}

void Plant::hold_back(std::size_t place, int day, int days, double opening_frac) {
  auto& fractions = held_back_frac_[place];
  const int end = std::min(day + days, calendar_.size());
  for (int i = day; i < end; ++i) {
    auto& frac = fractions[static_cast<std::size_t>(i)];
    frac = std::min(frac, static_cast<float>(opening_frac));
  }
  events_.push_back({wells_[place]->index, EventKind::choke_back, begin_hours(calendar_, day),
                     begin_hours(calendar_, day + days), opening_frac});
}

void Plant::plan_choke_backs(const RandomSource& random) {
  constexpr double kCommonPerDay = 0.016;
  constexpr double kOwnPerDay = 0.013;
  constexpr double kTakesPart = 0.6;
  held_back_frac_.assign(wells_.size(), std::vector<float>(calendar_.days.size(), 1.0F));
  const auto length_days = [](double u) { return 1 + static_cast<int>(6 * u); };
  for (int day = 0; day < calendar_.size(); ++day) {
    const bool common = random.uniform(Aspect::choke_back, day) < kCommonPerDay;
    const double common_frac = random.between(0.45, 0.97, Aspect::choke_back, -day - 1);
    for (std::size_t place = 0; place < wells_.size(); ++place) {
      const auto& well = *wells_[place];
      if (well.injects_on(day) || day <= well.times.start_day) continue;
      const int item = day * kWellsPerCompartment + static_cast<int>(place);
      const double length = random.uniform(Aspect::restart_opening, item);
      if (common && random.uniform(Aspect::restart, item) < kTakesPart)
        hold_back(place, day, length_days(length), common_frac);
      else if (random.uniform(Aspect::choke_back, item + calendar_.size()) < kOwnPerDay)
        hold_back(place, day, length_days(length),
                  random.between(0.45, 0.98, Aspect::restart_opening, -item - 1));
    }
  }
}

void Plant::step_separator(int day) {
  constexpr double kStepsPerDay = 1.0 / 260;
  constexpr double kLeastBar = 23;
  constexpr double kMostBar = 34;
  if (random_.uniform(Aspect::separator_step, day) >= kStepsPerDay) return;
  const double before = base_separator_bar_;
  base_separator_bar_ =
      std::clamp(before + 1.6 * random_.normal(Aspect::separator_step, day) - 0.2, kLeastBar, kMostBar);
  for (const auto* well : wells_)
    if (!well->injects_on(day) && day > well->times.start_day)
      events_.push_back({well->index, EventKind::separator_pressure, begin_hours(calendar_, day),
                         begin_hours(calendar_, day), base_separator_bar_ - before});
}

void Plant::begin_day(int day) {
  step_separator(day);
  separator_bar_ = base_separator_bar_ + separator_drift_.step(random_, Aspect::separator_drift, day);
  pump_bar_ = kPumpBar + pump_drift_.step(random_, Aspect::pump, day);
  constexpr double kPumpLossesPerDay = 0.008;
  if (day >= pump_back_day_) {
    pumps_frac_ = 1;
    if (random_.uniform(Aspect::pump_loss, day) < kPumpLossesPerDay) {
      pumps_frac_ = random_.between(0.4, 0.75, Aspect::pump_loss, -day - 1);
      pump_back_day_ =
          day + static_cast<int>(std::clamp(random_.log_normal(3, 0.9, Aspect::pump_loss, day), 1.0, 40.0));
      for (const auto* well : wells_)
        if (well->injects_on(day) && day > well->times.start_day)
          events_.push_back({well->index, EventKind::injection_pump_loss, begin_hours(calendar_, day),
                             begin_hours(calendar_, pump_back_day_), pumps_frac_});
    }
  }
}

double Plant::opening_frac(std::size_t place, int day) const {
  return static_cast<double>(held_back_frac_[place][static_cast<std::size_t>(day)]) *
         water_limit_frac_[place];
}

void Plant::end_day(int day, const std::vector<double>& water_sm3,
                    const std::vector<double>& water_cut_frac) {
  constexpr double kLess = 0.985;
  constexpr double kMore = 1.004;
  constexpr double kRoomPart = 0.93;  // of the capacity: with less there is room again
  constexpr double kLeastPartOfWater = 0.15;
  const double total = std::accumulate(water_sm3.begin(), water_sm3.end(), 0.0);
  std::size_t wettest = wells_.size();
  for (std::size_t place = 0; place < wells_.size(); ++place)
    if (water_sm3[place] > kLeastPartOfWater * total && water_limit_frac_[place] > kLeastWaterFrac &&
        (wettest == wells_.size() || water_cut_frac[place] > water_cut_frac[wettest]))
      wettest = place;
  if (total > water_capacity_sm3_per_day_ && wettest < wells_.size()) {
    water_limit_frac_[wettest] *= kLess;
    if (limited_since_[wettest] < 0) limited_since_[wettest] = day;
  }
  for (std::size_t place = 0; place < wells_.size(); ++place) {
    if (total < kRoomPart * water_capacity_sm3_per_day_)
      water_limit_frac_[place] = std::min(1.0, water_limit_frac_[place] * kMore);
    const bool last = day + 1 == calendar_.size();
    if (limited_since_[place] < 0 || (water_limit_frac_[place] < 1 && !last)) continue;
    events_.push_back({wells_[place]->index, EventKind::plant_limit,
                       begin_hours(calendar_, limited_since_[place]), begin_hours(calendar_, day + 1),
                       std::nullopt});
    limited_since_[place] = -1;
  }
}

}  // namespace flodata::simulator
