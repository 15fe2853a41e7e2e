#include "aggregation/life_fold.h"

#include <gtest/gtest.h>

namespace flodata::aggregation {
namespace {

constexpr Instant kFirst = std::chrono::sys_days{std::chrono::year(2020) / 1 / 1};

LifeStep step(std::int64_t number, std::optional<double> oil) {
  return {.number = number,
          .time = kFirst + std::chrono::hours(number),
          .original_time = kFirst + std::chrono::hours(number),
          .rates = {oil, std::nullopt, std::nullopt, std::nullopt},
          .wells_on_stream = 2};
}

TEST(LifeFold, IsEmptyWithoutSteps) { EXPECT_TRUE(LifeFold(24).life(100).points.empty()); }

TEST(LifeFold, FewStepsArePointsOfTheirOwn) {
  LifeFold fold(24);
  for (int i = 0; i < 100; ++i) fold.add(step(i, i));
  const auto life = fold.life(100);
  EXPECT_EQ(life.point_steps, 1);
  ASSERT_EQ(life.points.size(), 100U);
  EXPECT_EQ(life.points[99].rates[0], 99);
  EXPECT_EQ(life.points[99].time, kFirst + std::chrono::hours(99));
  EXPECT_EQ(fold.life(99).point_steps, 2);
  EXPECT_EQ(fold.life(99).points.size(), 50U);
}

TEST(LifeFold, PointsAreMeansOverTheStepsThatHaveTheRate) {
  LifeFold fold(24);
  fold.add(step(0, 10));
  fold.add(step(1, std::nullopt));
  fold.add(step(2, 30));
  fold.add(step(3, std::nullopt));
  const auto life = fold.life(1);
  ASSERT_EQ(life.points.size(), 1U);
  EXPECT_EQ(life.point_steps, 4);
  EXPECT_EQ(life.points[0].rates[0], 20);
  EXPECT_EQ(life.points[0].rates[1], std::nullopt);
  EXPECT_EQ(life.points[0].wells_on_stream, 2);
}

TEST(LifeFold, WhatHasNoStepIsMissingAndLongGapsAreOutages) {
  LifeFold fold(24);
  fold.add(step(0, 1));
  fold.add(step(24, 1));  // 23 are missing: too few
  fold.add(step(49, 1));  // 24 are missing
  const auto life = fold.life(100);
  ASSERT_EQ(life.points.size(), 50U);
  EXPECT_EQ(life.points[30].time, std::nullopt);
  EXPECT_EQ(life.points[30].rates[0], std::nullopt);
  EXPECT_EQ(life.points[30].wells_on_stream, std::nullopt);
  ASSERT_EQ(fold.outages().size(), 1U);
  EXPECT_EQ(fold.outages()[0].first_missing, 25);
  EXPECT_EQ(fold.outages()[0].next, 49);
}

// Ten years of hours: far more than it keeps.
TEST(LifeFold, ManyStepsAreNeverMoreThanWasAskedForNorLessThanHalf) {
  LifeFold fold(24);
  double sum = 0;
  constexpr int kSteps = 87'600;
  for (int i = 0; i < kSteps; ++i) {
    fold.add(step(i, i % 7));
    sum += i % 7;
  }
  for (const std::size_t most : {100U, 1000U, 1999U, 2000U}) {
    const auto life = fold.life(most);
    EXPECT_LE(life.points.size(), most);
    EXPECT_GT(life.points.size(), most / 2);
    double total = 0;
    for (const auto& point : life.points)
      total += *point.rates[0] * static_cast<double>(std::min(life.point_steps, kSteps - point.number));
    EXPECT_NEAR(total, sum, 1e-6 * sum) << most;
  }
}

TEST(LifeFold, FirstStepMayBeFarAway) {
  LifeFold fold(24);
  fold.add(step(0, 1));
  fold.add(step(1'000'000, 2));
  const auto life = fold.life(2000);
  EXPECT_LE(life.points.size(), 2000U);
  EXPECT_EQ(life.points.front().rates[0], 1);
  EXPECT_EQ(life.points.back().rates[0], 2);
}

}  // namespace
}  // namespace flodata::aggregation
