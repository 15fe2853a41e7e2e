#include "surveillance/reservoir_pressure.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "surveillance/productivity_index.h"

namespace flodata::surveillance {
namespace {

constexpr double kIndex = 20;  // Sm3/d/bar

/// A well of constant index, whose reservoir's pressure is given from day to day.
class Life {
 public:
  explicit Life(WellRole role = WellRole::producer) : role_(role) {}
  Life& flowing(int days, double reservoir_bar, double drawdown_bar = 50) {
    for (int i = 0; i < days; ++i) {
      flowing_bar_ =
          role_ == WellRole::producer ? reservoir_bar - drawdown_bar : reservoir_bar + drawdown_bar;
      hours(24, 1, [&](int) { return flowing_bar_; }, kIndex * drawdown_bar);
    }
    return *this;
  }
  /// `left`: of the build-up, as it is at the beginning; it goes on with a time constant of 70 h.
  Life& shut(int days, double reservoir_bar, double left = 0) {
    hours(
        24 * days, 0,
        [&](int i) { return reservoir_bar + (flowing_bar_ - reservoir_bar) * left * std::exp(-i / 70.0); },
        0);
    return *this;
  }
  /// Half of the day is shut, with such a pressure in these hours.
  Life& partial_day(double flowing_bar, double shut_bar) {
    hours(12, 1, [&](int) { return flowing_bar; }, kIndex * 50);
    hours(12, 0, [&](int) { return shut_bar; }, 0);
    return *this;
  }
  [[nodiscard]] std::optional<ReservoirPressureEstimate> estimate() const {
    return estimate_reservoir_pressure(well_days(points_, 1, role_), role_, {});
  }
  [[nodiscard]] std::span<const HourlyFlow> last(std::size_t hours) const {
    return std::span(points_).last(hours);
  }

 private:
  template <typename Pressure>
  void hours(int count, double on_stream, const Pressure& pressure, double rate) {
    for (int i = 0; i < count; ++i, ++next_) {
      HourlyFlow point{1.0 * next_, on_stream, 0, 0, 0, pressure(i), {}, next_ / 24};
      (role_ == WellRole::producer ? point.oil_rate_sm3_per_day : point.injection_rate_sm3_per_day) = rate;
      points_.push_back(point);
    }
  }
  WellRole role_;
  std::vector<HourlyFlow> points_;
  double flowing_bar_ = 0;
  int next_ = 0;
};

TEST(ReservoirPressure, IsThatOfAFinishedBuildUp) {
  const auto found = Life().flowing(20, 300).shut(8, 300, 0.2).flowing(5, 300).estimate().value();
  EXPECT_NEAR(found.bar, 300, 3);
  EXPECT_NEAR(found.shut_in_bar, 300, 1.5);
  EXPECT_EQ(found.shut_days, 8U);
  EXPECT_NEAR(found.shut_in_end_hours, 28 * 24, 1e-9);
}

TEST(ReservoirPressure, AnUnfinishedBuildUpIsExtrapolated) {
  const auto found = Life().flowing(20, 300).shut(1, 300, 0.25).flowing(1, 300).estimate().value();
  EXPECT_LT(found.shut_in_bar, 291);
  EXPECT_GT(found.bar, found.shut_in_bar + 3);
  EXPECT_LT(std::abs(found.bar - 300), 1.6449 * found.std_dev_bar);
}

TEST(ReservoirPressure, ShutHoursOfPartialDaysAreNoEvidence) {
  const auto life = [](double shut_bar) {
    return Life().flowing(9, 300).shut(3, 300).flowing(9, 300).partial_day(250, shut_bar).flowing(9, 300);
  };
  EXPECT_EQ(life(295).estimate()->bar, life(400).estimate()->bar);
  EXPECT_EQ(life(295).estimate()->std_dev_bar, life(400).estimate()->std_dev_bar);
  EXPECT_EQ(Life().flowing(9, 300).partial_day(250, 299).flowing(9, 300).estimate(), std::nullopt);
}

TEST(ReservoirPressure, IsLessCertainTheOlderTheShutIn) {
  double before = 0;
  for (const int days : {1, 10, 40, 120, 300}) {
    const auto found = Life().flowing(60, 300).shut(5, 300).flowing(days, 300).estimate().value();
    EXPECT_GT(found.std_dev_bar, before) << days;
    before = found.std_dev_bar;
  }
}

TEST(ReservoirPressure, FollowsAReservoirThatFallsBetweenShutIns) {
  Life life;
  for (int i = 0; i < 6; ++i) life.flowing(40, 300 - 8.0 * i).shut(4, 300 - 8.0 * i, 0.2);
  const auto found = life.flowing(20, 258).estimate().value();
  EXPECT_LT(std::abs(found.bar - 258), 1.6449 * found.std_dev_bar);
  EXPECT_LT(found.bar, 270);
}

TEST(ReservoirPressure, AnInjectorIsAProducerTurnedOver) {
  const auto producer = Life().flowing(20, 300).shut(2, 300, 0.2).flowing(30, 300).estimate().value();
  const auto injector =
      Life(WellRole::injector).flowing(20, 300).shut(2, 300, 0.2).flowing(30, 300).estimate().value();
  EXPECT_NEAR(injector.bar - 300, 300 - producer.bar, 1e-6);
  EXPECT_NEAR(injector.std_dev_bar, producer.std_dev_bar, 1e-6);
}

TEST(ReservoirPressure, TheIndexHoldsTheTruthAndItsInterval) {
  const auto life = Life().flowing(60, 300).shut(3, 300, 0.2).flowing(20, 300);
  const auto found =
      productivity_index(life.last(168), WellRole::producer,
                         {.pressure_bar = {}, .bubble_point_bar = {}, .estimate = life.estimate()})
          .value();
  EXPECT_EQ(found.pressures.source, PressureSource::earlier_shut_in);
  EXPECT_NEAR(found.pressures.shut_in_age_hours.value(), 20 * 24 - 1, 1e-9);
  EXPECT_NEAR(found.indices.liquid.value(), kIndex, 0.1 * kIndex);
  EXPECT_LT(found.indices.liquid_range->low, kIndex);
  EXPECT_GT(found.indices.liquid_range->high, kIndex);
}

}  // namespace
}  // namespace flodata::surveillance
