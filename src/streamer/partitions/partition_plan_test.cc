#include "streamer/partitions/partition_plan.h"

#include <gtest/gtest.h>

#include "model/production_day.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono;
using enum PartitionUnit;

const Instant kMonday = sys_days(2026y / 11 / 23);

TEST(PartitionPlan, LongestUnitWithFewEnoughRows) {
  EXPECT_EQ(unit_for(7 * 24), year) << "seven wells by the hour";
  EXPECT_EQ(unit_for(7 * 1440), year) << "seven wells by the minute";
  EXPECT_EQ(unit_for(1000 * 24), year) << "a thousand wells by the hour";
  EXPECT_EQ(unit_for(1000 * 1440), week) << "a thousand wells by the minute";
  EXPECT_EQ(unit_for(7 * 86400), week) << "seven wells at speed 3600";
  EXPECT_EQ(unit_for(1000 * 86400), hour) << "a thousand wells at speed 3600";
  EXPECT_EQ(unit_for(1e15), hour);
  EXPECT_EQ(unit_for(168, kRowsPerPartition, 3650), quarter);
  EXPECT_EQ(unit_for(168, kRowsPerPartition, 90), week);
  EXPECT_EQ(unit_for(168, kRowsPerPartition, 30), day);
  EXPECT_EQ(unit_for(168, kRowsPerPartition, 1), hour);
}

TEST(PartitionPlan, BoundsAreRoundTimesAfterTheLabel) {
  const auto late = kMonday + 7h + 59min;
  EXPECT_EQ(next_bound(hour, late), kMonday + 8h);
  EXPECT_EQ(next_bound(six_hours, late), kMonday + 12h);
  EXPECT_EQ(next_bound(day, late), kMonday + days(1));
  EXPECT_EQ(next_bound(week, late), kMonday + days(7));
  EXPECT_EQ(next_bound(month, late), sys_days(2026y / 12 / 1));
  EXPECT_EQ(next_bound(quarter, late), sys_days(2027y / 1 / 1));
  EXPECT_EQ(next_bound(year, late), sys_days(2027y / 1 / 1));
  for (const auto unit : {hour, six_hours, day, week}) EXPECT_GT(next_bound(unit, kMonday), kMonday);
  EXPECT_EQ(next_bound(quarter, sys_days(2026y / 4 / 1)), sys_days(2026y / 7 / 1));
  EXPECT_EQ(next_bound(week, sys_days(1969y / 12 / 31)), sys_days(1970y / 1 / 5));
}

TEST(PartitionPlan, PartitionsFollowEachOtherWithoutGapOrOverlap) {
  std::vector<Partition> present;
  auto label = kMonday + 5h;
  for (const auto unit : {year, month, week, day, six_hours, hour, quarter, year}) {
    for (int step = 0; step < 3; ++step, label += days(40)) {
      for (auto& added : missing_partitions(present, unit, label, label + days(20))) {
        if (present.empty())
          EXPECT_FALSE(added.from);
        else
          EXPECT_EQ(added.from, present.back().to);
        EXPECT_LT(added.from.value_or(Instant::min()), added.to);
        present.push_back(added);
      }
      EXPECT_GT(present.back().to, label + days(20));
      EXPECT_TRUE(missing_partitions(present, unit, label, label + days(20)).empty());
    }
  }
}

TEST(PartitionPlan, GapInTheLabelsMakesNoEmptyPartitions) {
  const std::vector<Partition> present = {{"production_data_first", {}, kMonday}};
  const auto added = missing_partitions(present, hour, kMonday + days(400) + 1h, kMonday + days(400) + 1h);
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0], (Partition{"production_data_20261123", kMonday, kMonday + days(400) + 2h}));
}

TEST(PartitionPlan, EarlierStreamGetsItsRowsBeforeTheFirstPartition) {
  const std::vector<Partition> present = {{"production_data_20261123", kMonday, kMonday + days(7)}};
  const auto added = missing_partitions(present, week, kMonday - days(9), kMonday + 1h);
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0], (Partition{"production_data_first", {}, kMonday}));
}

TEST(PartitionPlan, OldestOneGoesWhenAllItsLabelsAreOldAndNeverTheLast) {
  const std::vector<Partition> present = {{"production_data_first", {}, kMonday},
                                          {"production_data_20261123", kMonday, kMonday + days(7)}};
  EXPECT_FALSE(oldest_before(present, kMonday - 1us));
  EXPECT_EQ(oldest_before(present, kMonday), present[0]);
  EXPECT_FALSE(oldest_before({present[1]}, kMonday + days(70)));
  EXPECT_FALSE(oldest_before({}, kMonday));
}

TEST(PartitionPlan, NextOneIsMadeInTheSecondHalf) {
  const std::vector<Partition> present = {{"production_data_20261123", kMonday, kMonday + days(7)}};
  EXPECT_FALSE(partition_ahead({}, week, kMonday));
  EXPECT_FALSE(partition_ahead(present, week, kMonday + days(3)));
  EXPECT_EQ(partition_ahead(present, six_hours, kMonday + days(4)),
            (Partition{"production_data_20261130", kMonday + days(7), kMonday + days(7) + 6h}));
  const std::vector<Partition> hours = {{"x", kMonday, kMonday + 6h}};
  EXPECT_EQ(partition_ahead(hours, hour, kMonday + 5h)->name, "production_data_20261123_06");
}

}  // namespace
}  // namespace flodata::streamer
