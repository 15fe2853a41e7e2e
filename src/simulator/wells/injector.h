// One water injector, day by day.
#pragma once

#include "simulator/wells/producer.h"

namespace flodata::simulator {

/// What settles an injector's day.
struct InjectionConditions {
  std::vector<DayState> states;
  double reservoir_bar;
  double wanted_sm3_per_day;  // what the operator asks for; pressure and choke may give less
  double pump_bar;            // before the choke
  double surface_degc;        // of the sea
};

struct InjectorDay {
  double on_hours = 0;
  double injected_sm3 = 0;  // rounded to 0.01 Sm3
  double rate_sm3_per_day = 0;
  WellReadings readings;          // means over the day
  WellReadings flowing_readings;  // means over the hours on stream; over the day when it has none
};

class Injector {
 public:
  Injector(const WellDesign& design, const RandomSource& well)
      : design_(design), well_(well), tubing_(design.tubing), choke_(design.injector.choke_kv_m3_per_h) {}

  [[nodiscard]] double largest_rate_sm3_per_day() const { return design_.injector.largest_rate_sm3_per_day; }

  /// Returns the conditions of a day of the clean field. `ends_shut`: shut throughout the next day.
  [[nodiscard]] InjectionConditions clean_conditions(int day, double on_hours, int hour_count, bool ends_shut,
                                                     double reservoir_bar, double wanted_sm3_per_day,
                                                     double surface_degc) const;

  /// Lives through one day.
  InjectorDay live(int hour_count, const InjectionConditions& conditions);

 private:
  [[nodiscard]] double opening_pct(double rate_sm3_per_day, const InjectionConditions& conditions) const;
  [[nodiscard]] double possible_rate_sm3_per_day(const InjectionConditions& conditions) const;

  WellDesign design_;
  RandomSource well_;
  Tubing tubing_;
  Choke choke_;
  ShutInPressure shut_in_;
  bool shut_ = true;
};

}  // namespace flodata::simulator
