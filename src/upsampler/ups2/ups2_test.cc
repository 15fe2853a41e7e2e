// What UPS-2 decides and makes around outages, and one history's bits.
#include "upsampler/ups2/ups2.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <gtest/gtest.h>

#include "model/data_digest.h"
#include "support/daily_history.h"
#include "upsampler/ups2/averaging.h"
#include "upsampler/upsample.h"

namespace flodata::upsampler {
namespace {

enum class MeansOver : std::uint8_t { day, on_stream };

/// A hundred days at 2,000 Sm3/d; a day in ten is on stream for 10 h, days 45 to 48 are shut. Pressure and
/// temperature of partial days are means over the day or over the hours on stream.
WellHistory history_with_outages(MeansOver over) {
  WellHistory history = test::oil_history(LocalDay(std::chrono::days(16'000)), {});
  for (int i = 0; i < 100; ++i) {
    const bool shut = i >= 45 && i <= 48;
    const bool partial = i % 10 == 4;
    const double hours = shut ? 0 : partial ? 10 : 24;
    auto row = test::daily_row(LocalDay(std::chrono::days(16'000 + i)),
                               {hours, shut ? 0 : (2000 + 30 * (i * 7 % 5)) * hours / 24});
    const double part = !partial ? 0 : over == MeansOver::day ? 0.5 : 0.02;
    row.values[kDownholePressureTag] = shut ? 280 + 0.5 * (i - 45) : 235 + 0.3 * (i % 5) + part * 45;
    row.values[kWellheadTemperatureTag] = shut ? 20.0 : 82 - part * 62 + 0.2 * (i % 3);
    row.values[kChokeTag] = shut ? 0.0 : 40 * hours / 24;
    history.days.push_back(row);
  }
  return history;
}

UpsampledWell made(const WellHistory& history) {
  return upsample_well(history, test::oslo(), {3, Method::ups2}).value();
}

constexpr std::array<std::size_t, 3> kSomePartialDays = {14, 24, 64};

TEST(MeansOfPartialDays, AreFoundToBeOverTheHoursOnStream) {
  const auto well = made(history_with_outages(MeansOver::on_stream));
  for (const auto d : kSomePartialDays) {
    EXPECT_TRUE(well.hours.days[d].over_on_stream[kDownholePressureTag]) << d;
    EXPECT_TRUE(well.hours.days[d].over_on_stream[kWellheadTemperatureTag]) << d;
    EXPECT_FALSE(well.hours.days[d].over_on_stream[kChokeTag]) << d;
  }
  // Ten, and the day of 25 hours.
  EXPECT_EQ(well.averaging[kDownholePressureTag][static_cast<std::size_t>(Averaging::on_stream)], 11);
}

TEST(MeansOfPartialDays, AreFoundToBeOverTheDay) {
  const auto well = made(history_with_outages(MeansOver::day));
  for (const auto d : kSomePartialDays)
    EXPECT_FALSE(well.hours.days[d].over_on_stream[kDownholePressureTag]) << d;
}

// On the first shut day the wellhead builds up, then it is bled off: it seems to fall in an outage.
TEST(MeansOfPartialDays, AreFoundToBeOverTheDayThoughShutWellheadsAreBledOff) {
  auto history = history_with_outages(MeansOver::day);
  for (std::size_t i = 0; i < history.days.size(); ++i) {
    auto& values = history.days[i].values;
    const bool shut = i >= 45 && i <= 48;
    values[kWellheadPressureTag] = !shut ? *values[kDownholePressureTag] - 155 : i == 45 ? 140.0 : 1.0;
    values[kTubingPressureTag] = *values[kDownholePressureTag] - *values[kWellheadPressureTag];
  }
  const auto well = made(history);
  for (const auto d : kSomePartialDays)
    EXPECT_FALSE(well.hours.days[d].over_on_stream[kDownholePressureTag]) << d;
}

/// Like history_with_outages(), but each outage lasts from 16:00 of a day to 18:00 of the next, and pressure
/// builds up quickly or slowly in it.
WellHistory history_over_midnight(double build_up_hours) {
  auto history = history_with_outages(MeansOver::day);
  constexpr int kShutFrom = 16;
  constexpr int kShutHours = 26;
  for (std::size_t i = 0; i < history.days.size(); ++i) {
    auto& values = history.days[i].values;
    const bool first = i % 10 == 4;
    const bool second = i % 10 == 5;
    if ((!first && !second) || (i >= 44 && i <= 48)) continue;
    double built_up = 0;
    for (int h = 0; h < 24; ++h) {
      const int shut = h - kShutFrom + (second ? 24 : 0);
      if (shut >= 0 && shut < kShutHours)
        built_up += 45 * (1 - std::exp(-(shut + 0.5) / build_up_hours)) / 24;
    }
    values[kOnStreamTag] = first ? 16 : 6;
    values[kOilRateTag] = 2000.0 * (first ? 16 : 6) / 24;
    values[kDownholePressureTag] = 235 + built_up;
  }
  return history;
}

TEST(MeansOfPartialDays, OfOneOutageOverMidnightShareItsBuildUp) {
  for (const double hours : {2.0, 4.0, 6.0}) {
    const auto well = made(history_over_midnight(hours));
    EXPECT_GE(well.joined_pairs, 7);
    EXPECT_GE(well.averaging[kDownholePressureTag][static_cast<std::size_t>(Averaging::day)], 14) << hours;
  }
}

// Days after outages on which the pressure comes back slowly.
TEST(DownholePressure, NeverGoesWithTheRateOnAFullDay) {
  auto history = test::oil_history(LocalDay(std::chrono::days(16'000)), {});
  for (int i = 0; i < 400; ++i) {
    const double hours = i % 4 == 1 ? 3 : 24;
    history.days.push_back(test::daily_row(LocalDay(std::chrono::days(16'000 + i)),
                                           {hours, (2000 + 60 * (i * 7 % 11)) * hours / 24}));
    history.days.back().values[kDownholePressureTag] = hours < 24 ? 262 + i % 3 : 235 + 0.3 * (i % 5);
  }
  const auto well = made(history);
  const auto& rates = well.hours.values[kOilRateTag];
  const auto& pressures = well.hours.values[kDownholePressureTag];
  int moving = 0;
  for (const auto& day : well.hours.days) {
    if (history.days[static_cast<std::size_t>(&day - well.hours.days.data())].values[kOnStreamTag] < 24)
      continue;
    const auto of_day = [&](const std::vector<double>& hours) {
      return std::span(hours).subspan(day.first_hour, static_cast<std::size_t>(day.hour_count));
    };
    const auto [least, most] = std::ranges::minmax(of_day(rates));
    if (most - least < 0.05 * most) continue;
    ++moving;
    double mean = 0;
    for (const double rate : of_day(rates)) mean += rate / day.hour_count;
    double together = 0;
    for (std::size_t h = 0; h < of_day(rates).size(); ++h)
      together += (of_day(rates)[h] - mean) * of_day(pressures)[h];
    EXPECT_LT(together, 1e-6) << day.first_hour;
  }
  EXPECT_GT(moving, 100);
}

TEST(ShutHours, GoTowardsTheShutLevelWhateverTheMeansAreOver) {
  for (const auto over : {MeansOver::day, MeansOver::on_stream}) {
    const auto well = made(history_with_outages(over));
    const auto& mask = well.hours.values[kOnStreamTag];
    const auto& pressure = well.hours.values[kDownholePressureTag];
    const auto& temperature = well.hours.values[kWellheadTemperatureTag];
    for (std::size_t t = 1; t < mask.size(); ++t) {
      if (mask[t - 1] > 0 || mask[t] > 0) continue;
      EXPECT_GE(pressure[t], pressure[t - 1] - 1e-9) << t;
      EXPECT_LE(temperature[t], temperature[t - 1] + 1e-9) << t;
    }
    const auto [coldest, warmest] = std::ranges::minmax(temperature);
    EXPECT_GT(coldest, 19);
    EXPECT_LT(warmest, 84);
  }
}

// Of two shut days with an hour or two on stream between them the second has the lower mean.
TEST(ShutHours, BuildUpAgainAfterTheWellWasOpenedInAnOutage) {
  auto history = history_with_outages(MeansOver::on_stream);
  auto& opened = history.days[46].values;
  opened[kOnStreamTag] = 1.67;
  opened[kOilRateTag] = 50.0;
  opened[kDownholePressureTag] = 240.0;
  history.days[45].values[kDownholePressureTag] = 293.0;
  constexpr std::size_t kHour = 45 * 24;  // that outage begins after it
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto well = upsample_well(history, test::oslo(), {seed, Method::ups2}).value();
    const auto& mask = well.hours.values[kOnStreamTag];
    const auto& pressure = well.hours.values[kDownholePressureTag];
    for (auto t = kHour; t < kHour + 5 * 24; ++t)
      if (mask[t - 1] <= 0 && mask[t] <= 0)
        EXPECT_GE(pressure[t], pressure[t - 1] - 1e-9) << seed << ' ' << t;
  }
}

TEST(ShutHours, ThatAreComputedAreUncertain) {
  const auto well = made(history_with_outages(MeansOver::on_stream));
  const auto& day = well.hours.days[14];
  EXPECT_EQ(day.quality[kDownholePressureTag].status, QualityStatus::good);
  EXPECT_EQ(quality_while_shut(day)[kDownholePressureTag],
            (Quality{QualityStatus::uncertain, QualityRule::r10_computed_while_shut}));
  EXPECT_EQ(quality_while_shut(day)[kChokeTag].status, QualityStatus::good);
}

TEST(Choke, StandsStillInMostHoursAndKeepsItsMeans) {
  auto history = test::oil_history(LocalDay(std::chrono::days(16'000)), {});
  for (int i = 0; i < 200; ++i) {
    history.days.push_back(
        test::daily_row(LocalDay(std::chrono::days(16'000 + i)), {24, 2000 + 20.0 * (i * 7 % 11)}));
    history.days.back().values[kChokeTag] = 40 + 0.05 * i + 0.3 * (i * i % 7);
  }
  const auto well = made(history);
  const auto& choke = well.hours.values[kChokeTag];
  int moves = 0;
  for (const auto& day : well.hours.days) {
    double sum = 0;
    for (auto t = day.first_hour; t < day.first_hour + static_cast<std::size_t>(day.hour_count); ++t) {
      sum += choke[t];
      moves += t > 0 && choke[t] != choke[t - 1] ? 1 : 0;
    }
    const auto& row = history.days[static_cast<std::size_t>(&day - well.hours.days.data())];
    EXPECT_NEAR(sum / day.hour_count, *row.values[kChokeTag], 1e-9);
  }
  EXPECT_LT(moves, 500);
}

TEST(VolumeAgainstHours, OfOneDayDoesNotBendItsNeighbours) {
  std::vector<test::OilDay> days(30, {24, 2400});
  const auto usual = made(test::oil_history(test::local_day(2014, 5, 1), days));
  days[15] = {0.5, 800};  // 38,400 Sm3/d
  const auto well = made(test::oil_history(test::local_day(2014, 5, 1), days));
  EXPECT_EQ(well.hours.days[15].quality[kOilRateTag],
            (Quality{QualityStatus::uncertain, QualityRule::r9_volume_against_hours}));
  const auto& rates = well.hours.values[kOilRateTag];
  for (const std::size_t d : {13UL, 14UL, 16UL, 17UL})
    for (std::size_t t = 24 * d; t < 24 * (d + 1); ++t) EXPECT_NEAR(rates[t], 2400, 2400 * 0.05);
}

TEST(Ups2, DownholeAndWellheadPressureMoveTogetherWithinTheDay) {
  auto history = test::oil_history(LocalDay(std::chrono::days(16'000)), {});
  for (int i = 0; i < 100; ++i) {
    history.days.push_back(
        test::daily_row(LocalDay(std::chrono::days(16'000 + i)), {24, 2000 - 30.0 * (i * 7 % 11)}));
    history.days.back().values[kDownholePressureTag] = 235 + 0.5 * (i * 7 % 11);
    history.days.back().values[kWellheadPressureTag] = 35 + 0.2 * (i * 7 % 11);
  }
  const auto well = made(history);
  double together = 0;
  double downhole = 0;
  double wellhead = 0;
  for (std::size_t t = 1; t < well.hours.values[kOnStreamTag].size(); ++t) {
    const auto step = [&](TagIndex tag) { return well.hours.values[tag][t] - well.hours.values[tag][t - 1]; };
    together += step(kDownholePressureTag) * step(kWellheadPressureTag);
    downhole += step(kDownholePressureTag) * step(kDownholePressureTag);
    wellhead += step(kWellheadPressureTag) * step(kWellheadPressureTag);
  }
  EXPECT_NEAR(together / std::sqrt(downhole * wellhead), 0.7, 0.15);
}

// The same bits from every compiler, at every level of optimisation, on every machine.
TEST(Ups2, BitsOfAHistoryAreAlwaysTheSame) {
  EXPECT_EQ(digest_of(made(history_with_outages(MeansOver::on_stream)).hours),
            "d6fc04eb9165995c7e12e02633376b4b3a786eca5317d929d0de76d4a7e98e37");
}

}  // namespace
}  // namespace flodata::upsampler
