#include "surveillance/shut_in_pressure.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace flodata::surveillance {
namespace {

/// Hours of a well, one after the other.
class Hours {
 public:
  Hours& flowing(int hours, double bar) {
    for (int i = 0; i < hours; ++i) points_.push_back({next_++, 1, 100, 10, {}, bar});
    return *this;
  }
  /// A build-up (or, with `from` above `to`, a fall-off) with a time constant of 8 h.
  Hours& shut(int hours, double from, double to) {
    for (int i = 0; i < hours; ++i)
      points_.push_back({next_++, 0, 0, 0, {}, to + (from - to) * std::exp(-(i + 0.5) / 8)});
    return *this;
  }
  Hours& missing(int hours) {
    next_ += hours;
    return *this;
  }
  Hours& silent(int hours) {
    for (int i = 0; i < hours; ++i) points_.push_back({next_++, 0, 0, 0, {}, {}});
    return *this;
  }
  [[nodiscard]] std::optional<double> pressure(WellRole role = WellRole::producer) const {
    return stabilised_shut_in_pressure(points_, role);
  }

  [[nodiscard]] std::optional<double> last_pressure() const { return last_shut_in_pressure(points_); }

 private:
  std::vector<HourlyFlow> points_;
  double next_ = 0;
};

TEST(ShutInPressure, IsWhereALongBuildUpEnds) {
  const auto found = Hours().flowing(10, 240).shut(72, 240, 290).flowing(5, 240).pressure();
  EXPECT_NEAR(found.value(), 290, 0.05);
}

TEST(ShutInPressure, ABuildUpThatGoesOnIsNoReservoirPressure) {
  EXPECT_EQ(Hours().flowing(10, 240).shut(30, 240, 290).flowing(5, 240).pressure(), std::nullopt);
  EXPECT_EQ(Hours().flowing(10, 240).shut(23, 289.9, 290).flowing(5, 240).pressure(), std::nullopt);
  EXPECT_EQ(Hours().flowing(48, 240).pressure(), std::nullopt);
  EXPECT_EQ(Hours().pressure(), std::nullopt);
}

TEST(ShutInPressure, HighestOfAProducerAndLowestOfAnInjector) {
  const auto hours =
      Hours().shut(80, 240, 285).flowing(3, 240).shut(80, 240, 292).flowing(3, 240).shut(80, 240, 280);
  EXPECT_NEAR(hours.pressure().value(), 292, 0.05);
  EXPECT_NEAR(hours.pressure(WellRole::injector).value(), 280, 0.05);
  EXPECT_NEAR(hours.last_pressure().value(), 280, 0.05);
  EXPECT_EQ(Hours().shut(23, 290, 290).flowing(5, 240).last_pressure(), std::nullopt);
}

TEST(ShutInPressure, ALastedShutInAtTheWindowsEndCounts) {
  EXPECT_NEAR(Hours().flowing(9, 240).shut(80, 240, 285).pressure().value(), 285, 0.05);
}

TEST(ShutInPressure, MissingRowsEndAShutIn) {
  EXPECT_EQ(Hours().shut(20, 290, 290).missing(5).shut(20, 290, 290).pressure(), std::nullopt);
  EXPECT_EQ(Hours().shut(30, 290, 290).missing(5).shut(3, 300, 300).pressure(), 290);
}

TEST(ShutInPressure, ADeadGaugeSaysNothing) {
  EXPECT_EQ(Hours().silent(40).pressure(), std::nullopt);
  EXPECT_EQ(Hours().shut(40, 0, 0).pressure(), std::nullopt);
  EXPECT_EQ(Hours().shut(40, 290, 290).silent(4).pressure(), std::nullopt);
  EXPECT_EQ(Hours().shut(40, 290, 290).silent(1).pressure(), 290);
}

}  // namespace
}  // namespace flodata::surveillance
