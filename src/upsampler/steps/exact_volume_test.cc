#include "upsampler/steps/exact_volume.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace flodata::upsampler {
namespace {

constexpr double kHours = 24;

/// The hours' volumes in thousandths of a Sm3.
std::vector<double> thousandths(const std::vector<double>& rates) {
  std::vector<double> units;
  for (const double rate : rates) units.push_back(rate / kHours * kVolumeUnitsPerSm3);
  return units;
}

std::vector<double> apportioned(double volume, const std::vector<double>& flows, std::vector<double> wanted) {
  apportion_volume(volume, flows, wanted);
  return wanted;
}

TEST(ExactVolume, ThousandthsSumToTheDay) {
  // A third of 0.1 Sm3 an hour: 33 1/3 thousandths, so one hour of three gets the odd one.
  const auto units = thousandths(apportioned(0.1, {1, 1, 1}, {0.1 / 3, 0.1 / 3, 0.1 / 3}));
  EXPECT_NEAR(units[0], 34, 1e-9);
  EXPECT_NEAR(units[1], 33, 1e-9);
  EXPECT_NEAR(units[2], 33, 1e-9);
}

TEST(ExactVolume, LargestRemainderGetsTheOddThousandth) {
  const auto units = thousandths(apportioned(0.010, {1, 1, 1}, {0.0021, 0.0038, 0.0041}));
  EXPECT_NEAR(units[0], 2, 1e-9);
  EXPECT_NEAR(units[1], 4, 1e-9);
  EXPECT_NEAR(units[2], 4, 1e-9);
}

TEST(ExactVolume, HourWithoutFlowGetsNothing) {
  const auto rates = apportioned(5, {0, 0.5, 0}, {9, 9, 9});
  EXPECT_EQ(rates[0], 0);
  EXPECT_EQ(rates[2], 0);
  EXPECT_DOUBLE_EQ(rates[1], 5 * kHours);
}

TEST(ExactVolume, MoreDecimalsThanThreeAreKeptInTheSum) {
  const double volume = 1234.56789;
  const auto rates = apportioned(volume, std::vector<double>(24, 1.0), std::vector<double>(24, volume / 24));
  const double sum = std::accumulate(rates.begin(), rates.end(), 0.0) / kHours;
  EXPECT_NEAR(sum, volume, 1e-9);  // 24 roundings of a number near 1e3
}

TEST(ExactVolume, VolumeBelowAThousandthIsKept) {
  const auto rates = apportioned(0.0004, {1, 1}, {0.0002, 0.0002});
  EXPECT_NEAR((rates[0] + rates[1]) / kHours, 0.0004, 1e-15);
}

TEST(ExactVolume, HugeVolumesStayExactUpToTheIntegersOfADouble) {
  const double volume = 8.0e12;
  const auto rates = apportioned(volume, std::vector<double>(24, 1.0), std::vector<double>(24, volume / 24));
  std::int64_t sum = 0;
  for (const double unit : thousandths(rates)) sum += std::llround(unit);
  // A rate has 53 bits, so that of an eighth of 2^53 thousandths times 24 an hour can be off by less than
  // one.
  EXPECT_NEAR(static_cast<double>(sum), volume * kVolumeUnitsPerSm3, 24);
}

TEST(ExactVolume, ZeroIsZero) { EXPECT_EQ(apportioned(0, {1, 1}, {3, 4}), (std::vector<double>{0, 0})); }

}  // namespace
}  // namespace flodata::upsampler
