// Four hundred days, hour by hour, under a clock that jumps from hour to hour, with restarts at random
// moments: over both changes of the clocks and the end of the data, the labels are those of the formula and
// no hour is missing or double.
#include <random>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "support/stream_test.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;

/// Every wait ends at the next full hour; at `end` the streamer is stopped.
class HourlyClock final : public Clock {
 public:
  HourlyClock(Instant now, Instant end, std::stop_source stop)
      : now_(now), end_(end), stop_(std::move(stop)) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] Microseconds uptime() const override { return now_.time_since_epoch(); }
  bool wait_for(Microseconds, std::stop_token) const override {
    now_ = std::chrono::floor<std::chrono::hours>(now_) + 1h;
    if (now_ < end_) return true;
    stop_.request_stop();
    return false;
  }

 private:
  mutable Instant now_;
  Instant end_;
  mutable std::stop_source stop_;
};

// 250 days of one well from 2008-07-01 in Oslo: the data crosses the change of October 2008 and ends before
// the next; the replay crosses those of October 2026 and March 2027, in the zone of "today" too.
constexpr int kDataDays = 250;
constexpr const char* kSource = R"(
  CREATE TABLE flodata_manifest (key VARCHAR, value VARCHAR);
  INSERT INTO flodata_manifest VALUES ('production_day_zone', 'Europe/Oslo');
  CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2008-06-30 22:00:00' + to_hours(h.range::BIGINT) AS DATEPRD, 'NO 99/1-A-1 H' AS WELL_BORE_CODE,
         '99/1-A-1' AS NPD_WELL_BORE_NAME, h.range::DOUBLE AS BORE_OIL_VOL
  FROM range(250 * 24 + 1) AS h)";  // with the hour that October's day has more

TEST(LongReplayPeriod, DataHasTheHourOfOctober) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  const replay::SourceTimeline timeline(sys_days(2008y / 6 / 30) + 22h,
                                        sys_days(2008y / 6 / 30) + 22h + kDataDays * 24h, oslo);
  EXPECT_EQ(timeline.period(), Microseconds(kDataDays * 24h + 1h));
}

class LongReplayTest : public test::StreamTest {
 protected:
  void stream(Instant from, Instant to, const StreamerOptions& chosen) {
    std::stop_source stop;
    const HourlyClock clock(from, to, stop);
    auto source = SourceFile::open(path_).value();
    Streamer(source, chosen, clock, log_).run(stop.get_token());
  }
};

TEST_F(LongReplayTest, FourHundredDaysWithRestartsAreLabelledToTheSecond) {
  make_source(kSource);
  auto chosen = options();
  chosen.target_zone = TimeZone::find("Europe/Oslo").value();
  chosen.start_offset_days = 30;
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const Instant begin = sys_days(2026y / 9 / 1) + 10h + 20min;
  const Instant end = begin + days(400);
  for (Instant at = begin; at < end;) {
    const Instant until = std::min<Instant>(end, at + 1h * (1 + random() % 1500) + 1min * (random() % 60));
    stream(at, until, chosen);
    at = until + 1min * (random() % 600);  // down for up to ten hours
  }
  stream(end, end + 1min, chosen);  // whatever the last outage left

  // The first start was on 2026-09-01 in Oslo, whose midnight is 22:00 UTC; day 30 of the data is 2008-07-31.
  const auto error = value(
      "SELECT max(abs(extract(epoch FROM (time - '2026-08-31 22:00+00') - (original_time - '2008-07-30 "
      "22:00+00'))"
      "::bigint % (6001 * 3600))) FROM production_data");
  EXPECT_EQ(error, "0") << "labels off by seconds, or not by whole loops of 6001 h";
  const auto hours =
      (std::chrono::floor<std::chrono::hours>(end) - (sys_days(2026y / 8 / 31) + 22h - 30 * 24h)) / 1h + 1;
  EXPECT_EQ(value("SELECT count(*) || ' ' || count(DISTINCT time) FROM production_data"),
            fmt::format("{} {}", hours, hours));
  EXPECT_EQ(value("SELECT max(time) AT TIME ZONE 'UTC' FROM production_data"), "2027-10-06 10:00:00");
  EXPECT_EQ(value("SELECT count(*) FROM (SELECT lag(time) OVER (ORDER BY time) AS before, time FROM "
                  "production_data) t "
                  "WHERE time - before <> interval '1 hour'"),
            "0");
  EXPECT_EQ(value("SELECT loop_number FROM stream_state"), "1");
}

class OffsetTest : public LongReplayTest, public testing::WithParamInterface<std::pair<int, const char*>> {};

TEST_P(OffsetTest, DayOfTheOffsetIsToday) {
  const auto& [offset, source_midnight] = GetParam();
  auto chosen = options();
  chosen.start_offset_days = offset;
  stream_until_idle(test::kToday + 3h, chosen);
  EXPECT_EQ(value("SELECT original_time AT TIME ZONE 'UTC' FROM production_data WHERE time = '2026-11-23 "
                  "00:00+00' AND "
                  "well_name = 'NO-99/1-A-1'"),
            source_midnight);
  EXPECT_EQ(value("SELECT (max(time) - min(time)) / 3600 = make_interval(secs => " +
                  std::to_string(offset * 24 + 3) + ") FROM production_data"),
            "t");
}

// The data has ten days: the first, the last, the one after it, and one in the third loop.
INSTANTIATE_TEST_SUITE_P(AtBothEndsOfTheDataAndBeyond, OffsetTest,
                         testing::Values(std::pair(0, "2007-08-31 22:00:00"),
                                         std::pair(9, "2007-09-09 22:00:00"),
                                         std::pair(10, "2007-08-31 22:00:00"),
                                         std::pair(23, "2007-09-03 22:00:00")));

}  // namespace
}  // namespace flodata::streamer
