#include "streamer/stream_report.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const TimeZone kUtc = TimeZone::find("UTC").value();
const replay::SourceTimeline kTimeline{sys_days(2008y / 1 / 1), sys_days(2010y / 12 / 31) + 23h, kUtc};

class StreamReportTest : public testing::Test {
 protected:
  /// Reports `wells` records of an hour. Returns what the log said.
  std::string hour_of(int wells) {
    BatchOutcome outcome;
    for (int well = 0; well < wells; ++well)
      outcome.records.push_back({clock_.now(), source_, "W-" + std::to_string(well), 100.0});
    source_ += 1h;
    testing::internal::CaptureStderr();
    report_.batch_written({BatchKind::live, source_, source_ + 1h, true}, outcome, source_);
    return testing::internal::GetCapturedStderr();
  }
  static auto lines_of(const std::string& text) { return std::ranges::count(text, '\n'); }

  ManualClock clock_{sys_days(2026y / 11 / 23)};
  Log log_{LogLevel::info};
  StreamReport report_{kTimeline, kUtc, clock_, log_, ServiceNotify("")};
  Instant source_ = kTimeline.first();
};

TEST_F(StreamReportTest, EachWellOfASmallFieldHasALinePerHour) {
  for (int hour = 0; hour < 3; ++hour) {
    const auto text = hour_of(7);
    EXPECT_EQ(lines_of(text), 7) << text;
    EXPECT_EQ(text.find("more records"), std::string::npos) << text;
    clock_.advance(1s);
  }
}

TEST_F(StreamReportTest, LargeFieldIsSummarizedAtOnce) {
  const auto text = hour_of(1000);
  EXPECT_EQ(lines_of(text), 21);
  EXPECT_NE(text.find("… and 980 more records up to 2008-01-01 00:00:00"), std::string::npos) << text;
}

TEST_F(StreamReportTest, FastStreamHasTwentyLinesAndASummaryPerSecond) {
  std::int64_t lines = 0;
  std::string text;
  for (int tick = 0; tick < 400; ++tick) {  // four seconds, 100 hours in each
    text = hour_of(7);
    lines += lines_of(text);
    clock_.advance(10ms);
  }
  EXPECT_EQ(lines, 4 * 20 + 3);
  clock_.advance(1s);
  text = hour_of(7);
  EXPECT_NE(text.find("… and 680 more records up to 2008-01-17 15:00:00"), std::string::npos) << text;
}

TEST_F(StreamReportTest, WhatHadNoLineIsToldWhenTheStreamEnds) {
  hour_of(20);
  EXPECT_EQ(hour_of(3), "");
  testing::internal::CaptureStderr();
  report_.ended();
  EXPECT_NE(testing::internal::GetCapturedStderr().find("… and 3 more records up to 2008-01-01 01:00:00"),
            std::string::npos);
}

}  // namespace
}  // namespace flodata::streamer
