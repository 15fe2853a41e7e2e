#include "upsampler/ups2/outages.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "support/daily_history.h"

namespace flodata::upsampler {
namespace {

using test::local_day;
using test::OilDay;

constexpr std::uint64_t kFacility = 11;

Outages outages_of(const std::vector<OilDay>& days, std::uint64_t seed = 1, std::uint64_t well = 7) {
  const auto ledger = build_ledger(test::oil_history(local_day(2014, 5, 1), days), test::oslo()).value();
  return place_outages(ledger, seed, well, kFacility);
}

double sum(std::span<const double> hours) { return std::accumulate(hours.begin(), hours.end(), 0.0); }

TEST(Outages, OfAPartialDayIsOneOfItsExactLength) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto mask = outages_of({{24, 1}, {13.7, 1}, {24, 1}}, seed).mask;
    const auto day = std::span(mask).subspan(24, 24);
    EXPECT_NEAR(sum(day), 13.7, 1e-12);
    EXPECT_LE(std::ranges::count_if(day, [](double on) { return on > 0 && on < 1; }), 2);
  }
}

TEST(Outages, BeginEvenlyOverTheHoursTheyCan) {
  std::array<int, 4> quarters{};
  constexpr int kDays = 2000;
  for (std::uint64_t seed = 1; seed <= kDays; ++seed) {
    const auto mask = outages_of({{24, 1}, {20, 1}, {24, 1}}, seed).mask;
    const auto day = std::span(mask).subspan(24, 24);
    const auto first = std::ranges::find_if(day, [](double on) { return on < 1; });
    const auto hour = static_cast<double>(first - day.begin()) + *first;
    ++quarters.at(std::min<std::size_t>(3, static_cast<std::size_t>(hour / 5)));
  }
  for (const int count : quarters) EXPECT_NEAR(count, kDays / 4.0, 80);  // four standard deviations
}

TEST(Outages, JoinAShutDay) {
  const auto mask = outages_of({{15, 1}, {0, 0}, {9, 1}}).mask;
  EXPECT_EQ(sum(std::span(mask).first(15)), 15);
  EXPECT_EQ(sum(std::span(mask).subspan(48, 15)), 0);
}

TEST(Outages, OfTwoPartialDaysInARowUsuallyAreOne) {
  int joined = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto outages = outages_of({{24, 1}, {18, 1}, {20, 1}, {24, 1}}, seed);
    EXPECT_EQ(outages.partial_pairs, 1);
    const bool over_midnight = outages.mask[47] == 0 && outages.mask[48] == 0;
    EXPECT_EQ(outages.joined_pairs, over_midnight ? 1 : 0);
    joined += over_midnight ? 1 : 0;
  }
  EXPECT_GT(joined, 140);
  EXPECT_LT(joined, 200);
}

TEST(Outages, OfWellsOfOneFacilityAreAtOneTime) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto one = outages_of({{24, 1}, {18, 1}, {24, 1}}, seed, 7).mask;
    EXPECT_EQ(outages_of({{24, 1}, {18, 1}, {24, 1}}, seed, 8).mask, one);
    const auto longer = outages_of({{24, 1}, {12, 1}, {24, 1}}, seed, 8).mask;
    for (std::size_t t = 24; t < 48; ++t) EXPECT_LE(longer[t], one[t] + 0.25) << "one lies within the other";
  }
}

}  // namespace
}  // namespace flodata::upsampler
