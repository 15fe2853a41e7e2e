// What pressures, temperatures and the choke do around outages (UPS-1 step 8), and one history's bits.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/iso8601.h"
#include "model/data_digest.h"
#include "support/daily_history.h"
#include "upsampler/upsample.h"

namespace flodata::upsampler {
namespace {

constexpr TagIndex kWellheadTemperature = find_tag("avg_wht_p").value();
constexpr TagIndex kChoke = find_tag("avg_choke_size_p").value();

/// Sixty days at 2,000 Sm3/d; a day in ten is on stream for 14 h, and two days are shut after day 44.
WellHistory history_with_outages() {
  WellHistory history = test::oil_history(LocalDay(std::chrono::days(16'000)), {});
  for (int i = 0; i < 60; ++i) {
    const bool shut = i == 45 || i == 46;
    const bool partial = i % 10 == 4;
    const double hours = shut ? 0 : partial ? 14 : 24;
    auto row =
        test::daily_row(LocalDay(std::chrono::days(16'000 + i)), {hours, 2000 * hours / 24 + 3 * (i % 7)});
    if (shut) row.values[kOilRateTag] = 0.0;
    row.values[kDownholePressureTag] = shut ? 280 + i - 45.0 : partial ? 251 : 235 + 0.1 * (i % 5);
    row.values[kWellheadTemperature] = shut ? 20.0 : partial ? 66.0 : 82.0;
    row.values[kChoke] = shut ? 0.0 : 40 * hours / 24;
    history.days.push_back(row);
  }
  return history;
}

class Coupling : public testing::Test {
 protected:
  [[nodiscard]] std::span<const double> day(TagIndex tag, std::size_t d) const {
    const auto& hours = well_.hours.days[d];
    return std::span(well_.hours.values[tag])
        .subspan(hours.first_hour, static_cast<std::size_t>(hours.hour_count));
  }
  UpsampledWell well_ =
      upsample_well(history_with_outages(), TimeZone::find("Europe/Oslo").value(), {3, Method::ups1}).value();
};

TEST_F(Coupling, PressureRisesFromHourToHourWhileShutAndIsLowOnStream) {
  for (const std::size_t d : {4U, 14U, 24U, 34U, 54U}) {
    const auto mask = day(kOnStreamTag, d);
    const auto pressure = day(kDownholePressureTag, d);
    for (std::size_t t = 1; t < mask.size(); ++t)
      if (mask[t - 1] == 0 && mask[t] == 0) EXPECT_GE(pressure[t], pressure[t - 1]);
    EXPECT_GT(std::ranges::max(pressure), 255);
    EXPECT_LT(std::ranges::min(pressure), 245);
  }
}

TEST_F(Coupling, PressureFallsOffAfterOpeningAndNotAtOnce) {
  for (const std::size_t d : {14U, 24U, 34U}) {
    const auto& hours = well_.hours;
    auto opened = hours.days[d].first_hour;
    while (hours.values[kOnStreamTag][opened] > 0) ++opened;
    while (hours.values[kOnStreamTag][opened] == 0) ++opened;
    const auto& pressure = hours.values[kDownholePressureTag];
    EXPECT_GT(pressure[opened], pressure[opened + 8] + 5) << d;
  }
}

TEST_F(Coupling, BuildUpGoesOnOverDaysThatAreShut) {
  std::vector<double> pressure(day(kDownholePressureTag, 45).begin(), day(kDownholePressureTag, 45).end());
  std::ranges::copy(day(kDownholePressureTag, 46), std::back_inserter(pressure));
  for (std::size_t t = 1; t < pressure.size(); ++t) EXPECT_GE(pressure[t], pressure[t - 1] - 1e-9);
}

TEST_F(Coupling, WellheadCoolsWhileShutAndStaysPlausible) {
  const auto mask = day(kOnStreamTag, 14);
  const auto temperature = day(kWellheadTemperature, 14);
  for (std::size_t t = 1; t < mask.size(); ++t)
    if (mask[t - 1] == 0 && mask[t] == 0) EXPECT_LE(temperature[t], temperature[t - 1]);
  for (const double value : well_.hours.values[kWellheadTemperature]) {
    EXPECT_GT(value, 5);
    EXPECT_LT(value, 95);
  }
}

TEST_F(Coupling, ChokeIsClosedWhileShut) {
  const auto mask = day(kOnStreamTag, 14);
  const auto choke = day(kChoke, 14);
  for (std::size_t t = 0; t < mask.size(); ++t) {
    if (mask[t] == 0) EXPECT_NEAR(choke[t], 0, 1e-9);
    if (mask[t] == 1) EXPECT_NEAR(choke[t], 40, 1e-9);
  }
}

TEST_F(Coupling, PressureGoesAgainstTheRateOnFullDays) {
  int against = 0;
  for (const std::size_t d : {1U, 7U, 11U, 21U, 27U, 37U}) {
    const auto rate = day(kOilRateTag, d);
    const auto pressure = day(kDownholePressureTag, d);
    double mean_rate = 0;
    double mean_pressure = 0;
    for (std::size_t t = 0; t < rate.size(); ++t) {
      mean_rate += rate[t] / static_cast<double>(rate.size());
      mean_pressure += pressure[t] / static_cast<double>(rate.size());
    }
    double together = 0;
    for (std::size_t t = 0; t < rate.size(); ++t)
      together += (rate[t] - mean_rate) * (pressure[t] - mean_pressure);
    against += together < 0;
  }
  EXPECT_EQ(against, 6);
}

TEST(GasOilRatio, OfAnHourStaysWithinATenthOfItsDay) {
  auto history = test::oil_history(LocalDay(std::chrono::days(16'000)), {});
  for (int i = 0; i < 12; ++i) {
    history.days.push_back(test::daily_row(LocalDay(std::chrono::days(16'000 + i)), {24, 1000}));
    history.days.back().values[kGasRateTag] = i % 2 == 0 ? 150'000.0 : 190'000.0;
  }
  const auto hours = upsample_well(history, TimeZone::find("UTC").value(), {1, Method::ups1}).value().hours;
  for (std::size_t t = 0; t < hours.values[kOilRateTag].size(); ++t) {
    const double of_day = (t / 24) % 2 == 0 ? 150 : 190;
    ASSERT_NEAR(hours.values[kGasRateTag][t] / hours.values[kOilRateTag][t] / of_day, 1, 0.1) << t;
  }
}

TEST(HoursWithoutAVolume, SayNothingOfARateThatPressureCouldAnswer) {
  auto history = history_with_outages();
  history.days[20].values[kOilRateTag] = 0.0;  // R3: on stream all day, and no volume
  const auto hours =
      upsample_well(history, TimeZone::find("Europe/Oslo").value(), {3, Method::ups1}).value().hours;
  const auto& day = hours.days[20];
  const auto pressure = std::span(hours.values[kDownholePressureTag]).subspan(day.first_hour, 24);
  const auto [lowest, highest] = std::ranges::minmax(pressure);
  EXPECT_LT(highest - lowest, 3);
}

// The same bits from every compiler, at every level of optimisation, on every machine.
TEST_F(Coupling, BitsOfAHistoryAreAlwaysTheSame) {
  EXPECT_EQ(digest_of(well_.hours), "5dec8a7b43cff323b04e77a3951e59f9766035819bed7de790890435780e63d1");
}

}  // namespace
}  // namespace flodata::upsampler
