// One invented well: decline, water, pressures and troubles as functions of the day, by seed.
#pragma once

#include <cstdint>
#include <optional>

#include "model/daily_history.h"

namespace flodata {

class InventedWell {
 public:
  InventedWell(std::uint64_t seed, std::uint64_t index, bool injects);

  /// Returns the row of one day, or nothing on a day that has none.
  /// `age_days`: since the well's first day. `field_day`: since the field's. `hour_count`: of the production
  /// day.
  [[nodiscard]] std::optional<DailyRow> row(LocalDay date, int age_days, int field_day, int hour_count) const;

 private:
  /// A number in [0, 1) that belongs to this well, an aspect of it and a day.
  [[nodiscard]] double uniform(std::uint64_t aspect, int day) const;
  /// Deviation with mean 0 and about unit variance that changes slowly, over about `days`.
  [[nodiscard]] double slow_noise(std::uint64_t aspect, int day, int days) const;
  [[nodiscard]] double hours_on(int field_day, int age_days, int hour_count) const;
  [[nodiscard]] bool is_in_outage(int field_day) const;
  [[nodiscard]] double days_shut(int field_day) const;
  [[nodiscard]] double liquid_rate_sm3_per_day(int age_days, int field_day) const;
  [[nodiscard]] double water_cut_frac(int age_days, int field_day) const;
  [[nodiscard]] double downhole_pressure_bar(int age_days, int field_day, double on_frac) const;
  void fill_producer(DailyRow& row, int age_days, int field_day, int hour_count, double hours) const;
  void fill_gauges(DailyRow& row, int age_days, int field_day, double on_frac) const;
  void fill_injector(DailyRow& row, int age_days, int field_day, int hour_count, double hours) const;

  std::uint64_t seed_;
  std::uint64_t index_;
  bool injects_;
  double initial_rate_sm3_per_day_;
  double decline_per_day_;
  double decline_exponent_;  // b of Arps' hyperbolic decline
  double water_half_days_;   // age at half of the final water cut
  double final_water_cut_frac_;
  double gas_oil_ratio_;  // [Sm3/Sm3]
  double reservoir_bar_;
  double gauge_life_days_;  // age at which the downhole gauge dies
};

}  // namespace flodata
