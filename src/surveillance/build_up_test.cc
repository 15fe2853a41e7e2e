#include "surveillance/build_up.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "surveillance/productivity_index.h"
#include "surveillance/reservoir_pressure.h"

namespace flodata::surveillance {
namespace {

constexpr double kReservoirBar = 300;
constexpr double kSlopeBar = 6;  // of the straight line, per tenfold of Horner time
constexpr double kRate = 800;    // Sm3/d
constexpr double kFlatBar = 292;

/// A well in measured steps: flow, and shut-ins along Horner's straight line in an infinite reservoir.
class Well {
 public:
  explicit Well(double step_hours = 1, WellRole role = WellRole::producer)
      : step_hours_(step_hours), sign_(role == WellRole::producer ? 1 : -1), role_(role) {}

  Well& flow(double hours, double flowing_bar = 250) {
    for (int i = 0; i < steps(hours); ++i) add(1, flowing_bar, kRate);
    producing_hours_ += hours;
    return *this;
  }
  /// In the first step the well still flows for `flowing_frac` of it.
  Well& shut(double hours, double flowing_frac = 0) {
    if (flowing_frac > 0) add(flowing_frac, 260, kRate * flowing_frac);
    producing_hours_ += flowing_frac * step_hours_;
    for (int i = 0; i < steps(hours); ++i) {
      const double shut = (i + 0.5 + (flowing_frac > 0 ? 1 - flowing_frac : 0)) * step_hours_;
      add(0, kReservoirBar - sign_ * kSlopeBar * std::log10((producing_hours_ + shut) / shut), 0);
    }
    producing_hours_ = 0;
    return *this;
  }
  /// As in shut(), but for the last half, which stays at kFlatBar.
  Well& shut_in_finite_region(double hours) {
    for (int i = 0; i < steps(hours); ++i) {
      const double shut = (i + 0.5) * step_hours_;
      add(0, std::min(kFlatBar, kReservoirBar - kSlopeBar * std::log10((producing_hours_ + shut) / shut)), 0);
    }
    producing_hours_ = 0;
    return *this;
  }
  Well& shut_at(double hours, double bar) {
    for (int i = 0; i < steps(hours); ++i) add(0, bar + (i % 2 == 0 ? 5 : -5), 0);
    return *this;
  }
  Well& shut_with_a_rate(double hours) {
    const auto first = points_.size();
    shut(hours);
    for (auto i = first; i < points_.size(); ++i) points_[i].oil_rate_sm3_per_day = kRate;
    return *this;
  }
  Well& shut_without_gauge(double hours) {
    for (int i = 0; i < steps(hours); ++i) add(0, {}, 0);
    return *this;
  }
  [[nodiscard]] std::vector<BuildUp> tests() const { return find_build_ups(points_, step_hours_, role_); }
  [[nodiscard]] std::optional<ReservoirPressureEstimate> estimate() const {
    return estimate_reservoir_pressure(well_days(points_, step_hours_, role_), role_, {}, tests());
  }
  [[nodiscard]] std::span<const HourlyFlow> points() const { return points_; }

 private:
  [[nodiscard]] int steps(double hours) const { return static_cast<int>(std::lround(hours / step_hours_)); }
  void add(double on_stream, std::optional<double> bar, double rate) {
    const double hours = static_cast<double>(points_.size()) * step_hours_;
    HourlyFlow point{hours, on_stream, 0, 0, 0, bar, {}, static_cast<std::int64_t>(hours / 24)};
    (role_ == WellRole::producer ? point.oil_rate_sm3_per_day : point.injection_rate_sm3_per_day) = rate;
    points_.push_back(point);
  }

  double step_hours_;
  double sign_;
  WellRole role_;
  double producing_hours_ = 0;
  std::vector<HourlyFlow> points_;
};

TEST(BuildUp, ExtrapolatesTheStraightLine) {
  const auto tests = Well().flow(720).shut(30, 0.4).flow(10).tests();
  ASSERT_EQ(tests.size(), 1U);
  EXPECT_NEAR(tests[0].line_end_bar, kReservoirBar, 0.1);
  EXPECT_NEAR(tests[0].slope_bar_per_cycle, kSlopeBar, 0.1);
  EXPECT_NEAR(tests[0].begin_hours, 720.4, 1e-9);
  EXPECT_NEAR(tests[0].end_hours, 751, 1e-9);
  EXPECT_LT(tests[0].last_bar, kReservoirBar - 5);
  // The region's pressure may be that of the line's end, or nearly that of the last reading.
  EXPECT_LT(std::abs(tests[0].region_bar - kReservoirBar), 1.645 * tests[0].std_dev_bar);
  EXPECT_LT(std::abs(tests[0].region_bar - tests[0].last_bar), 1.645 * tests[0].std_dev_bar);
}

/// In a finite region the pressure stops rising long before the line ends.
TEST(BuildUp, DoesNotGoOnBeyondAFlatTail) {
  const auto tests = Well().flow(720).shut_in_finite_region(72).flow(10).tests();
  ASSERT_EQ(tests.size(), 1U);
  EXPECT_GT(tests[0].line_end_bar, kFlatBar + 2);
  EXPECT_NEAR(tests[0].region_bar, kFlatBar, 0.5);
}

TEST(BuildUp, WorksInMinutesAndForInjectors) {
  const auto fine = Well(1.0 / 60).flow(200).shut(14, 0.5).tests();
  ASSERT_EQ(fine.size(), 1U);
  EXPECT_NEAR(fine[0].line_end_bar, kReservoirBar, 0.1);
  const auto injector = Well(0.25, WellRole::injector).flow(200, 340).shut(24).tests();
  ASSERT_EQ(injector.size(), 1U);
  EXPECT_NEAR(injector[0].line_end_bar, kReservoirBar, 0.1);
  EXPECT_GT(injector[0].last_bar, kReservoirBar + 1);
}

TEST(BuildUp, IsNotMadeOfWhatIsNone) {
  EXPECT_TRUE(Well().flow(720).shut(11).flow(5).tests().empty()) << "too short";
  EXPECT_TRUE(Well().shut(48).tests().empty()) << "no flow before it";
  EXPECT_TRUE(Well().flow(3).shut(48).tests().empty()) << "hardly any flow before it";
  EXPECT_TRUE(Well().flow(720).shut_with_a_rate(48).tests().empty()) << "it flows, whatever the hours say";
  EXPECT_TRUE(Well().flow(720).shut_at(48, 280).tests().empty()) << "no straight line";
  EXPECT_TRUE(Well().flow(720).shut_without_gauge(48).tests().empty()) << "no gauge";
}

TEST(BuildUp, CountsFlowSinceTheLastTest) {
  const auto tests = Well().flow(720).shut(24).flow(240).shut(24).tests();
  ASSERT_EQ(tests.size(), 2U);
  EXPECT_NEAR(tests[1].line_end_bar, kReservoirBar, 0.1);
  EXPECT_NEAR(tests[1].slope_bar_per_cycle, kSlopeBar, 0.1);
}

TEST(BuildUp, IsEvidenceOfTheReservoirsPressure) {
  const auto well = Well().flow(36).flow(720).shut(14).flow(100);
  EXPECT_FALSE(
      estimate_reservoir_pressure(well_days(well.points(), 1, WellRole::producer), WellRole::producer, {}))
      << "no whole day is shut";
  const auto found = well.estimate();
  ASSERT_TRUE(found);
  ASSERT_TRUE(found->build_up);
  EXPECT_LT(std::abs(found->bar - kReservoirBar), 1.7 * found->std_dev_bar);
  EXPECT_NEAR(found->shut_in_end_hours, 770, 1e-9);
  EXPECT_EQ(found->shut_days, 0U);
  const auto index = productivity_index(well.points().last(100), WellRole::producer, {.estimate = found});
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_EQ(to_string(index->pressures.source), "build-up before the period");
}

TEST(BuildUp, SaysMoreThanTheMeansOfItsDays) {
  const auto well = Well().flow(720).shut(96).flow(48);
  const auto by_test = well.estimate().value();
  const auto by_days =
      estimate_reservoir_pressure(well_days(well.points(), 1, WellRole::producer), WellRole::producer, {})
          .value();
  EXPECT_LT(std::abs(by_test.bar - kReservoirBar), 1.7 * by_test.std_dev_bar);
  EXPECT_LT(by_test.std_dev_bar, by_days.std_dev_bar);
  EXPECT_EQ(by_test.shut_days, 0U);
  EXPECT_GE(by_days.shut_days, 3U);
}

}  // namespace
}  // namespace flodata::surveillance
