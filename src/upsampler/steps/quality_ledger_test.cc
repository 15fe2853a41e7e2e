#include "upsampler/steps/quality_ledger.h"

#include <gtest/gtest.h>

#include "support/daily_history.h"

namespace flodata::upsampler {
namespace {

using test::local_day;
using test::oil_history;
using test::oslo;

const LocalDay kFirst = local_day(2014, 5, 1);
constexpr TagIndex kTubing = find_tag("avg_dp_tubing").value();
constexpr TagIndex kChoke = find_tag("avg_choke_size_p").value();

std::int64_t count(const Ledger& ledger, QualityRule rule) {
  return ledger.counts[static_cast<std::size_t>(rule)];
}

TEST(QualityLedger, PlainDayIsGoodAndAsItWas) {
  const auto ledger = build_ledger(oil_history(kFirst, {{24, 100.5}}), oslo()).value();
  EXPECT_EQ(ledger.days[0].values[kOilRateTag], 100.5);
  EXPECT_EQ(ledger.days[0].quality, RowQuality{});
  EXPECT_EQ(ledger.counts, RuleCounts{});
}

TEST(QualityLedger, HoursBeyondTheDayAreClippedByItsRealLength) {
  const auto autumn = local_day(2014, 10, 26);
  const auto ledger = build_ledger(oil_history(autumn, {{25, 1}, {25, 1}}), oslo()).value();
  EXPECT_EQ(ledger.days[0].hour_count, 25);
  EXPECT_EQ(ledger.days[0].quality[kOnStreamTag].status, QualityStatus::good);
  EXPECT_EQ(ledger.days[1].values[kOnStreamTag], 24);
  EXPECT_EQ(ledger.days[1].quality[kOnStreamTag],
            (Quality{QualityStatus::uncertain, QualityRule::r1_hours_clipped}));
  EXPECT_EQ(count(ledger, QualityRule::r1_hours_clipped), 1);
}

TEST(QualityLedger, SpringDayHas23Hours) {
  const auto ledger = build_ledger(oil_history(local_day(2014, 3, 30), {{24, 1}}), oslo()).value();
  EXPECT_EQ(ledger.days[0].hour_count, 23);
  EXPECT_EQ(ledger.days[0].values[kOnStreamTag], 23);
}

TEST(QualityLedger, VolumeWithoutHoursIsKeptAndUncertain) {
  const auto ledger = build_ledger(oil_history(kFirst, {{0, 7}}), oslo()).value();
  EXPECT_EQ(ledger.days[0].values[kOilRateTag], 7);
  EXPECT_EQ(ledger.days[0].quality[kOilRateTag],
            (Quality{QualityStatus::uncertain, QualityRule::r2_volume_without_hours}));
  EXPECT_EQ(count(ledger, QualityRule::r2_volume_without_hours), 1);
}

TEST(QualityLedger, HoursWithoutVolumeAreUncertain) {
  const auto ledger = build_ledger(oil_history(kFirst, {{24, 0}}), oslo()).value();
  EXPECT_EQ(ledger.days[0].quality[kOilRateTag],
            (Quality{QualityStatus::uncertain, QualityRule::r3_hours_without_volume}));
}

TEST(QualityLedger, NegativeVolumeIsZeroAndBad) {
  const auto ledger = build_ledger(oil_history(kFirst, {{24, -457.84}}), oslo()).value();
  EXPECT_EQ(ledger.days[0].values[kOilRateTag], 0);
  EXPECT_EQ(ledger.days[0].quality[kOilRateTag],
            (Quality{QualityStatus::bad, QualityRule::r4_negative_volume}));
}

TEST(QualityLedger, DeadGaugeIsNoValueAndSoIsWhatIsComputedFromIt) {
  auto history = oil_history(kFirst, {{24, 1}, {0, 0}});
  for (auto& row : history.days) {
    row.values[kDownholePressureTag] = 0.0;
    row.values[kTubing] = -35.0;
  }
  const auto ledger = build_ledger(history, oslo()).value();
  for (const auto tag : {kDownholePressureTag, kTubing}) {
    EXPECT_FALSE(ledger.days[0].values[tag]);
    EXPECT_EQ(ledger.days[0].quality[tag], (Quality{QualityStatus::bad, QualityRule::r5_dead_gauge}));
  }
  EXPECT_EQ(count(ledger, QualityRule::r5_dead_gauge), 1);
}

TEST(QualityLedger, GaugeThatIsSilentWhileTheWellIsShutIsNoFailureButNoValueEither) {
  auto history = oil_history(kFirst, {{0, 0}, {0, 0}});
  history.days[0].values[kDownholePressureTag] = 0.0;
  history.days[0].values[kTubing] = -35.0;
  history.days[1].values[kDownholePressureTag] = 291.3;
  const auto ledger = build_ledger(history, oslo()).value();
  for (const auto tag : {kDownholePressureTag, kTubing}) {
    EXPECT_FALSE(ledger.days[0].values[tag]);
    EXPECT_EQ(ledger.days[0].quality[tag],
              (Quality{QualityStatus::uncertain, QualityRule::r8_gauge_silent_while_shut}));
  }
  EXPECT_EQ(ledger.days[1].values[kDownholePressureTag], 291.3);
  EXPECT_EQ(count(ledger, QualityRule::r5_dead_gauge), 0);
  EXPECT_EQ(count(ledger, QualityRule::r8_gauge_silent_while_shut), 1);
}

/// Days whose gauge says the same to the last bit; `gap_after` days are followed by a missing one.
std::int64_t frozen_days(int days, int gap_after) {
  WellHistory history = oil_history(kFirst, {});
  auto day = kFirst;
  for (int i = 0; i < days; ++i, day += std::chrono::days(1)) {
    if (i == gap_after) day += std::chrono::days(1);
    history.days.push_back(test::daily_row(day, {24, 100}));
    history.days.back().values[kDownholePressureTag] = 231.257;
  }
  return count(build_ledger(history, oslo()).value(), QualityRule::r5_dead_gauge);
}

TEST(QualityLedger, GaugeThatRepeatsToTheLastBitForTwoWeeksIsFrozen) {
  EXPECT_EQ(frozen_days(kFrozenGaugeDays - 1, -1), 0);
  EXPECT_EQ(frozen_days(kFrozenGaugeDays, -1), kFrozenGaugeDays);
}

TEST(QualityLedger, GapEndsARunOfEqualPressures) { EXPECT_EQ(frozen_days(kFrozenGaugeDays, 7), 0); }

TEST(QualityLedger, ValueBeyondItsPhysicalBoundsIsNoValue) {
  auto history = oil_history(kFirst, {{24, 1}});
  history.days[0].values[kChoke] = 100.5;
  const auto ledger = build_ledger(history, oslo()).value();
  EXPECT_FALSE(ledger.days[0].values[kChoke]);
  EXPECT_EQ(ledger.days[0].quality[kChoke].status, QualityStatus::bad);
}

TEST(QualityLedger, MissingDaysAreCounted) {
  auto history = oil_history(kFirst, {{24, 1}, {24, 1}});
  history.days[1].day += std::chrono::days(3);
  const auto ledger = build_ledger(history, oslo()).value();
  EXPECT_EQ(ledger.days.size(), 2U);
  EXPECT_EQ(count(ledger, QualityRule::r6_day_missing), 3);
}

TEST(QualityLedger, RoleAtOddsIsRecordedAndChangesNoValue) {
  auto history = oil_history(kFirst, {{24, 1}});
  history.days[0].well_type = "WI";
  const auto ledger = build_ledger(history, oslo()).value();
  EXPECT_EQ(ledger.days[0].quality, RowQuality{});
  EXPECT_EQ(count(ledger, QualityRule::r7_role_at_odds), 1);
}

TEST(QualityLedger, DayTwiceOrOutOfOrderIsRefusedByName) {
  auto history = oil_history(kFirst, {{24, 1}, {24, 1}});
  history.days[1].day = history.days[0].day;
  const auto ledger = build_ledger(history, oslo());
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, Code::corrupt_input);
  EXPECT_NE(ledger.error().message.find("2014-05-01"), std::string::npos);
}

TEST(QualityLedger, DayOfAZoneWithHalfHoursBeginsAtHalfPast) {
  const auto ledger = build_ledger(oil_history(kFirst, {{24, 1}}), TimeZone::find("Asia/Kolkata").value());
  ASSERT_TRUE(ledger);
  EXPECT_EQ(ledger->days.front().from.time_since_epoch() % kHour, std::chrono::minutes(30));
  EXPECT_EQ(ledger->days.front().hour_count, 24);
}

TEST(QualityLedger, DayThatIsNoWholeHoursIsRejected) {
  const std::chrono::local_days change = std::chrono::local_days(std::chrono::year(2021) / 10 / 3);
  const auto ledger =
      build_ledger(oil_history(change, {{24, 1}}), TimeZone::find("Australia/Lord_Howe").value());
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace flodata::upsampler
