#include "aggregation/plot_fold.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <span>

#include <gtest/gtest.h>

#include "support/samples.h"

namespace flodata::aggregation {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using test::sample;

constexpr Instant kDay = sys_days(2014y / 6 / 2);
constexpr TagIndex kWellhead = find_tag("avg_whp_p").value();

std::vector<PlotRow> plot(std::span<const Sample> samples, const PlotOptions& options) {
  PlotFold fold(options);
  std::vector<PlotRow> rows;
  for (const auto& each : samples) fold.add(each, rows);
  fold.finish(rows);
  return rows;
}

PlotOptions options_for(std::span<const Sample> samples, std::vector<Quantity> quantities,
                        std::size_t points) {
  return {std::move(quantities), samples.front().time, samples.back().time, points, 1h};
}

/// One well's hours: a walk, now and then shut in, without a value or without a row.
std::vector<Sample> walk(int hours, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> step(0, 1);
  std::uniform_real_distribution<double> chance(0, 1);
  std::vector<Sample> samples;
  double level = 100;
  int missing_rows = 0;
  std::array<int, kTagCount> missing_values{};
  for (int hour = 0; hour < hours; ++hour) {
    level += step(random);
    if (chance(random) < 0.0005) missing_rows = 1 + static_cast<int>(50 * chance(random));
    if (missing_rows-- > 0) continue;
    auto made = sample(kDay + std::chrono::hours(hour), 0, {});
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (chance(random) < 0.0005) missing_values[tag] = 1 + static_cast<int>(30 * chance(random));
      if (missing_values[tag]-- <= 0)
        made.values[tag] = std::floor(level + 5 * step(random)) + 10.0 * static_cast<double>(tag);
    }
    samples.push_back(made);
  }
  return samples;
}

struct Extremes {
  std::optional<double> first, last, min, max;
  bool operator==(const Extremes&) const = default;
};

void add(Extremes& extremes, const std::optional<double>& value) {
  if (!value) return;
  if (!extremes.first) extremes.first = extremes.min = extremes.max = value;
  extremes.min = std::min(*extremes.min, *value);
  extremes.max = std::max(*extremes.max, *value);
  extremes.last = value;
}

class PlotFoldOfRandomHours : public testing::TestWithParam<std::uint32_t> {
 protected:
  std::vector<Sample> samples_ = walk(20'000, GetParam());
  std::vector<Quantity> quantities_ = {kOilRateTag, kWellhead, Derived::gor, Derived::liquid_rate};
};

// The columns of pixels of a plot from `first` to `last`: floor(columns × (time - first) / (last - first)).
TEST_P(PlotFoldOfRandomHours, KeepsFirstLastSmallestAndLargestOfEveryColumnOfTheWindow) {
  constexpr std::size_t kPoints = 1000;
  auto options = options_for(samples_, quantities_, kPoints);
  options.first -= std::chrono::hours(GetParam() * 1777) + 123'457us;
  options.last += std::chrono::hours(GetParam() * 3001) + 7us;
  const auto rows = plot(samples_, options);
  const std::int64_t buckets = kPoints / (5 * quantities_.size());
  const auto bucket_of = [&](Instant time) {
    const auto part = static_cast<long double>((time - options.first).count()) /
                      static_cast<long double>((options.last - options.first).count());
    return std::min(static_cast<std::int64_t>(part * static_cast<long double>(buckets)), buckets - 1);
  };
  for (std::size_t i = 0; i < quantities_.size(); ++i) {
    std::map<std::int64_t, Extremes> of_all;
    std::map<std::int64_t, Extremes> of_kept;
    for (const auto& each : samples_)
      add(of_all[bucket_of(each.time)], value_of(quantities_[i], each.values));
    for (const auto& row : rows) add(of_kept[bucket_of(row.time)], row.cells[i]);
    EXPECT_EQ(of_kept, of_all) << name_of(quantities_[i]);
    EXPECT_GT(of_all.size(), 10U);
  }
}

TEST_P(PlotFoldOfRandomHours, EveryGapHasANullAtItsBegin) {
  const auto rows = plot(samples_, options_for(samples_, quantities_, 1000));
  std::map<Instant, const PlotRow*> by_time;
  for (const auto& row : rows) by_time[row.time] = &row;
  int gaps = 0;
  for (std::size_t i = 0; i < quantities_.size(); ++i)
    for (std::size_t s = 1; s < samples_.size(); ++s) {
      if (!value_of(quantities_[i], samples_[s - 1].values)) continue;
      const auto due = samples_[s - 1].time + 1h;
      if (samples_[s].time == due && value_of(quantities_[i], samples_[s].values)) continue;
      ++gaps;
      ASSERT_TRUE(by_time.contains(due)) << name_of(quantities_[i]);
      ASSERT_FALSE(by_time[due]->cells[i]);
    }
  EXPECT_GT(gaps, 40);
}

TEST_P(PlotFoldOfRandomHours, RowsAreSamplesInOrderAndAboutAsManyAsWanted) {
  for (const std::size_t points : {10U, 100U, 1000U, 10'000U}) {
    const auto rows = plot(samples_, options_for(samples_, {kOilRateTag, kWellhead}, points));
    const auto gap_rows =
        std::ranges::count_if(rows, [](const auto& row) { return !row.cells[0] || !row.cells[1]; });
    EXPECT_LE(rows.size() - static_cast<std::size_t>(gap_rows), points);
    EXPECT_GE(rows.size(), points / 4);
    EXPECT_LT(gap_rows, 150);
    EXPECT_EQ(std::ranges::adjacent_find(rows, std::ranges::greater_equal(), &PlotRow::time), rows.end());
    for (const auto& row : rows) {
      const auto found = std::ranges::lower_bound(samples_, row.time, {}, &Sample::time);
      ASSERT_EQ(row.original_time, row.time);
      if (found != samples_.end() && found->time == row.time)
        ASSERT_EQ(row.cells[1], found->values[kWellhead]);
      else
        ASSERT_FALSE(row.cells[0] || row.cells[1]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PlotFoldOfRandomHours, testing::Values(1U, 2U, 3U));

std::vector<Sample> hours(std::initializer_list<std::pair<int, std::optional<double>>> values) {
  std::vector<Sample> samples;
  for (const auto& [hour, value] : values) {
    samples.push_back(sample(kDay + std::chrono::hours(hour), 0, {}));
    samples.back().values[kWellhead] = value;
  }
  return samples;
}

std::vector<std::pair<int, std::optional<double>>> told(std::span<const PlotRow> rows) {
  std::vector<std::pair<int, std::optional<double>>> result;
  for (const auto& row : rows) result.emplace_back((row.time - kDay) / 1h, row.cells.at(0));
  return result;
}

using Told = std::vector<std::pair<int, std::optional<double>>>;

TEST(PlotFold, NothingComesOfNothing) {
  EXPECT_TRUE(plot({}, {{kWellhead}, kDay, kDay + 1h, 100, 1h}).empty());
}

TEST(PlotFold, OneValueIsOneRow) {
  const auto samples = hours({{3, 7}});
  EXPECT_EQ(told(plot(samples, options_for(samples, {kWellhead}, 10))), (Told{{3, 7}}));
}

TEST(PlotFold, NoMoreRowsThanPointsAllComeAndTheGaps) {
  const auto samples = hours({{0, 1},
                              {1, 2},
                              {2, 3},
                              {6, 4},
                              {7, std::nullopt},
                              {8, std::nullopt},
                              {9, 5},
                              {10, 6},
                              {11, 7},
                              {12, 8}});
  EXPECT_EQ(told(plot(samples, options_for(samples, {kWellhead}, 10))), (Told{{0, 1},
                                                                              {1, 2},
                                                                              {2, 3},
                                                                              {3, std::nullopt},
                                                                              {6, 4},
                                                                              {7, std::nullopt},
                                                                              {8, std::nullopt},
                                                                              {9, 5},
                                                                              {10, 6},
                                                                              {11, 7},
                                                                              {12, 8}}));
}

TEST(PlotFold, MoreRowsThanPointsAreChosenFrom) {
  const auto samples = hours({{0, 5},
                              {1, 6},
                              {2, 9},
                              {3, 6},
                              {4, 1},
                              {5, 6},
                              {6, std::nullopt},
                              {7, std::nullopt},
                              {8, 6},
                              {9, 6},
                              {10, 6},
                              {11, 7}});
  EXPECT_EQ(told(plot(samples, options_for(samples, {kWellhead}, 9))),
            (Told{{0, 5}, {2, 9}, {4, 1}, {6, std::nullopt}, {11, 7}}));
}

TEST(PlotFold, AGapFromOneBucketIntoTheNextBreaksTheLineOnce) {
  auto samples =
      hours({{0, 5}, {1, 6}, {2, 6}, {3, 6}, {4, 8}, {15, 6}, {16, 6}, {17, 6}, {18, 6}, {19, 7}, {20, 6}});
  EXPECT_EQ(told(plot(samples, options_for(samples, {kWellhead}, 10))),
            (Told{{0, 5}, {4, 8}, {5, std::nullopt}, {15, 6}, {19, 7}, {20, 6}}));
}

// At seven times the speed labels are rounded to the microsecond: a step is 514285714 or 514285715 of them.
TEST(PlotFold, RoundedLabelsAreNoGap) {
  std::vector<Sample> samples;
  for (int hour = 0; hour < 50; ++hour) {
    samples.push_back(sample(kDay + std::chrono::hours(hour), 0, {{kWellhead, 1}}));
    samples.back().time = kDay + Microseconds(3'600'000'000LL * hour / 7);
  }
  samples.erase(samples.begin() + 30);
  const auto rows = plot(samples, {{kWellhead}, samples.front().time, samples.back().time, 100, 1h});
  ASSERT_EQ(rows.size(), 50U);
  EXPECT_FALSE(rows[30].cells[0]);
  EXPECT_EQ(rows[30].original_time, kDay + 30h);
  EXPECT_EQ(std::ranges::count_if(rows, [](const auto& row) { return !row.cells[0]; }), 1);
}

// A day at speed 1, a day at speed 3600, and the source from its beginning again.
TEST(PlotFold, AChangeOfSpeedAndALoopAreNoGaps) {
  std::vector<Sample> samples;
  for (int hour = 0; hour < 72; ++hour) {
    samples.push_back(sample(kDay + std::chrono::hours(hour % 48), 0, {{kWellhead, 1}}));
    samples.back().time =
        hour < 24 ? kDay + std::chrono::hours(hour) : kDay + 24h + std::chrono::seconds(hour);
  }
  const auto rows = plot(samples, {{kWellhead}, samples.front().time, samples.back().time, 100, 1h});
  EXPECT_EQ(rows.size(), samples.size());
}

}  // namespace
}  // namespace flodata::aggregation
