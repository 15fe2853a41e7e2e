#include "api/time_expression.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kMinute{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1}};
constexpr Instant kNow = kMinute - seconds(29) - Microseconds(5);

TimeZone oslo() { return TimeZone::find("Europe/Oslo").value(); }
TimeExpression parse(std::string_view text) { return parse_time_expression(text, oslo(), kNow).value(); }

TEST(TimeExpressions, LongSpansCountFromTheNextMinute) {
  for (const auto* text : {"-24h", "now-24h", "-1d", "-1440m", "-86400s"})
    EXPECT_EQ(parse(text), (TimeExpression{kMinute - hours(24), minutes(1)})) << text;
  EXPECT_EQ(parse("-2w").time, kMinute - hours(336));
  EXPECT_EQ(parse("-60m").time, kMinute - hours(1));
}

TEST(TimeExpressions, SpansBelowAnHourCountFromTheNextSecond) {
  EXPECT_EQ(parse("-59m"), (TimeExpression{kMinute - seconds(29) - minutes(59), seconds(1)}));
  EXPECT_EQ(parse("-0s").time, kMinute - seconds(29));
}

TEST(TimeExpressions, WholeMinuteIsItsOwnNext) {
  EXPECT_EQ(parse_time_expression("-1h", oslo(), kMinute)->time, kMinute - hours(1));
}

TEST(TimeExpressions, NowHasNoBoundAndNoResolution) {
  EXPECT_EQ(parse("now"), (TimeExpression{kEndOfTime, std::nullopt}));
}

TEST(TimeExpressions, MomentsAreAsWritten) {
  EXPECT_EQ(parse("2008-03-01T01:00:00"), (TimeExpression{kMinute, std::nullopt}));
  EXPECT_EQ(parse("2008-03-01T02:00:00 02:00").time, kMinute);
}

TEST(TimeExpressions, AnythingElseIsRefusedWithExamples) {
  for (const auto* text : {"", "-", "24h", "-h", "-1", "-1y", "--1h", "-1.5h", "-+1h", "now+1h", "now -1h",
                           "Now", "-99999999999999999999h", "-99999999w", "yesterday"}) {
    const auto refused = parse_time_expression(text, oslo(), kNow);
    ASSERT_FALSE(refused) << text;
    EXPECT_NE(refused.error().message.find("-24h"), std::string::npos);
  }
}

}  // namespace
}  // namespace flodata::api
