#include "api/contract/time_expression.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kMinute{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1}};
constexpr Instant kNow = kMinute - seconds(29) - Microseconds(5);

TimeZone oslo() { return TimeZone::find("Europe/Oslo").value(); }
TimeExpression parse(std::string_view text) {
  return parse_time_expression(text, oslo(), {kNow, {}}).value();
}

TEST(TimeExpressions, LongSpansCountFromTheNextMinute) {
  for (const auto* text : {"-24h", "now-24h", "-1d", "-1440m", "-86400s"})
    EXPECT_EQ(parse(text), (TimeExpression{kMinute - hours(24), kMinute + Microseconds(1)})) << text;
  EXPECT_EQ(parse("-2w").time, kMinute - hours(336));
  EXPECT_EQ(parse("-60m").time, kMinute - hours(1));
}

TEST(TimeExpressions, SpansBelowAnHourCountFromTheNextSecond) {
  EXPECT_EQ(parse("-59m"),
            (TimeExpression{kMinute - seconds(29) - minutes(59), kMinute - seconds(29) + Microseconds(1)}));
  EXPECT_EQ(parse("-0s").time, kMinute - seconds(29));
}

TEST(TimeExpressions, WholeMinuteIsItsOwnNext) {
  EXPECT_EQ(parse_time_expression("-1h", oslo(), {kMinute, {}})->time, kMinute - hours(1));
}

TEST(TimeExpressions, WholeStepsOfTheStreamAreMovedToItsLabels) {
  const LabelGrid hourly{kMinute - hours(5) + minutes(30), hours(1)};  // labels at half past
  const auto at = [&](Instant now, std::string_view text, Toward toward) {
    return parse_time_expression(text, oslo(), {now, hourly}, toward).value();
  };
  const auto next = kMinute + minutes(30);
  for (const auto now : {kNow, kMinute, next}) {
    EXPECT_EQ(at(now, "-24h", Toward::later), (TimeExpression{next - hours(24), next + Microseconds(1)}));
    EXPECT_EQ(at(now, "-7d", Toward::later).time, next - hours(168));
  }
  EXPECT_EQ(at(next + Microseconds(1), "-24h", Toward::later).time, next - hours(23));
  EXPECT_EQ(at(kNow, "-24h", Toward::earlier), (TimeExpression{next - hours(25), next}));
  EXPECT_EQ(at(next, "-24h", Toward::earlier).time, next - hours(24));
  EXPECT_EQ(at(kNow - hours(9), "-1h", Toward::earlier).time, next - hours(11)) << "before the grid's label";
  EXPECT_EQ(parse_time_expression("-24h", oslo(), {kNow, hourly}).value(), parse("-24h")) << "not asked for";
  EXPECT_EQ(at(kNow, "-90m", Toward::later), parse("-90m")) << "no whole steps";
  const LabelGrid young{kMinute, hours(1), kMinute - hours(30)};
  EXPECT_EQ(parse_time_expression("-7d", oslo(), {kNow, young}, Toward::later).value(), parse("-7d"))
      << "labels before the grid's begin lie elsewhere";
  EXPECT_EQ(
      parse_time_expression("-24h", oslo(), {kNow, LabelGrid{kMinute, Microseconds(36'000)}}, Toward::later)
          .value(),
      parse("-24h"))
      << "labels come faster than seconds";
}

TEST(TimeExpressions, NowHasNoBoundAndNoResolution) {
  EXPECT_EQ(parse("now"), (TimeExpression{kEndOfTime, std::nullopt}));
}

// A window that begins now is empty; it does not begin at kEndOfTime.
TEST(TimeExpressions, NowAsABeginIsThePresent) {
  const LabelGrid hourly{kMinute - std::chrono::hours(5), std::chrono::hours(1)};
  const auto begin = parse_time_expression("now", oslo(), {kNow, hourly}, Toward::later).value();
  EXPECT_EQ(begin.time, std::chrono::ceil<std::chrono::seconds>(kNow));
  EXPECT_TRUE(begin.until);
  EXPECT_EQ(parse_time_expression("now", oslo(), {kNow, hourly}, Toward::earlier).value().time, kEndOfTime);
}

TEST(TimeExpressions, MomentsAreAsWritten) {
  EXPECT_EQ(parse("2008-03-01T01:00:00"), (TimeExpression{kMinute, std::nullopt}));
  EXPECT_EQ(parse("2008-03-01T02:00:00 02:00").time, kMinute);
}

TEST(TimeExpressions, AnythingElseIsRejectedWithExamples) {
  for (const auto* text : {"", "-", "24h", "-h", "-1", "-1y", "--1h", "-1.5h", "-+1h", "now+1h", "now -1h",
                           "Now", "-99999999999999999999h", "-99999999w", "yesterday"}) {
    const auto rejected = parse_time_expression(text, oslo(), {kNow, {}});
    ASSERT_FALSE(rejected) << text;
    EXPECT_NE(rejected.error().message.find("-24h"), std::string::npos);
  }
}

}  // namespace
}  // namespace flodata::api
