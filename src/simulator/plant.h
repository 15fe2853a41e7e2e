// What the wells of a natural compartment share from day to day: separators, water treatment, injection
// pumps.
#pragma once

#include <vector>

#include "simulator/field_event.h"
#include "simulator/wells/design.h"

namespace flodata::simulator {

class Plant {
 public:
  Plant(const CompartmentDesign& design, const FieldCalendar& calendar, const RandomSource& compartment);

  /// Goes on to `day`; once a day, in order.
  void begin_day(int day);
  [[nodiscard]] double separator_bar() const { return separator_bar_; }
  [[nodiscard]] double pump_bar() const { return pump_bar_; }
  [[nodiscard]] double wanted_injection_frac() const { return pumps_frac_; }

  /// Factor on a producer's opening: days on which it is held back with the others or alone, and what the
  /// water treatment leaves. `place` in the compartment.
  [[nodiscard]] double opening_frac(std::size_t place, int day) const;

  /// Looks at the day's water of each well and at its water cut: of more than can be treated, the wettest
  /// well has to give less.
  void end_day(int day, const std::vector<double>& water_sm3, const std::vector<double>& water_cut_frac);

  [[nodiscard]] std::vector<FieldEvent> take_events() { return std::move(events_); }

 private:
  void plan_choke_backs(const RandomSource& random);
  void hold_back(std::size_t place, int day, int days, double opening_frac);
  void step_separator(int day);

  const FieldCalendar& calendar_;
  RandomSource random_;
  std::vector<const WellDesign*> wells_;
  std::vector<std::vector<float>> held_back_frac_;  // by place and day; empty: never
  std::vector<double> water_limit_frac_;            // by place
  std::vector<int> limited_since_;                  // by place: day, or -1
  double water_capacity_sm3_per_day_;
  double base_separator_bar_;
  double separator_bar_ = 0;
  Wander separator_drift_{0.35, 6};
  double pump_bar_ = 0;
  Wander pump_drift_{2.2, 9};
  double pumps_frac_ = 1;
  int pump_back_day_ = 0;
  std::vector<FieldEvent> events_;
};

}  // namespace flodata::simulator
