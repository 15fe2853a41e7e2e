#include "upsampler/steps/base_rate.h"

#include <gtest/gtest.h>

namespace flodata::upsampler {
namespace {

TEST(BaseRate, OneDayIsFlat) {
  EXPECT_EQ(interpolate_days(std::vector{5.0}, std::vector{23}), std::vector<double>(23, 5.0));
}

TEST(BaseRate, IsStraightBetweenTheDaysCentresAndFlatOutsideThem) {
  const auto curve = interpolate_days(std::vector{0.0, 24.0}, std::vector{24, 24});
  ASSERT_EQ(curve.size(), 48U);
  EXPECT_EQ(curve[0], 0);
  EXPECT_EQ(curve[11], 0);
  EXPECT_DOUBLE_EQ(curve[12], 0.5);  // half an hour after the first centre, of 24 that raise it by 24
  EXPECT_DOUBLE_EQ(curve[24], 12.5);
  EXPECT_EQ(curve[47], 24);
}

TEST(BaseRate, CentresFollowTheDaysRealLength) {
  const auto curve = interpolate_days(std::vector{0.0, 24.0}, std::vector{25, 23});
  ASSERT_EQ(curve.size(), 48U);
  EXPECT_EQ(curve[12], 0) << "the centre of 25 hours is the middle of the 13th";
  EXPECT_DOUBLE_EQ(curve[13], 1);
}

}  // namespace
}  // namespace flodata::upsampler
