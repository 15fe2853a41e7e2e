#include "aggregation/bucket_fold.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <span>

#include <gtest/gtest.h>

#include "support/samples.h"

namespace flodata::aggregation {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::sys_days;
using test::sample;
using test::zone;

using Cells = std::vector<std::optional<double>>;

constexpr Instant kDay = sys_days(2014y / 6 / 2);  // a Monday
constexpr TagIndex kWellhead = find_tag("avg_whp_p").value();

std::vector<Column> columns(std::span<const Quantity> quantities, std::span<const Statistic> statistics) {
  return make_columns(quantities, statistics, Chosen::all_there_are).value();
}

std::vector<Column> columns(std::initializer_list<Quantity> quantities,
                            std::initializer_list<Statistic> statistics) {
  return columns(std::span(quantities.begin(), quantities.size()),
                 std::span(statistics.begin(), statistics.size()));
}

std::vector<Column> all_columns() {
  std::vector<Statistic> statistics;
  for (std::size_t i = 0; i < kStatisticNames.size(); ++i)
    if (const auto statistic = static_cast<Statistic>(i); statistic != Statistic::reported)  // of 1pd only
      statistics.push_back(statistic);
  return columns(all_quantities(), statistics);
}

std::vector<BucketRow> fold(std::span<const Sample> samples, Interval interval, std::size_t wells,
                            const BucketFoldOptions& options, std::string_view zone_name = "UTC") {
  BucketFold buckets(BucketGrid(interval, zone(zone_name), zone("Europe/Oslo")), wells, options);
  std::vector<BucketRow> rows;
  for (const auto& each : samples) buckets.add(each, rows);
  buckets.finish(rows);
  while (buckets.more(rows)) {
  }
  return rows;
}

/// The cells of the rows of one well.
std::vector<Cells> cells(const std::vector<BucketRow>& rows, std::size_t well = 0) {
  std::vector<Cells> result;
  for (const auto& row : rows)
    if (row.well == well) result.push_back(row.cells);
  return result;
}

TEST(BucketFold, LongGapIsGivenInParts) {
  constexpr std::size_t kMinutes = 50'000;
  const auto last = kDay + std::chrono::minutes(kMinutes);
  BucketFold buckets(BucketGrid(Interval::m1, zone("UTC")), 2,
                     {.columns = columns({kOilRateTag}, {Statistic::mean}),
                      .fill = Fill::previous,
                      .windows = {{kDay, last + 1h}, {kDay, last}}});
  std::vector<BucketRow> rows;
  buckets.add(sample(kDay, 0, {{kOilRateTag, 5}}), rows);
  EXPECT_FALSE(buckets.more(rows));
  buckets.add(sample(last, 0, {{kOilRateTag, 6}}), rows);
  std::size_t parts = 1;
  for (auto before = rows.size(); buckets.more(rows); before = rows.size(), ++parts)
    EXPECT_LE(rows.size() - before, 2000U);
  EXPECT_GT(parts, 90U);
  EXPECT_EQ(rows.size(), 2 * kMinutes);
  EXPECT_EQ(rows[rows.size() - 2].cells.front(), 5);
  EXPECT_EQ(rows.back().cells.front(), std::nullopt);  // of the other well, which has no row
  buckets.finish(rows);
  while (buckets.more(rows)) {
  }
  EXPECT_EQ(rows.size(), 2 * kMinutes + 2 + 60);
  EXPECT_EQ(rows.back().cells.front(), 6);
}

TEST(BucketFold, NothingComesOfNothing) {
  EXPECT_TRUE(fold({}, Interval::d1, 2, {.columns = all_columns()}).empty());
}

TEST(BucketFold, OneValueIsItsOwnStatistics) {
  const std::array samples = {sample(kDay + 5h, 0, {{kOilRateTag, 240.0}, {kOnStreamTag, 0.5}})};
  const auto rows = fold(
      samples, Interval::d1, 1,
      {.columns = columns({kOilRateTag},
                          {Statistic::mean, Statistic::min, Statistic::max, Statistic::first, Statistic::last,
                           Statistic::sum, Statistic::count, Statistic::stddev, Statistic::time_on_stream})});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].bucket, (Bucket{kDay, kDay + 24h, {}}));
  EXPECT_EQ(rows[0].cells, (Cells{240, 240, 240, 240, 240, 10, 1, std::nullopt, 0.5}));
}

TEST(BucketFold, MissingValuesAreNeither0NorCounted) {
  const std::array samples = {sample(kDay, 0, {{kWellhead, 50}}), sample(kDay + 1h, 0, {}),
                              sample(kDay + 2h, 0, {{kWellhead, 70}})};
  const auto options = [] {
    return BucketFoldOptions{
        .columns = columns({kWellhead, kOilRateTag}, {Statistic::mean, Statistic::count, Statistic::last})};
  };
  EXPECT_EQ(cells(fold(samples, Interval::d1, 1, options())),
            (std::vector<Cells>{{60, 2, 70, std::nullopt, 0, std::nullopt}}));
}

TEST(BucketFold, StandardDeviationIsOfASample) {
  // 2 4 4 4 5 5 7 9: squares of the distances from 5 add up to 32 (a textbook example).
  std::vector<Sample> samples;
  for (const double value : {2, 4, 4, 4, 5, 5, 7, 9})
    samples.push_back(sample(kDay + samples.size() * 1h, 0, {{kWellhead, 1e6 + value}}));
  const auto rows = fold(samples, Interval::d1, 1, {.columns = columns({kWellhead}, {Statistic::stddev})});
  EXPECT_NEAR(rows.at(0).cells[0].value(), std::sqrt(32.0 / 7), 1e-9);
}

TEST(BucketFold, RatiosAreRatiosOfSumsOverTheHoursInWhichAllIsThere) {
  const std::array samples = {
      sample(kDay, 0, {{kOilRateTag, 100}, {kGasRateTag, 10'000}, {kWaterRateTag, 100}}),
      sample(kDay + 1h, 0, {{kOilRateTag, 300}, {kGasRateTag, 60'000}, {kWaterRateTag, 500}}),
      sample(kDay + 2h, 0, {{kOilRateTag, 0}, {kGasRateTag, 10'000}, {kWaterRateTag, 0}}),
      sample(kDay + 3h, 0, {{kOilRateTag, 5000}})};
  const auto options = BucketFoldOptions{
      .columns = columns({Derived::gor, Derived::watercut, Derived::liquid_rate}, {Statistic::mean})};
  const auto rows = fold(samples, Interval::d1, 1, options);
  EXPECT_EQ(cells(rows), (std::vector<Cells>{{200, 0.6, 1000.0 / 3}}));
  const auto single = BucketFoldOptions{
      .columns = columns({Derived::gor}, {Statistic::min, Statistic::max, Statistic::count})};
  EXPECT_EQ(cells(fold(samples, Interval::d1, 1, single)), (std::vector<Cells>{{100, 200, 2}}));
}

TEST(BucketFold, RatioOfAShutInDayIsNothing) {
  const std::array samples = {sample(kDay, 0, {{kOilRateTag, 0}, {kGasRateTag, 0}, {kWaterRateTag, 0}})};
  const auto rows =
      fold(samples, Interval::d1, 1,
           {.columns = columns({Derived::gor, Derived::watercut, Derived::liquid_rate}, {Statistic::mean})});
  EXPECT_EQ(cells(rows), (std::vector<Cells>{{std::nullopt, std::nullopt, 0}}));
}

TEST(BucketFold, SmallRatesAreNotLostBesideALargeOne) {
  std::vector<Sample> samples = {sample(kDay, 0, {{kOilRateTag, 1e16}})};  // the next double is 2 more
  for (int hour = 1; hour < 24; ++hour)
    samples.push_back(sample(kDay + std::chrono::hours(hour), 0, {{kOilRateTag, 1.0}}));
  samples.push_back(sample(kDay + 23h + 30min, 0, {{kOilRateTag, -1e16}}));
  const auto rows = fold(samples, Interval::d1, 1, {.columns = columns({kOilRateTag}, {Statistic::sum})});
  EXPECT_DOUBLE_EQ(rows.at(0).cells[0].value(), 23.0 / 24);
}

TEST(BucketFold, StepsFinerThanAnHourStandForLess) {
  const std::array samples = {sample(kDay, 0, {{kOilRateTag, 24}, {kOnStreamTag, 1}}),
                              sample(kDay + 15min, 0, {{kOilRateTag, 48}, {kOnStreamTag, 0.5}})};
  const auto rows =
      fold(samples, Interval::h1, 1,
           {.columns = columns({kOilRateTag, kOnStreamTag}, {Statistic::sum}), .step_hours = 0.25});
  EXPECT_EQ(cells(rows), (std::vector<Cells>{{0.75, 0.375}}));
}

TEST(BucketFold, RowsComeAsSoonAsTheirBucketIsOver) {
  BucketFold buckets(BucketGrid(Interval::h1, zone("UTC")), 2,
                     {.columns = columns({kWellhead}, {Statistic::mean})});
  std::vector<BucketRow> rows;
  buckets.add(sample(kDay, 0, {}), rows);
  buckets.add(sample(kDay, 1, {}), rows);
  EXPECT_TRUE(rows.empty());
  buckets.add(sample(kDay + 1h, 1, {}), rows);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].well, 1U);
  buckets.finish(rows);
  EXPECT_EQ(rows.size(), 3U);
}

TEST(BucketFold, DaysOfTheClockChangeAreWhole) {
  std::vector<Sample> samples;
  const Instant first = sys_days(2014y / 10 / 25) + 22h;  // 00:00 of the 25-hour day in Oslo
  for (int hour = 0; hour < 49; ++hour)
    samples.push_back(sample(first + std::chrono::hours(hour), 0, {{kOilRateTag, 24.0}}));
  const auto options =
      BucketFoldOptions{.columns = columns({kOilRateTag}, {Statistic::sum, Statistic::count})};
  EXPECT_EQ(cells(fold(samples, Interval::d1, 1, options, "Europe/Oslo")),
            (std::vector<Cells>{{25, 25}, {24, 24}}));
}

TEST(BucketFold, ProductionDaysFollowTheSourceThroughLoops) {
  std::vector<Sample> samples;
  const Instant source = sys_days(2014y / 3 / 29) + 23h;  // 2014-03-30 in Oslo, of 23 hours
  for (int hour = 0; hour < 3 * 23; ++hour) {
    auto made = sample(kDay + std::chrono::hours(hour), 0, {{kOilRateTag, 24.0}});
    made.original_time = source + std::chrono::hours(hour % 23);
    samples.push_back(made);
  }
  const auto rows =
      fold(samples, Interval::production_day, 1, {.columns = columns({kOilRateTag}, {Statistic::sum})});
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t loop = 0; loop < rows.size(); ++loop) {
    EXPECT_EQ(rows[loop].bucket.production_day, local_days(2014y / 3 / 30));
    EXPECT_EQ(rows[loop].bucket.from, kDay + loop * 23h);
    EXPECT_EQ(rows[loop].cells[0], 23);
  }
}

class BucketFoldOfRandomHours : public testing::TestWithParam<int> {
 protected:
  std::mt19937 random_{static_cast<unsigned>(GetParam())};
  // Two months over the change of the clocks in Lord Howe.
  std::vector<Sample> samples_ = test::random_samples(sys_days(2014y / 9 / 10) + 7h, 60 * 24, 3, random_);
};

struct Naive {
  std::vector<double> values;
  long double numerator = 0;
  long double denominator = 0;
  long double on_stream = 0;
  bool any_on_stream = false;
};

Naive gather(std::span<const Sample* const> rows, Quantity quantity) {
  Naive naive;
  for (const auto* row : rows) {
    const auto& values = row->values;
    if (const auto value = value_of(quantity, values)) naive.values.push_back(*value);
    if (values[kOnStreamTag]) naive.on_stream += *values[kOnStreamTag];
    naive.any_on_stream |= values[kOnStreamTag].has_value();
    const bool gor = quantity == Quantity(Derived::gor);
    const auto& top = values[gor ? kGasRateTag : kWaterRateTag];
    const auto& oil = values[kOilRateTag];
    if (!top || !oil) continue;
    naive.numerator += *top;
    naive.denominator += gor ? *oil : *oil + *top;
  }
  return naive;
}

std::optional<double> statistic(const Naive& naive, const Column& column) {
  const auto& values = naive.values;
  const auto count = static_cast<long double>(values.size());
  const auto total = std::accumulate(values.begin(), values.end(), 0.0L);
  if (column.statistic == Statistic::count) return static_cast<double>(count);
  if (column.statistic == Statistic::time_on_stream)
    return naive.any_on_stream ? std::optional(static_cast<double>(naive.on_stream)) : std::nullopt;
  const bool ratio =
      column.quantity == Quantity(Derived::gor) || column.quantity == Quantity(Derived::watercut);
  if (ratio && column.statistic == Statistic::mean)
    return naive.denominator == 0 ? std::nullopt
                                  : std::optional(static_cast<double>(naive.numerator / naive.denominator));
  if (values.empty()) return std::nullopt;
  if (column.statistic == Statistic::mean) return static_cast<double>(total / count);
  if (column.statistic == Statistic::min) return std::ranges::min(values);
  if (column.statistic == Statistic::max) return std::ranges::max(values);
  if (column.statistic == Statistic::first) return values.front();
  if (column.statistic == Statistic::last) return values.back();
  if (column.statistic == Statistic::sum)
    return static_cast<double>(column.quantity == Quantity(kOnStreamTag) ? total : total / 24);
  if (values.size() < 2) return std::nullopt;
  const auto square = [&](long double sum, double value) {
    return sum + (value - total / count) * (value - total / count);
  };
  return static_cast<double>(
      std::sqrt(std::accumulate(values.begin(), values.end(), 0.0L, square) / (count - 1)));
}

TEST_P(BucketFoldOfRandomHours, EqualsRecomputingFromAllRows) {
  const auto all = all_columns();
  for (const auto interval : {Interval::h1, Interval::h6, Interval::h12, Interval::d1, Interval::d7,
                              Interval::mo1, Interval::production_day}) {
    std::map<std::pair<Instant, std::size_t>, std::vector<const Sample*>> groups;
    BucketGrid grid(interval, zone("Australia/Lord_Howe"), zone("Europe/Oslo"));
    for (const auto& each : samples_)
      groups[{grid.bucket_of(each.time, each.original_time).from, each.well}].push_back(&each);
    const auto rows = fold(samples_, interval, 3, {.columns = all}, "Australia/Lord_Howe");
    ASSERT_EQ(rows.size(), groups.size());
    auto row = rows.begin();
    for (const auto& [key, members] : groups) {  // ordered by (time, well), as the rows must be
      ASSERT_EQ(row->bucket.from, key.first);
      ASSERT_EQ(row->well, key.second);
      for (std::size_t i = 0; i < all.size(); ++i) {
        const auto expected = statistic(gather(members, all[i].quantity), all[i]);
        ASSERT_EQ(row->cells[i].has_value(), expected.has_value()) << all[i].name;
        if (expected)
          ASSERT_NEAR(*row->cells[i], *expected, 1e-12 * std::abs(*expected) + 1e-12) << all[i].name;
      }
      ++row;
    }
  }
}

TEST_P(BucketFoldOfRandomHours, VolumesAreTheSameForEveryInterval) {
  const auto wanted = columns(all_quantities(), std::array{Statistic::sum});
  for (std::size_t column = 0; column < wanted.size(); ++column) {
    std::optional<double> by_hour;
    for (std::size_t i = 0; i < kIntervalNames.size(); ++i) {
      long double total = 0;
      for (const auto& row :
           fold(samples_, static_cast<Interval>(i), 3, {.columns = wanted}, "America/St_Johns"))
        total += row.cells[column].value_or(0);
      if (!by_hour) by_hour = static_cast<double>(total);
      EXPECT_NEAR(static_cast<double>(total), *by_hour, 1e-12 * *by_hour)
          << wanted[column].name << " by " << kIntervalNames[i];
    }
    EXPECT_GT(*by_hour, 0);
  }
}

/// Filled rows by the definition: all buckets of each well's window, then column by column.
std::map<std::pair<Instant, std::size_t>, Cells> filled_naively(const std::vector<BucketRow>& rows,
                                                                const std::vector<Column>& wanted,
                                                                const BucketFoldOptions& options,
                                                                BucketGrid grid) {
  std::map<std::pair<Instant, std::size_t>, Cells> result;
  for (std::size_t well = 0; well < options.windows.size(); ++well) {
    std::vector<std::pair<Instant, Cells>> series;
    const auto end = grid.bucket_of(options.windows[well].last, {}).from;
    for (auto bucket = grid.bucket_of(options.windows[well].first, {}); bucket.from <= end;
         bucket = grid.next(bucket)) {
      const auto found = std::ranges::find_if(
          rows, [&](const auto& row) { return row.well == well && row.bucket.from == bucket.from; });
      series.emplace_back(bucket.from, found == rows.end() ? Cells(wanted.size()) : found->cells);
    }
    auto known = series;
    for (std::size_t i = 0; i < series.size(); ++i)
      for (std::size_t c = 0; c < wanted.size(); ++c) {
        auto& cell = series[i].second[c];
        if (cell) continue;
        const auto there = [&](const auto& entry) { return entry.second[c].has_value(); };
        const auto before = std::find_if(
            std::make_reverse_iterator(known.begin() + static_cast<std::ptrdiff_t>(i)), known.rend(), there);
        const auto after = std::find_if(known.begin() + static_cast<std::ptrdiff_t>(i), known.end(), there);
        if (wanted[c].statistic == Statistic::count) {
          cell = 0;
        } else if (options.fill == Fill::previous && before != known.rend()) {
          cell = before->second[c];
        } else if (options.fill == Fill::linear && before != known.rend() && after != known.end()) {
          const std::chrono::duration<double> all = after->first - before->first;
          const std::chrono::duration<double> part = series[i].first - before->first;
          cell = std::lerp(*before->second[c], *after->second[c], part / all);
        }
      }
    for (const auto& [time, row] : series) result[{time, well}] = row;
  }
  return result;
}

TEST_P(BucketFoldOfRandomHours, FillsEqualFillingByTheDefinition) {
  const auto wanted =
      columns({kWellhead, kOilRateTag, Derived::gor}, {Statistic::mean, Statistic::count, Statistic::stddev});
  // Longer gaps than chance makes, and one well that ends early.
  std::erase_if(samples_, [](const auto& each) {
    const auto day = each.time - sys_days(2014y / 9 / 20);
    return (each.well == 1 && day > 0h && day < 50h) || (each.well == 2 && day > 300h) ||
           (day > 150h && day < 170h);
  });
  const auto last = samples_.back().time;
  for (const auto fill : {Fill::null, Fill::previous, Fill::linear})
    for (const auto interval : {Interval::h1, Interval::h6, Interval::d1}) {
      BucketFoldOptions options{.columns = wanted,
                                .fill = fill,
                                .windows = {{sys_days(2014y / 9 / 9) + 3h, last + 30h},
                                            {samples_.front().time, last},
                                            {samples_.front().time, last + 5h}}};
      const auto plain = fold(samples_, interval, 3, {.columns = wanted}, "Australia/Lord_Howe");
      const auto rows = fold(samples_, interval, 3, options, "Australia/Lord_Howe");
      const auto expected =
          filled_naively(plain, wanted, options, BucketGrid(interval, zone("Australia/Lord_Howe")));
      ASSERT_EQ(rows.size(), expected.size());
      auto row = rows.begin();
      for (const auto& [key, expected_cells] : expected) {
        ASSERT_EQ(row->bucket.from, key.first);
        ASSERT_EQ(row->well, key.second);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
          ASSERT_EQ(row->cells[i].has_value(), expected_cells[i].has_value()) << wanted[i].name;
          if (expected_cells[i])
            ASSERT_NEAR(*row->cells[i], *expected_cells[i], 1e-11 * (1 + std::abs(*expected_cells[i])));
        }
        ++row;
      }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BucketFoldOfRandomHours, testing::Range(1, 5));

TEST(BucketFill, EdgesOfTheWindow) {
  const std::array samples = {sample(kDay + 1h, 0, {{kWellhead, 10}}),
                              sample(kDay + 4h, 0, {{kWellhead, 40}})};
  const auto filled = [&](Fill fill) {
    return cells(fold(samples, Interval::h1, 1,
                      {.columns = columns({kWellhead}, {Statistic::mean, Statistic::count}),
                       .fill = fill,
                       .windows = {{kDay + 30min, kDay + 5h}}}));
  };
  const auto none = std::nullopt;
  EXPECT_EQ(filled(Fill::null),
            (std::vector<Cells>{{none, 0}, {10, 1}, {none, 0}, {none, 0}, {40, 1}, {none, 0}}));
  EXPECT_EQ(filled(Fill::previous),
            (std::vector<Cells>{{none, 0}, {10, 1}, {10, 0}, {10, 0}, {40, 1}, {40, 0}}));
  EXPECT_EQ(filled(Fill::linear),
            (std::vector<Cells>{{none, 0}, {10, 1}, {20, 0}, {30, 0}, {40, 1}, {none, 0}}));
}

TEST(BucketFill, WithoutRowsTheWindowIsThereAndAWellWithoutWindowIsNot) {
  const auto rows = fold({}, Interval::h1, 2,
                         {.columns = columns({kWellhead}, {Statistic::count}),
                          .fill = Fill::linear,
                          .windows = {{kDay, kDay + 2h}, {kDay + 1h, kDay}}});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_TRUE(std::ranges::all_of(rows, [](const auto& row) { return row.well == 0 && row.cells[0] == 0; }));
}

TEST(BucketFill, LinearHoldsAllWellsBackUntilTheNextKnownValue) {
  BucketFold buckets(BucketGrid(Interval::h1, zone("UTC")), 2,
                     {.columns = columns({kWellhead}, {Statistic::mean}),
                      .fill = Fill::linear,
                      .windows = {{kDay, kDay + 3h}, {kDay, kDay + 3h}}});
  std::vector<BucketRow> rows;
  buckets.add(sample(kDay, 0, {{kWellhead, 10}}), rows);
  buckets.add(sample(kDay, 1, {{kWellhead, 1}}), rows);
  buckets.add(sample(kDay + 1h, 1, {{kWellhead, 2}}), rows);
  buckets.add(sample(kDay + 2h, 1, {{kWellhead, 3}}), rows);
  EXPECT_EQ(rows.size(), 2U);  // the second hour waits for well 0
  buckets.add(sample(kDay + 3h, 0, {{kWellhead, 40}}), rows);
  EXPECT_EQ(rows.size(), 2U);
  buckets.finish(rows);
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(cells(rows, 0), (std::vector<Cells>{{10}, {20}, {30}, {40}}));
  EXPECT_EQ(cells(rows, 1), (std::vector<Cells>{{1}, {2}, {3}, {std::nullopt}}));
}

TEST(BucketFill, NamesAreFound) {
  EXPECT_EQ(find_fill("linear"), Fill::linear);
  EXPECT_EQ(find_fill("none"), Fill::none);
  EXPECT_FALSE(find_fill("zero"));
}

}  // namespace
}  // namespace flodata::aggregation
