#include "surveillance/well_day.h"

#include <vector>

#include <gtest/gtest.h>

namespace flodata::surveillance {
namespace {

/// A well's hours, in production days of 24 of them.
class Hours {
 public:
  Hours& flowing(int hours, double bar) { return add(hours, 1, bar); }
  Hours& shut(int hours, std::optional<double> bar) { return add(hours, 0, bar); }
  [[nodiscard]] std::vector<WellDay> days() const { return well_days(points_, 1, WellRole::producer); }

 private:
  Hours& add(int hours, double on_stream, std::optional<double> bar) {
    for (int i = 0; i < hours; ++i, ++next_)
      points_.push_back({1.0 * next_, on_stream, 100 * on_stream, 20 * on_stream, {}, bar, {}, next_ / 24});
    return *this;
  }
  std::vector<HourlyFlow> points_;
  int next_ = 0;
};

TEST(WellDay, OnlyAWholeShutDayIsOne) {
  const auto days = Hours().flowing(40, 250).shut(8 + 24, 290).shut(6, 291).flowing(18, 250).days();
  ASSERT_EQ(days.size(), 4U);
  EXPECT_TRUE(days[0].is_flowing_day());
  EXPECT_FALSE(days[1].is_flowing_day() || days[1].is_whole_shut_day());
  EXPECT_TRUE(days[2].is_whole_shut_day());
  EXPECT_FALSE(days[3].is_flowing_day() || days[3].is_whole_shut_day());
  EXPECT_NEAR(days[2].pressure_bar.value(), 290, 1e-12);
  EXPECT_NEAR(days[2].closed_hours, 60 - 40, 1e-12);
  EXPECT_NEAR(days[2].end_hours, 72, 1e-12);
}

TEST(WellDay, APartOfADayIsNoWholeOne) {
  EXPECT_FALSE(Hours().shut(22, 290).days()[0].is_whole_shut_day());
  EXPECT_TRUE(Hours().shut(23, 290).days()[0].is_whole_shut_day());
}

TEST(WellDay, VolumesAreWhatWasTakenOut) {
  const auto day = Hours().flowing(12, 250).shut(12, 290).days()[0];
  EXPECT_NEAR(day.volume_sm3, 60, 1e-12);
  EXPECT_NEAR(day.water_frac, 1.0 / 6, 1e-12);
  EXPECT_NEAR(day.on_stream_hours, 12, 1e-12);
}

TEST(WellDay, AMissingPressureIsNoMean) {
  EXPECT_EQ(Hours().shut(23, 290).shut(1, {}).days()[0].pressure_bar, std::nullopt);
  EXPECT_EQ(Hours().shut(24, 0).days()[0].pressure_bar, std::nullopt);
}

}  // namespace
}  // namespace flodata::surveillance
