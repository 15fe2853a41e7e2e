#include "upsampler/ups1/on_stream_mask.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "support/daily_history.h"

namespace flodata::upsampler {
namespace {

using test::local_day;
using test::OilDay;

std::vector<double> mask_of(LocalDay first, const std::vector<OilDay>& days, std::uint64_t seed = 1) {
  return on_stream_mask(build_ledger(test::oil_history(first, days), test::oslo()).value(), seed, 7);
}

std::vector<double> slice(const std::vector<double>& mask, std::size_t from, std::size_t count) {
  const auto begin = mask.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

double sum(const std::vector<double>& hours) { return std::accumulate(hours.begin(), hours.end(), 0.0); }

std::ptrdiff_t fractions(const std::vector<double>& hours) {
  return std::ranges::count_if(hours, [](double on) { return on > 0 && on < 1; });
}

/// Number of separate stretches of hours that are off in part or whole.
int off_blocks(const std::vector<double>& hours) {
  int blocks = 0;
  for (std::size_t i = 0; i < hours.size(); ++i)
    if (hours[i] < 1 && (i == 0 || hours[i - 1] == 1)) ++blocks;
  return blocks;
}

const LocalDay kFirst = local_day(2014, 5, 1);

TEST(OnStreamMask, FullAndShutDaysAreAllOneAndAllZero) {
  const auto mask = mask_of(kFirst, {{24, 1}, {0, 0}});
  EXPECT_EQ(slice(mask, 0, 24), std::vector<double>(24, 1.0));
  EXPECT_EQ(slice(mask, 24, 24), std::vector<double>(24, 0.0));
}

TEST(OnStreamMask, DaysHaveTheirRealLength) {
  EXPECT_EQ(mask_of(local_day(2014, 3, 30), {{23, 1}}), std::vector<double>(23, 1.0));
  EXPECT_EQ(mask_of(local_day(2014, 10, 26), {{25, 1}}), std::vector<double>(25, 1.0));
}

TEST(OnStreamMask, PartialDayHasOneOutageOfItsExactLength) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto day = slice(mask_of(kFirst, {{24, 1}, {13.7, 1}, {24, 1}}, seed), 24, 24);
    EXPECT_NEAR(sum(day), 13.7, 1e-12);
    EXPECT_LE(fractions(day), 2) << "one at each edge at the most";
    EXPECT_EQ(off_blocks(day), 1);
  }
}

TEST(OnStreamMask, OutageJoinsTheShutDayBeforeOrAfterIt) {
  const auto before = slice(mask_of(kFirst, {{0, 0}, {6.5, 1}, {24, 1}}), 24, 24);
  EXPECT_EQ(before[0], 0.0);
  EXPECT_EQ(before[17], 0.5);
  EXPECT_EQ(before[23], 1.0);
  const auto after = slice(mask_of(kFirst, {{24, 1}, {6.5, 1}, {0, 0}}), 24, 24);
  EXPECT_EQ(after[0], 1.0);
  EXPECT_EQ(after[6], 0.5);
  EXPECT_EQ(after[23], 0.0);
}

TEST(OnStreamMask, BetweenTwoShutDaysTheWellIsOnOnce) {
  const auto day = slice(mask_of(kFirst, {{0, 0}, {4, 1}, {0, 0}}), 24, 24);
  EXPECT_NEAR(sum(day), 4, 1e-12);
  EXPECT_EQ(std::ranges::count(day, 1.0), 4);
}

TEST(OnStreamMask, MissingDayIsNoShutNeighbour) {
  auto history = test::oil_history(kFirst, {{0, 0}, {12, 1}});
  history.days[1].day += std::chrono::days(1);
  bool begins_on = false;
  for (std::uint64_t seed = 1; seed <= 50; ++seed)
    begins_on |= on_stream_mask(build_ledger(history, test::oslo()).value(), seed, 7)[24] == 1.0;
  EXPECT_TRUE(begins_on) << "an outage that joined the missing day would always begin the day";
}

TEST(OnStreamMask, SeedAndWellDecideTheHourAndNothingElse) {
  const std::vector<OilDay> days = {{24, 1}, {12, 1}, {24, 1}};
  EXPECT_EQ(mask_of(kFirst, days, 1), mask_of(kFirst, days, 1));
  int equal = 0;
  for (std::uint64_t seed = 2; seed < 22; ++seed)
    equal += mask_of(kFirst, days, 1) == mask_of(kFirst, days, seed);
  EXPECT_LT(equal, 10) << "13 places: equal by chance once or twice in 20";
}

TEST(OnStreamMask, UnknownHoursAreZero) {
  EXPECT_EQ(mask_of(kFirst, {{std::nullopt, 5}}), std::vector<double>(24, 0.0));
}

}  // namespace
}  // namespace flodata::upsampler
