// Both methods on made-up histories: the invariants I1 to I5 of any input (properties over random
// histories), known answers, and what may not change what.
#include "upsampler/upsample.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "support/daily_history.h"
#include "upsampler/steps/texture.h"

namespace flodata::upsampler {
namespace {

using test::local_day;
using test::oil_history;
using test::oslo;

constexpr double kHoursOfRate = 24;
constexpr TagIndex kWellhead = find_tag("avg_whp_p").value();
constexpr TagIndex kTubing = find_tag("avg_dp_tubing").value();
constexpr TagIndex kChoke = find_tag("avg_choke_size_p").value();

UpsampledWell upsampled(const WellHistory& history, Method method = Method::ups1, std::uint64_t seed = 1) {
  return value_or_throw(upsample_well(history, oslo(), {seed, method}));
}

Method any_method() { return *rc::gen::element(Method::ups1, Method::ups2); }

std::span<const double> hours_of(const HourlySeries& series, const HourlyDay& day, TagIndex tag) {
  return std::span(series.values[tag]).subspan(day.first_hour, static_cast<std::size_t>(day.hour_count));
}

double sum(std::span<const double> values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

/// The mean of a day over the hours that its daily value is of.
double reported_mean(const HourlySeries& series, const HourlyDay& day, TagIndex tag) {
  const auto values = hours_of(series, day, tag);
  const auto mask = hours_of(series, day, kOnStreamTag);
  double weights = 0;
  double total = 0;
  for (std::size_t t = 0; t < values.size(); ++t) {
    const double weight = day.over_on_stream[tag] ? mask[t] : 1;
    weights += weight;
    total += weight * values[t];
  }
  return total / weights;
}

/// Volumes of 0, of thousandths, of the usual size and far beyond it, in hundredths as fields publish them.
rc::Gen<std::optional<double>> any_volume() {
  const auto hundredths = [](std::int64_t most) {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(0, most + 1),
                        [](std::int64_t n) { return std::optional(static_cast<double>(n) / 100); });
  };
  return rc::gen::weightedOneOf<std::optional<double>>({{1, rc::gen::just(std::optional<double>())},
                                                        {1, rc::gen::just(std::optional(0.0))},
                                                        {2, hundredths(500)},
                                                        {8, hundredths(600'000)},
                                                        {1, hundredths(1'000'000'000'000)},
                                                        {1, rc::gen::just(std::optional(-457.84))}});
}

rc::Gen<std::optional<double>> any_hours() {
  return rc::gen::weightedOneOf<std::optional<double>>(
      {{1, rc::gen::just(std::optional<double>())},
       {3, rc::gen::just(std::optional(0.0))},
       {6, rc::gen::just(std::optional(24.0))},
       {1, rc::gen::just(std::optional(25.0))},
       {1, rc::gen::just(std::optional(31.0))},
       {5, rc::gen::map(rc::gen::inRange(1, 2400), [](int n) { return std::optional(n / 100.0); })}});
}

rc::Gen<std::optional<double>> any_pressure() {
  return rc::gen::weightedOneOf<std::optional<double>>(
      {{1, rc::gen::just(std::optional<double>())},
       {1, rc::gen::just(std::optional(0.0))},
       {8, rc::gen::map(rc::gen::inRange(0, 400'000), [](int n) { return std::optional(n / 1000.0); })}});
}

/// Up to two months that may hold a change to or from summer time, with days missing here and there.
rc::Gen<WellHistory> any_history() {
  return rc::gen::exec([] {
    auto day = local_day(2014, 1, 1) + std::chrono::days(*rc::gen::inRange(0, 365));
    auto history = oil_history(day, {});
    const auto count = *rc::gen::inRange(1, 60);
    for (int i = 0; i < count; ++i) {
      auto row = test::daily_row(day, {*any_hours(), *any_volume()});
      row.values[kGasRateTag] = *any_volume();
      row.values[kDownholePressureTag] = *any_pressure();
      row.values[kWellhead] = *any_pressure();
      if (row.values[kDownholePressureTag] && row.values[kWellhead])
        row.values[kTubing] = *row.values[kDownholePressureTag] - *row.values[kWellhead];
      row.values[kChoke] = *rc::gen::inRange(0, 1001) / 10.0;
      history.days.push_back(row);
      day += std::chrono::days(*rc::gen::weightedElement<int>({{9, 1}, {1, 4}}));
    }
    return history;
  });
}

/// What of a day the ledger lets through, as the invariants speak of it.
struct ServedDay {
  double hours;
  std::array<std::optional<double>, kTagCount> values;
};

ServedDay served(const DailyRow& row, const HourlyDay& day) {
  ServedDay out{std::clamp(row.values[kOnStreamTag].value_or(0.0), 0.0, static_cast<double>(day.hour_count)),
                {}};
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (day.present[tag]) out.values[tag] = row.values[tag];
  return out;
}

RC_GTEST_PROP(UpsampleProperty, HoursOfADaySumToTheDayExactly, ()) {
  const auto history = *any_history();
  const auto well = upsampled(history, any_method());
  for (std::size_t d = 0; d < history.days.size(); ++d) {
    const auto& day = well.hours.days[d];
    for (const auto tag : {kOilRateTag, kGasRateTag}) {
      RC_ASSERT(day.present[tag] == history.days[d].values[tag].has_value());
      if (!day.present[tag]) continue;
      const double volume = std::max(0.0, *history.days[d].values[tag]);  // R4 serves a negative one as 0
      std::int64_t units = 0;
      for (const double rate : hours_of(well.hours, day, tag)) {
        const double exact = rate / kHoursOfRate * 1000;
        // Whole thousandths, as far as a double holds the day's volume in them.
        RC_ASSERT(std::abs(exact - std::round(exact)) <= 1e-6 + 1e-12 * exact + 1e-12 * volume);
        units += std::llround(exact);
      }
      RC_ASSERT(units == std::llround(volume * 1000));
    }
  }
}

RC_GTEST_PROP(UpsampleProperty, MeanOfTheHoursIsTheDailyValue, ()) {
  const auto history = *any_history();
  const auto well = upsampled(history, any_method());
  for (std::size_t d = 0; d < history.days.size(); ++d) {
    const auto& day = well.hours.days[d];
    for (const auto tag : {kDownholePressureTag, kWellhead, kTubing, kChoke}) {
      if (!day.present[tag]) continue;
      RC_ASSERT(std::abs(reported_mean(well.hours, day, tag) - *history.days[d].values[tag]) <= 1e-6);
    }
  }
}

/// Days of a history, for a failure.
std::string described(const WellHistory& history, TagIndex tag) {
  std::string text;
  for (const auto& row : history.days)
    text += fmt::format("{} h {}: {}\n", row.day.time_since_epoch().count(),
                        row.values[kOnStreamTag].value_or(-1), row.values[tag].value_or(-1));
  return text;
}

RC_GTEST_PROP(UpsampleProperty, NothingLeavesItsBounds, ()) {
  const auto history = *any_history();
  const auto well = upsampled(history, any_method());
  for (const auto& day : well.hours.days)
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (!day.present[tag]) continue;
      for (const double value : hours_of(well.hours, day, tag)) {
        if (!(value >= kTags[tag].lower && value <= kTags[tag].upper))
          RC_FAIL(described(history, tag) + fmt::format("\n{} is outside {}", value, kTags[tag].name));
      }
    }
}

RC_GTEST_PROP(UpsampleProperty, MaskSumsToTheHoursAndNothingFlowsOutsideIt, ()) {
  const auto history = *any_history();
  const auto well = upsampled(history, any_method());
  for (std::size_t d = 0; d < history.days.size(); ++d) {
    const auto& day = well.hours.days[d];
    const auto expected = served(history.days[d], day);
    const auto mask = hours_of(well.hours, day, kOnStreamTag);
    RC_ASSERT(std::abs(sum(mask) - expected.hours) <= 1e-9);
    if (expected.hours <= 0) continue;  // R2: a volume without hours flows all day
    const auto oil = hours_of(well.hours, day, kOilRateTag);
    for (std::size_t t = 0; t < mask.size(); ++t)
      RC_ASSERT(mask[t] > 0 || !day.present[kOilRateTag] || oil[t] == 0);
  }
}

RC_GTEST_PROP(UpsampleProperty, EveryDayHasItsHoursOnce, ()) {
  const auto history = *any_history();
  const auto well = upsampled(history, any_method());
  RC_ASSERT(well.hours.days.size() == history.days.size());
  std::size_t next = 0;
  for (std::size_t d = 0; d < history.days.size(); ++d) {
    const auto& day = well.hours.days[d];
    RC_ASSERT(day.from == oslo().start_of(history.days[d].day));
    RC_ASSERT(std::chrono::hours(day.hour_count) == oslo().length_of(history.days[d].day));
    RC_ASSERT(day.first_hour == next);
    next += static_cast<std::size_t>(day.hour_count);
  }
  for (const auto& values : well.hours.values) RC_ASSERT(values.size() == next);
}

RC_GTEST_PROP(UpsampleProperty, SameSeedGivesTheSameBytes, (std::uint64_t seed)) {
  const auto history = *any_history();
  const auto method = any_method();
  RC_ASSERT(upsampled(history, method, seed).hours.values == upsampled(history, method, seed).hours.values);
}

RC_GTEST_PROP(UpsampleProperty, HoursBeforeAGapDoNotDependOnWhatFollowsIt, ()) {
  const auto before = *any_history();
  auto after = *any_history();
  auto day = before.days.back().day + std::chrono::days(2);
  auto joined = before;
  for (auto& row : after.days) {
    row.day = day;
    day += std::chrono::days(1);
    joined.days.push_back(row);
  }
  const auto method = any_method();
  const auto alone = upsampled(before, method);
  const auto with = upsampled(joined, method);
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    RC_ASSERT(std::ranges::equal(alone.hours.values[tag],
                                 std::span(with.hours.values[tag]).first(alone.hours.values[tag].size())));
}

/// The texture of these wells has the least size; five times that is left once in two million hours.
constexpr double kTextureRoom = 5 * kLeastSigma;

TEST(Upsample, SteadyWellMovesByNoMoreThanItsTexture) {
  const auto well = upsampled(oil_history(local_day(2014, 5, 1), {{24, 2400}, {24, 2400}}));
  for (const double rate : well.hours.values[kOilRateTag]) EXPECT_NEAR(rate, 2400, 2400 * kTextureRoom);
  EXPECT_GT(std::ranges::max(well.hours.values[kOilRateTag]), 2401) << "it does move";
}

TEST(Upsample, PartialDayFlowsAtItsNeighboursRateWhileOnStream) {
  const auto well = upsampled(oil_history(local_day(2014, 5, 1), {{24, 2400}, {12, 1200}, {24, 2400}}));
  const auto mask = hours_of(well.hours, well.hours.days[1], kOnStreamTag);
  const auto oil = hours_of(well.hours, well.hours.days[1], kOilRateTag);
  for (std::size_t t = 0; t < mask.size(); ++t)
    EXPECT_NEAR(oil[t], mask[t] * 2400, mask[t] * 2400 * kTextureRoom);
}

TEST(Upsample, ShutDayIsZeroFlowAndAVolumeWithoutHoursFlowsAllDay) {
  const auto well = upsampled(oil_history(local_day(2014, 5, 1), {{24, 240}, {0, 0}, {0, 24}}));
  for (const double rate : hours_of(well.hours, well.hours.days[1], kOilRateTag)) EXPECT_EQ(rate, 0);
  for (const double rate : hours_of(well.hours, well.hours.days[2], kOilRateTag)) EXPECT_GT(rate, 0);
}

TEST(Upsample, NoStepAtMidnightWhereTheDaysDiffer) {
  const auto well = upsampled(oil_history(local_day(2014, 5, 1), {{24, 2000}, {24, 2400}, {24, 2800}}));
  const auto& rates = well.hours.values[kOilRateTag];
  for (std::size_t t = 1; t < rates.size(); ++t) EXPECT_LT(std::abs(rates[t] - rates[t - 1]), 60) << t;
}

TEST(Upsample, TubingPressureIsTheDifferenceInEveryHour) {
  auto history = oil_history(local_day(2014, 5, 1), {{24, 1}, {24, 1}});
  for (std::size_t d = 0; d < 2; ++d) {
    history.days[d].values[kDownholePressureTag] = 230.0 + 10.0 * static_cast<double>(d);
    history.days[d].values[kWellhead] = 50.0;
    history.days[d].values[kTubing] = 180.0 + 10.0 * static_cast<double>(d);
  }
  const auto well = upsampled(history);
  for (std::size_t t = 0; t < 48; ++t)
    EXPECT_EQ(well.hours.values[kTubing][t],
              well.hours.values[kDownholePressureTag][t] - well.hours.values[kWellhead][t]);
}

TEST(Upsample, ChokeIsMoreOpenWhileOnStream) {
  auto history = oil_history(local_day(2014, 5, 1), {{24, 1}, {12, 1}, {24, 1}});
  history.days[0].values[kChoke] = history.days[2].values[kChoke] = 40.0;
  history.days[1].values[kChoke] = 20.0;
  const auto well = upsampled(history);
  const auto mask = hours_of(well.hours, well.hours.days[1], kOnStreamTag);
  const auto choke = hours_of(well.hours, well.hours.days[1], kChoke);
  for (std::size_t t = 0; t < mask.size(); ++t) EXPECT_NEAR(choke[t], mask[t] * 40, 1e-9);
}

TEST(Upsample, RateStaysBelowItsCap) {
  std::vector<test::OilDay> days;
  for (int i = 0; i < 30; ++i) days.push_back({24, i % 3 == 0 ? 3000.0 : 100.0});
  const auto well = upsampled(oil_history(local_day(2014, 5, 1), days));
  EXPECT_LE(std::ranges::max(well.hours.values[kOilRateTag]), 1.25 * 3000);
}

}  // namespace
}  // namespace flodata::upsampler
