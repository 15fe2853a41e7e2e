#include "surveillance/well_day.h"

#include <algorithm>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

constexpr double kShortestWholeDayHours = 22.5;  // a day of 23 hours is whole
constexpr double kShortestFlowingHours = 6;
constexpr double kFlowingFrac = 0.97;

class DayBuilder {
 public:
  DayBuilder(double step_hours, WellRole role) : step_hours_(step_hours), role_(role) {}

  void add(const HourlyFlow& point) {
    if (steps_ == 0 || point.day != number_) {
      close();
      day_ = {};
      number_ = point.day;
      closed_at_begin_ = closed_at_hours_;
    }
    ++steps_;
    middles_ += point.elapsed_hours + step_hours_ / 2;
    day_.covered_hours += step_hours_;
    day_.end_hours = point.elapsed_hours + step_hours_;
    const double on_stream = std::clamp(point.on_stream_frac, 0.0, 1.0);
    day_.on_stream_hours += on_stream * step_hours_;
    if (on_stream > 0) closed_at_hours_ = point.elapsed_hours + step_hours_;
    add_volume(point);
    if (!(point.downhole_pressure_bar > 0.0)) return;
    pressures_ += *point.downhole_pressure_bar;
    ++with_pressure_;
  }

  std::vector<WellDay> finish() {
    close();
    return std::move(days_);
  }

 private:
  void add_volume(const HourlyFlow& point) {
    const double days = step_hours_ / kHoursPerRateDay;
    if (role_ == WellRole::injector) {
      water_ += point.injection_rate_sm3_per_day.value_or(0) * days;
      return;
    }
    oil_ += point.oil_rate_sm3_per_day.value_or(0) * days;
    water_ += point.water_rate_sm3_per_day.value_or(0) * days;
  }

  void close() {
    if (steps_ == 0) return;
    day_.middle_hours = middles_ / steps_;
    day_.volume_sm3 = oil_ + water_;
    day_.water_frac = day_.volume_sm3 > 0 ? water_ / day_.volume_sm3 : 0;
    if (closed_at_begin_) day_.closed_hours = std::max(0.0, day_.middle_hours - *closed_at_begin_);
    if (with_pressure_ == steps_) day_.pressure_bar = pressures_ / steps_;
    days_.push_back(day_);
    steps_ = with_pressure_ = 0;
    middles_ = pressures_ = oil_ = water_ = 0;
  }

  double step_hours_;
  WellRole role_;
  std::vector<WellDay> days_;
  WellDay day_;
  std::int64_t number_ = 0;
  int steps_ = 0;
  int with_pressure_ = 0;
  double middles_ = 0;
  double pressures_ = 0;
  double oil_ = 0;
  double water_ = 0;
  std::optional<double> closed_at_hours_;  // end of the last step with flow
  std::optional<double> closed_at_begin_;  // the same when the day began
};

}  // namespace

bool WellDay::is_whole_shut_day() const {
  return covered_hours >= kShortestWholeDayHours && on_stream_hours <= 0 && volume_sm3 <= 0;
}

bool WellDay::is_flowing_day() const {
  return covered_hours >= kShortestFlowingHours && on_stream_hours >= kFlowingFrac * covered_hours &&
         volume_sm3 > 0;
}

std::vector<WellDay> well_days(std::span<const HourlyFlow> points, double step_hours, WellRole role) {
  DayBuilder builder(step_hours, role);
  for (const auto& point : points) builder.add(point);
  return builder.finish();
}

}  // namespace flodata::surveillance
