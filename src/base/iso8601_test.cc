#include "base/iso8601.h"

#include <gtest/gtest.h>

namespace flodata {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const TimeZone& oslo() {
  static const TimeZone kZone = TimeZone::find("Europe/Oslo").value();
  return kZone;
}

TEST(Iso8601, FormatsWithTheOffsetInForce) {
  EXPECT_EQ(format_iso8601(sys_days(2014y / 7 / 1) + 22h, oslo()), "2014-07-02T00:00:00+02:00");
  EXPECT_EQ(format_iso8601(sys_days(2014y / 1 / 1) + 23h + 500ms, oslo()),
            "2014-01-02T00:00:00.500000+01:00");
  EXPECT_EQ(format_log_time(sys_days(2008y / 2 / 28) + 23h, oslo()), "2008-02-29 00:00:00");
}

TEST(Iso8601, ParsesEveryFormItPromises) {
  const auto local = sys_days(2008y / 2 / 29) + 22h;
  EXPECT_EQ(parse_iso8601("2008-02-29T23:00:00", oslo()), local);
  EXPECT_EQ(parse_iso8601("2008-02-29 23:00", oslo()), local);
  EXPECT_EQ(parse_iso8601("2008-02-29T22:00:00Z", oslo()), local);
  EXPECT_EQ(parse_iso8601("2008-02-29T23:00:00+01:00", oslo()), local);
  EXPECT_EQ(parse_iso8601("2008-02-29T17:30:00-0430", oslo()), local);
  EXPECT_EQ(parse_iso8601("2008-02-29T23:00:00.25", oslo()), local + 250ms);
  EXPECT_EQ(parse_iso8601("2008-02-29", oslo()), sys_days(2008y / 2 / 28) + 23h);
}

TEST(Iso8601, ReadsBackWhatItWrote) {
  for (const auto instant :
       {Instant(sys_days(1969y / 12 / 31) + 1us), Instant(sys_days(2014y / 10 / 26) + 30min),
        Instant(sys_days(2014y / 10 / 26) + 90min), Instant(sys_days(2100y / 2 / 28))})
    EXPECT_EQ(parse_iso8601(format_iso8601(instant, oslo()), oslo()), instant);
}

TEST(UnixTime, IsSecondsInTenDigitsOrMillisecondsInThirteen) {
  const Instant moment = std::chrono::sys_days{std::chrono::year(2008) / 2 / 29} + std::chrono::hours(23);
  EXPECT_EQ(parse_unix_time("1204326000"), moment);
  EXPECT_EQ(parse_unix_time("1204326000001"), moment + std::chrono::milliseconds(1));
  for (const auto* text : {"", "12", "20080229", "120432600", "12043260000", "12043260000000", "120432600x",
                           "+120432600", "-120432600", " 120432600"})
    EXPECT_EQ(parse_unix_time(text), std::nullopt) << text;
}

TEST(Iso8601, RefusesWhatIsNoTime) {
  for (const auto* text :
       {"", "yesterday", "2008-13-01", "2009-02-29", "2008-02-29T24:00:00", "2008-02-29T23:60",
        "2008-02-29T23:00:00+1", "2008-02-29T23:00:00Zx", "2008-2-9", "-008-02-29", "2008-02-29T"}) {
    const auto parsed = parse_iso8601(text, oslo());
    EXPECT_FALSE(parsed) << text;
  }
}

}  // namespace
}  // namespace flodata
