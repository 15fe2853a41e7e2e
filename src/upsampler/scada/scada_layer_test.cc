#include "upsampler/scada/scada_layer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "model/data_digest.h"
#include "support/daily_history.h"
#include "upsampler/resolution.h"
#include "upsampler/scada/slugging.h"
#include "upsampler/upsample.h"

namespace flodata::upsampler {
namespace {

constexpr int kDays = 40;
constexpr std::array kReadings = {kDownholePressureTag, kTubingPressureTag,      kWellheadPressureTag,
                                  kChokePressureTag,    kWellheadTemperatureTag, kChokeTag};

/// Forty days with a partly and a wholly shut one; `water`: Sm3 of it per Sm3 of oil.
HourlySeries hours_of(double water) {
  auto history = test::oil_history(test::local_day(2014, 10, 1), {});
  for (int i = 0; i < kDays; ++i) {
    const double hours = i == 7 ? 13.3 : i == 8 ? 0 : i == 25 ? 25 : 24;
    auto row = test::daily_row(test::local_day(2014, 10, 1) + std::chrono::days(i), {hours, 40 * hours + i});
    if (hours == 0) row.values[kOilRateTag] = 0.0;
    row.values[kWaterRateTag] = std::round(*row.values[kOilRateTag] * water * 1000) / 1000;
    row.values[kGasRateTag] = 150 * *row.values[kOilRateTag];
    const bool flows = hours > 0;
    row.values[kDownholePressureTag] = flows ? 240.0 + 0.1 * i : 270;
    row.values[kWellheadPressureTag] = flows ? 60.0 + 0.3 * (i % 5) : 90;
    row.values[kTubingPressureTag] = *row.values[kDownholePressureTag] - *row.values[kWellheadPressureTag];
    row.values[kChokePressureTag] = flows ? 30.0 : 60;
    row.values[kWellheadTemperatureTag] = flows ? 80.0 + 0.2 * (i % 3) : 30;
    row.values[kChokeTag] = flows ? 35.0 + i % 2 : 0;
    history.days.push_back(row);
  }
  return upsample_well(history, test::oslo(), {5, Method::ups2}).value().hours;
}

struct Layered {
  HourlySeries plain;
  HourlySeries steps;
  LabelCounts counts;

  Layered(const HourlySeries& hours, int steps_per_hour, std::uint64_t seed = 5)
      : plain(refine(hours, 0, hours.days.size(), steps_per_hour)),
        steps(plain),
        counts(ScadaLayer(seed).add(steps)) {}
};

double sum_of_day(const HourlySeries& series, const HourlyDay& day, TagIndex tag) {
  const auto values = std::span(series.values[tag]).subspan(day.first_hour, series.step_count(day));
  return std::accumulate(values.begin(), values.end(), 0.0);
}

std::string digest(const HourlySeries& series) { return digest_of(series); }

class ScadaLayerTest : public testing::TestWithParam<int> {
 protected:
  HourlySeries hours_ = hours_of(2);
  Layered layered_{hours_, GetParam()};
  const HourlySeries& plain_ = layered_.plain;
  const HourlySeries& steps_ = layered_.steps;
};

TEST_P(ScadaLayerTest, VolumesOfDaysAndHoursOnStreamStay) {
  EXPECT_EQ(steps_.values[kOnStreamTag], plain_.values[kOnStreamTag]);
  for (const auto& day : steps_.days)
    for (const auto tag : {kOilRateTag, kWaterRateTag, kGasRateTag}) {
      const double before = sum_of_day(plain_, day, tag);
      EXPECT_NEAR(sum_of_day(steps_, day, tag), before, 1e-12 * before) << kTags[tag].name;
    }
  for (const auto tag : {kOilRateTag, kWaterRateTag, kGasRateTag})
    EXPECT_GE(std::ranges::min(steps_.values[tag]), 0);
}

TEST_P(ScadaLayerTest, ReadingsWithoutALabelAreWithinTheirError) {
  std::size_t changed = 0;
  for (const auto tag : kReadings)
    for (std::size_t t = 0; t < steps_.labels.size(); ++t) {
      if (steps_.labels[t][tag] != QualityRule::none) continue;
      ASSERT_NEAR(steps_.values[tag][t], plain_.values[tag][t], largest_reading_error(tag, GetParam()))
          << kTags[tag].name << ' ' << t;
      if (steps_.values[tag][t] != plain_.values[tag][t]) ++changed;
    }
  EXPECT_GT(changed, steps_.labels.size() / 4);
}

TEST_P(ScadaLayerTest, RatesWithoutALabelAreUnchanged) {
  for (const auto tag : {kOilRateTag, kWaterRateTag, kGasRateTag})
    for (std::size_t t = 0; t < steps_.labels.size(); ++t) {
      if (steps_.labels[t][tag] == QualityRule::none)
        ASSERT_EQ(steps_.values[tag][t], plain_.values[tag][t]);
      else
        ASSERT_EQ(steps_.labels[t][tag], QualityRule::r14_slug);
    }
}

TEST_P(ScadaLayerTest, DaysMayComeOneByOne) {
  RowDigest of_days;
  ScadaLayer layer(5);
  for (std::size_t d = 0; d < hours_.days.size(); ++d) {
    auto day = refine(hours_, d, d + 1, GetParam());
    layer.add(day);
    add_rows(day, of_days);
  }
  EXPECT_EQ(of_days.hex(), digest(steps_));
}

TEST_P(ScadaLayerTest, DaysAfterAGapDoNotDependOnThoseBeforeIt) {
  auto with_gap = refine(hours_, 0, 20, GetParam());
  ScadaLayer layer(5);
  layer.add(with_gap);
  auto after_gap = refine(hours_, 25, 30, GetParam());
  layer.add(after_gap);
  auto alone = refine(hours_, 25, 30, GetParam());
  ScadaLayer(5).add(alone);
  EXPECT_EQ(digest(after_gap), digest(alone));
}

/// The dead band goes on over midnight: there a reading stays the same as often as at other times.
TEST_P(ScadaLayerTest, MidnightIsLikeEveryOtherHour) {
  const auto& values = steps_.values[kWellheadPressureTag];
  const auto stays = [&](std::size_t in_day) {
    std::size_t same = 0;
    for (const auto& day : steps_.days)
      if (day.first_hour + in_day > 0)
        same += values[day.first_hour + in_day] == values[day.first_hour + in_day - 1];
    return static_cast<double>(same) / kDays;
  };
  double others = 0;
  constexpr std::size_t kSteps = 22;
  for (std::size_t i = 1; i <= kSteps; ++i) others += stays(i) / kSteps;
  EXPECT_NEAR(stays(0), others, 0.25);
  if (GetParam() > 1) EXPECT_GT(others, 0.3) << "else this shows nothing";
}

TEST_P(ScadaLayerTest, ReadingsHaveTheResolutionOfTheirTransmitter) {
  for (std::size_t t = 0; t < steps_.labels.size(); ++t) {
    const double tenths = steps_.values[kWellheadPressureTag][t] * 10;
    ASSERT_NEAR(tenths, std::round(tenths), 1e-9);
  }
}

TEST_P(ScadaLayerTest, MissingSampleIsBadAndHasNoValue) {
  std::size_t missing = 0;
  for (const auto& day : steps_.days)
    for (auto t = day.first_hour; t < day.first_hour + steps_.step_count(day); ++t)
      for (TagIndex tag = 0; tag < kTagCount; ++tag) {
        if (steps_.labels[t][tag] != QualityRule::r11_missing_sample) continue;
        ++missing;
        EXPECT_FALSE(has_value(steps_, day, t, tag));
        EXPECT_EQ(quality_of_step(steps_, day, t)[tag],
                  (Quality{QualityStatus::bad, QualityRule::r11_missing_sample}));
      }
  EXPECT_GT(missing, 0U);
  EXPECT_EQ(missing, static_cast<std::size_t>(
                         layered_.counts[static_cast<std::size_t>(QualityRule::r11_missing_sample)]));
}

TEST_P(ScadaLayerTest, ComputedValuesOfShutHoursKeepTheirRule) {
  std::size_t computed = 0;
  for (const auto& day : steps_.days)
    for (auto t = day.first_hour; t < day.first_hour + steps_.step_count(day); ++t)
      for (TagIndex tag = 0; tag < kTagCount; ++tag) {
        if (!day.over_on_stream[tag] || steps_.values[kOnStreamTag][t] > 0) continue;
        ++computed;
        EXPECT_EQ(quality_of_step(steps_, day, t)[tag].rule, QualityRule::r10_computed_while_shut);
      }
  EXPECT_GT(computed, 0U);
}

INSTANTIATE_TEST_SUITE_P(Resolutions, ScadaLayerTest, testing::Values(1, 4, 12, 60));

TEST(ScadaLayer, FailsAboutAsOftenAsStated) {
  const auto hours = hours_of(0);
  double samples = 0;
  double spikes = 0;
  double missing = 0;
  double stalled = 0;
  constexpr std::uint64_t kSeeds = 12;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Layered layered(hours, 60, seed);
    samples += static_cast<double>(layered.steps.labels.size());
    for (const auto& labels : layered.steps.labels) {
      spikes += labels[kWellheadPressureTag] == QualityRule::r12_spike ? 1 : 0;
      missing += labels[kWellheadPressureTag] == QualityRule::r11_missing_sample ? 1 : 0;
      stalled += labels[kWellheadPressureTag] == QualityRule::r13_stalled ? 1 : 0;
    }
  }
  const double days = samples / 1440;
  EXPECT_NEAR(spikes / samples, kSpikePart, 4 * std::sqrt(kSpikePart / samples));
  // A link failure lasts 5 + 355 / 4 minutes on average, a stall 20 + 460 / 4; both less at the ends of days.
  const double of_links = days * kLinkFailuresPerDay * (5 + 355 / 4.0);
  const double of_stalls = days * kStallsPerDay * (20 + 460 / 4.0);
  EXPECT_GT(missing, 0.5 * of_links + kMissingPart * samples);
  EXPECT_LT(missing, 1.6 * of_links + kMissingPart * samples);
  EXPECT_GT(stalled, 0.4 * of_stalls);
  EXPECT_LT(stalled, 1.6 * of_stalls);
}

TEST(ScadaLayer, FineStepsOfWetWellsSlugAndOthersDoNot) {
  const auto slugs = [](const Layered& layered) {
    return layered.counts[static_cast<std::size_t>(QualityRule::r14_slug)];
  };
  const auto wet = hours_of(4);
  EXPECT_GT(slugs(Layered(wet, 60)), 0);
  EXPECT_GT(slugs(Layered(wet, 12)), 0);
  EXPECT_EQ(slugs(Layered(wet, 4)), 0);
  EXPECT_EQ(slugs(Layered(wet, 1)), 0);
  EXPECT_EQ(slugs(Layered(hours_of(0.2), 60)), 0);
}

TEST(ScadaLayer, WellheadPressureOfASluggingWellSwingsInHalfAnHourToHours) {
  const Layered layered(hours_of(4), 60);
  std::vector<double> swings;  // of full days that slug
  int crossings = 0;
  int minutes = 0;
  for (const auto& day : layered.steps.days) {
    const auto values = std::span(layered.steps.values[kWellheadPressureTag])
                            .subspan(day.first_hour, layered.steps.step_count(day));
    const auto plain = std::span(layered.plain.values[kWellheadPressureTag])
                           .subspan(day.first_hour, layered.steps.step_count(day));
    int side = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (layered.steps.labels[day.first_hour + i][kWellheadPressureTag] != QualityRule::r14_slug) continue;
      const double move = values[i] - plain[i];
      swings.push_back(std::abs(move));
      ++minutes;
      constexpr double kBeyondNoise = 0.5;
      if (std::abs(move) < kBeyondNoise) continue;
      const int now = move > 0 ? 1 : -1;
      if (side != 0 && now != side) ++crossings;
      side = now;
    }
  }
  ASSERT_GT(minutes, 10 * 1440);
  const double period_min = 2.0 * minutes / crossings;
  EXPECT_GT(period_min, 20);
  EXPECT_LT(period_min, 240);
  EXPECT_GT(std::accumulate(swings.begin(), swings.end(), 0.0) / static_cast<double>(swings.size()), 0.5);
}

TEST(ScadaLayer, ValuesRepeatAsBehindADeadBand) {
  const Layered layered(hours_of(0), 60);
  int repeats = 0;
  const auto& values = layered.steps.values[kWellheadPressureTag];
  for (std::size_t t = 1; t < values.size(); ++t) repeats += values[t] == values[t - 1] ? 1 : 0;
  const double part = static_cast<double>(repeats) / static_cast<double>(values.size());
  EXPECT_GT(part, 0.3);
  EXPECT_LT(part, 0.98);
}

TEST(ScadaLayer, SeedAndWellDecide) {
  auto hours = hours_of(2);
  const auto first = digest(Layered(hours, 12, 1).steps);
  EXPECT_EQ(digest(Layered(hours, 12, 1).steps), first);
  EXPECT_NE(digest(Layered(hours, 12, 2).steps), first);
  hours.well.well_bore_code = "NO 99/1-A-2 H";
  EXPECT_NE(digest(Layered(hours, 12, 1).steps), first);
}

TEST(ScadaLayer, BytesAreThoseOfBefore) {
  EXPECT_EQ(digest(Layered(hours_of(2), 12).steps),
            "7237e7010a9815b1e9f651ea7db0315dbc57e3c0619f33b3f3cc2df44a6bcf46");
}

TEST(ScadaLayer, NamesItselfInAManifest) {
  EXPECT_EQ(layer_of_manifest("").value(), Layer::none);
  EXPECT_EQ(layer_of_manifest(kScadaLayerName).value(), Layer::scada);
  EXPECT_FALSE(layer_of_manifest("SCADA-9"));
  std::set<std::string> names;
  for (const auto& [name, value] : scada_parameters(60)) EXPECT_TRUE(names.insert(name).second) << name;
  EXPECT_TRUE(names.contains("reading.AVG_WHP_P"));
}

}  // namespace
}  // namespace flodata::upsampler
