#include "upsampler/steps/texture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "support/daily_history.h"

namespace flodata::upsampler {
namespace {

using test::local_day;
using test::oil_history;
using test::OilDay;
using test::oslo;

Ledger steady_ledger(std::size_t days) {
  return build_ledger(oil_history(local_day(2014, 5, 1), std::vector<OilDay>(days, {24, 2400})), oslo())
      .value();
}

double mean_product(const std::vector<double>& values, std::size_t lag) {
  double sum = 0;
  for (std::size_t t = lag; t < values.size(); ++t) sum += values[t] * values[t - lag];
  return sum / static_cast<double>(values.size() - lag);
}

// Four standard errors of 200,000 deviates: 4 / sqrt(2e5) of the mean, sqrt(2) times that of the variance.
TEST(RandomNormal, HasMeanZeroAndVarianceOne) {
  std::vector<double> deviates;
  for (std::int64_t hour = 0; hour < 200'000; ++hour) deviates.push_back(random_normal(1, 2, 3, hour));
  EXPECT_NEAR(std::accumulate(deviates.begin(), deviates.end(), 0.0) / 200'000, 0, 0.009);
  EXPECT_NEAR(mean_product(deviates, 0), 1, 0.013);
  EXPECT_NEAR(mean_product(deviates, 1), 0, 0.009);
  EXPECT_LE(std::ranges::max(deviates), 6);
}

TEST(RandomNormal, IsTheSameNumberForever) { EXPECT_EQ(random_normal(1, 2, 3, 4), -0x1.c840e01ap-1); }

TEST(FlowTexture, IsAsLargeAndAsPersistentAsItSays) {
  const auto texture = flow_texture(steady_ledger(3000), 1, 7);
  EXPECT_EQ(texture.sigma.front(), kLeastSigma) << "a steady well has the least";
  const double variance = mean_product(texture.flow, 0);
  // 72,000 hours of persistence 0.9 are worth 72,000 (1 - 0.9^2) / (1 + 0.9^2), some 7,600 independent ones.
  EXPECT_NEAR(std::sqrt(variance) / kLeastSigma, 1, 0.04);
  EXPECT_NEAR(mean_product(texture.flow, 1) / variance, kTexturePersistence, 0.01);
}

TEST(FlowTexture, FollowsTheWellsOwnScatterUpToACap) {
  std::vector<OilDay> days;
  for (int i = 0; i < 60; ++i) days.push_back({24, i % 2 == 0 ? 1000.0 : 1020.0});
  const auto ledger = build_ledger(oil_history(local_day(2014, 5, 1), days), oslo()).value();
  // Every change is 2 % of the mean of its two days: 1.4826 sqrt(1/2) times that.
  EXPECT_NEAR(flow_texture(ledger, 1, 7).sigma[0], 1.4826 * std::sqrt(0.5) * 20.0 / 1010.0, 1e-12);
  for (auto& day : days) day.oil_sm3 = *day.oil_sm3 > 1000 ? 3000.0 : 1000.0;
  const auto wild = build_ledger(oil_history(local_day(2014, 5, 1), days), oslo()).value();
  EXPECT_EQ(flow_texture(wild, 1, 7).sigma[0], kLargestSigma);
}

TEST(FlowTexture, GasAndWaterFollowTheOilButForALittle) {
  const auto ledger = steady_ledger(1000);
  const auto texture = flow_texture(ledger, 1, 7);
  EXPECT_EQ(phase_texture(texture, ledger, kOilRateTag, 1, 7), texture.flow);
  auto difference = phase_texture(texture, ledger, kGasRateTag, 1, 7);
  EXPECT_NE(difference, phase_texture(texture, ledger, kWaterRateTag, 1, 7));
  for (std::size_t t = 0; t < difference.size(); ++t) difference[t] -= texture.flow[t];
  EXPECT_NEAR(std::sqrt(mean_product(difference, 0)), 0.3 * kLeastSigma, 0.1 * kLeastSigma);
}

}  // namespace
}  // namespace flodata::upsampler
