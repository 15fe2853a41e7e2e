#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <span>

#include <gtest/gtest.h>

#include "aggregation/bucket_fold.h"
#include "support/samples.h"

namespace flodata::aggregation {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using test::sample;
using test::zone;

constexpr Instant kDay = sys_days(2014y / 6 / 2);
enum Rate : std::size_t { oil, gas, water, injection };

struct TypedSample {
  Sample sample;
  std::string_view well_type;
};

std::vector<FieldRow> fold(std::span<const TypedSample> samples, Interval interval,
                           FieldFoldOptions options) {
  FieldFold field(BucketGrid(interval, zone("UTC"), zone("Europe/Oslo")), options);
  std::vector<FieldRow> rows;
  for (const auto& [each, well_type] : samples) field.add(each, well_type, rows);
  field.finish(rows);
  while (field.more(rows)) {
  }
  return rows;
}

TypedSample producer(Instant time, std::size_t well, double oil_rate, double gas_rate, double water_rate) {
  return {sample(time, well,
                 {{kOnStreamTag, oil_rate > 0 ? 1 : 0},
                  {kOilRateTag, oil_rate},
                  {kGasRateTag, gas_rate},
                  {kWaterRateTag, water_rate}}),
          "OP"};
}

TypedSample injector(Instant time, std::size_t well, double rate) {
  return {sample(time, well, {{kOnStreamTag, 1}, {kWaterInjectionRateTag, rate}}), "WI"};
}

TEST(FieldFold, NothingComesOfNothing) { EXPECT_TRUE(fold({}, Interval::d1, {}).empty()); }

TEST(FieldFold, RatesOfADayAreNotSummedOverItsHours) {
  std::vector<TypedSample> samples;
  for (int hour = 0; hour < 24; ++hour)
    for (std::size_t well = 0; well < 2; ++well)
      samples.push_back(producer(kDay + std::chrono::hours(hour), well, 1000, 150'000, 500));
  const auto rows = fold(samples, Interval::d1, {});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_DOUBLE_EQ(rows[0].rates[oil].value(), 2000);
  EXPECT_DOUBLE_EQ(rows[0].rates[gas].value(), 300'000);
  EXPECT_DOUBLE_EQ(rows[0].rates[water].value(), 1000);
  EXPECT_FALSE(rows[0].rates[injection]);
  EXPECT_DOUBLE_EQ(rows[0].volumes[oil].value(), 2000);
  EXPECT_DOUBLE_EQ(rows[0].liquid_rate.value(), 3000);
  EXPECT_EQ(rows[0].well_count, 2);
  EXPECT_EQ(rows[0].wells_on_stream, 2);
}

TEST(FieldFold, RatiosAreNotAveragedAndUndefinedIsNot0) {
  const std::array samples = {producer(kDay, 0, 100, 10'000, 900), producer(kDay, 1, 900, 180'000, 100),
                              producer(kDay + 24h, 0, 0, 0, 0)};
  const auto rows = fold(samples, Interval::d1, {});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_DOUBLE_EQ(rows[0].gor.value(), 190);  // the average of the ratios is 150
  EXPECT_DOUBLE_EQ(rows[0].watercut.value(), 0.5);
  EXPECT_FALSE(rows[1].gor);
  EXPECT_FALSE(rows[1].watercut);
  EXPECT_EQ(rows[1].liquid_rate, 0);
  EXPECT_EQ(rows[1].well_count, 1);
  EXPECT_EQ(rows[1].wells_on_stream, 0);
}

TEST(FieldFold, AWellThatStartsWithinTheBucketAddsWhatItAddedToTheHours) {
  std::vector<TypedSample> samples;
  for (int hour = 0; hour < 24; ++hour) {
    samples.push_back(producer(kDay + std::chrono::hours(hour), 0, 1000, 0, 0));
    if (hour >= 18) samples.push_back(producer(kDay + std::chrono::hours(hour), 1, 400, 0, 0));
  }
  const auto rows = fold(samples, Interval::d1, {});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_DOUBLE_EQ(rows[0].rates[oil].value(), 1100);  // (24 × 1000 + 6 × 400) / 24
  EXPECT_DOUBLE_EQ(rows[0].volumes[oil].value(), 1100);
  EXPECT_EQ(rows[0].well_count, 2);
}

TEST(FieldFold, RatesAreAveragedOverTheHoursThatHaveRows) {
  const std::array samples = {producer(kDay, 0, 1000, 0, 0), producer(kDay + 5h, 0, 500, 0, 0)};
  const auto rows = fold(samples, Interval::d1, {});
  EXPECT_DOUBLE_EQ(rows.at(0).rates[oil].value(), 750);
  EXPECT_DOUBLE_EQ(rows[0].volumes[oil].value(), 62.5);
}

// One quantity is one number: of a type by itself, split by types, and of all together where only that type
// has it.
TEST(FieldFold, HoursInWhichNoWellOfATypeHasARowAreMissingAndNot0) {
  const std::array samples = {injector(kDay, 0, 4000), producer(kDay + 1h, 0, 300, 30'000, 100),
                              injector(kDay + 1h, 1, 2000)};
  const auto all = fold(samples, Interval::d1, {});
  const auto split = fold(samples, Interval::d1, {.split = FieldSplit::by_well_type});
  ASSERT_EQ(split.size(), 2U);
  EXPECT_EQ(split[0].well_type, "OP");
  EXPECT_EQ(split[1].well_type, "WI");
  EXPECT_DOUBLE_EQ(split[0].rates[oil].value(), 300);
  EXPECT_DOUBLE_EQ(all.at(0).rates[oil].value(), 300);
  EXPECT_DOUBLE_EQ(split[1].rates[injection].value(), 3000);
  EXPECT_EQ(split[1].rates[injection], all[0].rates[injection]);
  EXPECT_EQ(split[0].well_count, 1);
  EXPECT_EQ(split[1].well_count, 2);  // well 0 was an injector in one hour
  EXPECT_EQ(all[0].well_count, 2);
  EXPECT_EQ(all[0].well_type, "");
}

TEST(FieldFold, ARateIsOverTheHoursThatHaveItAndNotOverThoseOfAnother) {
  const std::array<TypedSample, 3> samples = {{
      {sample(kDay, 0, {{kOilRateTag, 300}, {kGasRateTag, 40'000}, {kWaterRateTag, 100}}), "OP"},
      {sample(kDay + 1h, 0, {{kGasRateTag, 20'000}, {kWaterRateTag, 500}}), "OP"},
      {sample(kDay + 2h, 1, {{kOnStreamTag, 0}}), "OP"},
  }};
  for (const auto split : {FieldSplit::none, FieldSplit::by_well_type}) {
    const auto rows = fold(samples, Interval::d1, {.split = split});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_DOUBLE_EQ(rows[0].rates[oil].value(), 300);
    EXPECT_DOUBLE_EQ(rows[0].rates[gas].value(), 30'000);
    EXPECT_DOUBLE_EQ(rows[0].rates[water].value(), 300);
    EXPECT_DOUBLE_EQ(rows[0].liquid_rate.value(), 400);
    EXPECT_FALSE(rows[0].rates[injection]);
    EXPECT_DOUBLE_EQ(rows[0].volumes[gas].value(), 2500);
    EXPECT_EQ(rows[0].well_count, 2);
  }
}

TEST(FieldFold, ASplitByTypesSaysWhatEachTypeSaysByItself) {
  std::mt19937 random(11);
  std::vector<TypedSample> samples;
  for (const auto& each : test::random_samples(kDay, 40 * 24, 5, random)) {
    const auto hour = (each.time - kDay) / 1h;
    if (each.well % 2 == 1 && hour % 50 < 7) continue;  // hours without any injector
    samples.push_back({each, each.well % 2 == 0 ? "OP" : "WI"});
  }
  const auto split = fold(samples, Interval::h12, {.split = FieldSplit::by_well_type});
  std::size_t compared = 0;
  for (const std::string_view type : {"OP", "WI"}) {
    auto of_type = samples;
    std::erase_if(of_type, [&](const auto& each) { return each.well_type != type; });
    const auto alone = fold(of_type, Interval::h12, {});
    std::vector<FieldRow> of_split;
    std::ranges::copy_if(split, std::back_inserter(of_split),
                         [&](const auto& row) { return row.well_type == type; });
    ASSERT_EQ(of_split.size(), alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i, ++compared) {
      EXPECT_EQ(of_split[i].bucket, alone[i].bucket);
      EXPECT_EQ(of_split[i].rates, alone[i].rates);
      EXPECT_EQ(of_split[i].volumes, alone[i].volumes);
      EXPECT_EQ(of_split[i].liquid_rate, alone[i].liquid_rate);
      EXPECT_EQ(of_split[i].gor, alone[i].gor);
    }
  }
  EXPECT_EQ(compared, 160U);
}

TEST(FieldFold, RowsAreByBucketThenWellType) {
  const std::array samples = {injector(kDay, 0, 1), injector(kDay + 1h, 0, 1),
                              producer(kDay + 1h, 1, 1, 1, 1)};
  const auto rows = fold(samples, Interval::h1, {.split = FieldSplit::by_well_type});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].well_type, "WI");
  EXPECT_EQ(rows[1].well_type, "OP");
  EXPECT_EQ(rows[2].well_type, "WI");
  EXPECT_EQ(rows[2].bucket.from, kDay + 1h);
}

TEST(FieldFold, FillsBucketsWithoutRows) {
  const std::array samples = {producer(kDay, 0, 100, 10'000, 0), producer(kDay + 2h, 0, 300, 30'000, 0)};
  const auto filled = [&](Fill fill) {
    return fold(samples, Interval::h1, {.fill = fill, .window = FillWindow{kDay - 1h, kDay + 3h}});
  };
  const auto with_null = filled(Fill::null);
  ASSERT_EQ(with_null.size(), 5U);
  EXPECT_EQ(with_null[0].bucket.from, kDay - 1h);
  EXPECT_FALSE(with_null[2].rates[oil]);
  EXPECT_EQ(with_null[2].well_count, 0);
  EXPECT_DOUBLE_EQ(filled(Fill::previous)[2].rates[oil].value(), 100);
  const auto linear = filled(Fill::linear);
  ASSERT_EQ(linear.size(), 5U);
  EXPECT_FALSE(linear[0].rates[oil]);
  EXPECT_DOUBLE_EQ(linear[2].rates[oil].value(), 200);
  EXPECT_EQ(linear[2].wells_on_stream, 0);
  EXPECT_FALSE(linear[4].rates[oil]);
}

TEST(FieldFold, EqualsRecomputingFromAllRows) {
  std::mt19937 random(7);
  const auto hours = test::random_samples(kDay, 40 * 24, 5, random);
  std::map<Instant, std::vector<const Sample*>> groups;
  std::vector<TypedSample> samples;
  BucketGrid grid(Interval::d7, zone("UTC"));
  for (const auto& each : hours) {
    samples.push_back({each, each.well % 2 == 0 ? "OP" : "WI"});
    groups[grid.bucket_of(each.time, {}).from].push_back(&each);
  }
  const auto rows = fold(samples, Interval::d7, {});
  ASSERT_EQ(rows.size(), groups.size());
  auto row = rows.begin();
  for (const auto& [from, members] : groups) {
    std::set<Instant> times_with_oil;
    std::set<std::size_t> wells;
    std::set<std::size_t> flowing;
    long double oil_sum = 0;
    long double gas_of_both = 0;
    long double oil_of_both = 0;
    for (const auto* each : members) {
      wells.insert(each->well);
      if (each->values[kOnStreamTag].value_or(0) > 0) flowing.insert(each->well);
      const auto& oil_rate = each->values[kOilRateTag];
      oil_sum += oil_rate.value_or(0);
      if (oil_rate) times_with_oil.insert(each->time);
      if (!oil_rate || !each->values[kGasRateTag]) continue;
      gas_of_both += *each->values[kGasRateTag];
      oil_of_both += *oil_rate;
    }
    const auto hour_count = static_cast<long double>(times_with_oil.size());
    EXPECT_EQ(row->bucket.from, from);
    EXPECT_DOUBLE_EQ(row->rates[oil].value(), static_cast<double>(oil_sum / hour_count));
    EXPECT_DOUBLE_EQ(row->volumes[oil].value(), static_cast<double>(oil_sum / 24));
    EXPECT_DOUBLE_EQ(row->gor.value(), static_cast<double>(gas_of_both / oil_of_both));
    EXPECT_EQ(row->well_count, static_cast<std::int64_t>(wells.size()));
    EXPECT_EQ(row->wells_on_stream, static_cast<std::int64_t>(flowing.size()));
    ++row;
  }
}

}  // namespace
}  // namespace flodata::aggregation
