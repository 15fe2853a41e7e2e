// One water injector, day by day.
#pragma once

#include "simulator/producer.h"

namespace flodata::simulator {

struct InjectorDay {
  double on_hours = 0;
  double injected_sm3 = 0;  // as published: rounded to 0.01 Sm3
  WellReadings readings;
};

class Injector {
 public:
  Injector(const WellDesign& design, const RandomSource& well)
      : design_(design), well_(well), tubing_(design.tubing), choke_(design.injector.choke_kv_m3_per_h) {}

  [[nodiscard]] double largest_rate_sm3_per_day() const { return design_.injector.largest_rate_sm3_per_day; }

  /// Lives through one day. `wanted_sm3_per_day` is what the operator asks for; the pump's pressure and the
  /// choke may give less.
  InjectorDay live(int day, double on_hours, int hour_count, bool ends_shut, double reservoir_bar,
                   double wanted_sm3_per_day, double surface_degc);

 private:
  [[nodiscard]] double opening_pct(double rate_sm3_per_day, double reservoir_bar) const;
  [[nodiscard]] double possible_rate_sm3_per_day(double wanted_sm3_per_day, double reservoir_bar) const;

  WellDesign design_;
  RandomSource well_;
  Tubing tubing_;
  Choke choke_;
  ShutInPressure shut_in_;
  bool shut_ = true;
};

}  // namespace flodata::simulator
