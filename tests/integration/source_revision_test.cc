// A source file that is replaced by a longer or a corrected one while its stream goes on.
#include "streamer/source_revision.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "replay/names.h"
#include "support/stream_test.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using test::kHashOfTable;
using test::kTenDays;
using test::kToday;

/// `prod_hourly_data` for days 10 to 14 as well.
const std::string kLonger = std::string(kTenDays) +
                            "; INSERT INTO prod_hourly_data SELECT DATEPRD + INTERVAL 10 DAY, * EXCLUDE "
                            "(DATEPRD) FROM prod_hourly_data WHERE "
                            "DATEPRD < '2007-09-05 22:00:00'";
/// Another value, a row more in the hole of day 6, and one less.
const std::string kCorrected =
    std::string(kTenDays) +
    "; UPDATE prod_hourly_data SET BORE_OIL_VOL = 4711 WHERE DATEPRD = '2007-09-01 10:00:00'"
    "; INSERT INTO prod_hourly_data SELECT DATEPRD + INTERVAL 1 DAY, * EXCLUDE (DATEPRD) FROM "
    "prod_hourly_data WHERE "
    "DATEPRD = '2007-09-06 05:00:00' AND NPD_WELL_BORE_NAME = '99/1-A-2'"
    "; DELETE FROM prod_hourly_data WHERE DATEPRD = '2007-09-02 03:00:00'";

class SourceRevisionTest : public test::StreamTest {
 protected:
  [[nodiscard]] StreamerOptions rewriting() const {
    auto chosen = options();
    chosen.changed_hours = ChangedHours::rewrite;
    return chosen;
  }
  /// The table as a stream gives it that had the present file from the start.
  std::string undisturbed(Instant now) {
    test::execute_sql(database(),
                      "TRUNCATE production_data, well, stream_state, stream_segment, replay_command");
    stream_until_idle(kToday);
    stream_until_idle(now);
    return value(kHashOfTable);
  }
};

TEST_F(SourceRevisionTest, LongerFileGoesOnWhereTheShorterOneEnded) {
  stream_until_idle(kToday);
  stream_until_idle(kToday + 5 * 24h);
  make_source(kLonger);
  stream_until_idle(kToday + 11 * 24h);
  EXPECT_EQ(value("SELECT loop_number FROM stream_state"), "0");
  EXPECT_EQ(value("SELECT detail FROM replay_command"), "nothing that was streamed has changed");
  const auto pieces = value(kHashOfTable);
  EXPECT_EQ(undisturbed(kToday + 11 * 24h), pieces);
}

TEST_F(SourceRevisionTest, LongerFileInALaterLoopKeepsPlaceAndLabels) {
  stream_until_idle(kToday);
  stream_until_idle(kToday + 13 * 24h);  // day 5 of the second loop
  const auto before = value(kHashOfTable);
  make_source(kLonger);
  stream_until_idle(kToday + 13 * 24h);
  EXPECT_EQ(value(kHashOfTable), before);
  stream_until_idle(kToday + 13 * 24h + 1h);
  EXPECT_EQ(value("SELECT original_time AT TIME ZONE 'UTC' FROM production_data ORDER BY time DESC LIMIT 1"),
            "2007-09-05 23:00:00");
  EXPECT_EQ(value("SELECT max(time) AT TIME ZONE 'UTC' FROM production_data"), "2026-12-06 01:00:00");
  EXPECT_EQ(value("SELECT loop_number FROM stream_state"), "1");
  stream_until_idle(kToday + 23 * 24h - 1h);  // still the second loop, which is longer now
  EXPECT_EQ(value("SELECT original_time AT TIME ZONE 'UTC' FROM production_data ORDER BY time DESC LIMIT 1"),
            "2007-09-15 21:00:00");
}

TEST_F(SourceRevisionTest, CorrectedFileIsRefusedWithTheHoursThatChanged) {
  stream_until_idle(kToday);
  stream_until_idle(kToday + 6 * 24h);
  const auto before = value(kHashOfTable);
  make_source(kCorrected);
  try {
    stream_until_idle(kToday + 7 * 24h);
    FAIL() << "changed hours were streamed over";
  } catch (const Failure& failure) {
    const std::string message = failure.what();
    EXPECT_EQ(failure.code(), Code::conflict);
    for (const auto* part : {"1 rows have other values", "1 are new", "1 are gone", "--accept-changes",
                             "NO-99/1-A-1 2007-09-01T10:00Z (changed)"})
      EXPECT_NE(message.find(part), std::string::npos) << part << " not in: " << message;
  }
  EXPECT_EQ(value(kHashOfTable), before);
  make_source(kTenDays);
  stream_until_idle(kToday + 7 * 24h);  // and it recovers
}

TEST_F(SourceRevisionTest, FileThatEndsBeforeTheNextHourIsRefusedWhateverIsAccepted) {
  stream_until_idle(kToday);
  stream_until_idle(kToday + 6 * 24h);
  const auto before = value(kHashOfTable);
  make_source(std::string(kTenDays) +
              "; DELETE FROM prod_hourly_data WHERE DATEPRD >= '2007-09-05 22:00:00'");
  try {
    stream_until_idle(kToday + 6 * 24h, rewriting());
    FAIL() << "it streams what the file does not have";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("ends before the hour that comes next"), std::string::npos)
        << failure.what();
  }
  EXPECT_EQ(value(kHashOfTable), before);
}

TEST_F(SourceRevisionTest, AcceptedCorrectionsGiveTheTableOfTheCorrectedFile) {
  stream_until_idle(kToday);
  stream_until_idle(kToday + 6 * 24h);
  const auto version = std::stoi(value("SELECT sequence FROM stream_state"));
  EXPECT_EQ(value("SELECT count(*) FROM stream_commit WHERE revision"), "0");
  make_source(kCorrected);
  pg::Connection listener(database());
  listener.execute(fmt::format("LISTEN {}", replay::kCommitChannel));
  stream_until_idle(kToday + 6 * 24h, rewriting());
  const auto notices = listener.wait_for_notices(10s, -1);
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices.front().payload, std::to_string(version + 1));
  EXPECT_EQ(value("SELECT string_agg(sequence::text, ' ') FROM stream_commit WHERE revision"),
            std::to_string(version + 1));
  const auto rewritten = value(kHashOfTable);
  EXPECT_EQ(value("SELECT oil_rate FROM production_data WHERE original_time = '2007-09-01 10:00+00'"),
            "4711");
  EXPECT_EQ(std::stoi(value("SELECT sequence FROM stream_state")), version + 1);
  EXPECT_NE(value("SELECT detail FROM replay_command WHERE command = 'accept-changes'").find("1 are gone"),
            std::string::npos);
  EXPECT_EQ(undisturbed(kToday + 6 * 24h), rewritten);
}

TEST_F(SourceRevisionTest, FinerStepIsTakenOverAndItsRowsAfterTheLastHourBelongToTheRevision) {
  const auto step = [&] { return value("SELECT source_step FROM stream_state"); };
  stream_until_idle(kToday);
  EXPECT_EQ(step(), "01:00:00");
  make_source(std::string(kTenDays) +
              "; INSERT INTO flodata_manifest VALUES ('upsample.resolution', '30m')"
              "; INSERT INTO prod_hourly_data SELECT DATEPRD + INTERVAL 30 MINUTE, * EXCLUDE (DATEPRD) FROM "
              "prod_hourly_data");
  stream_until_idle(kToday, rewriting());
  EXPECT_EQ(step(), "00:30:00");
  EXPECT_EQ(value("SELECT newest_label = '2026-11-23 00:30+00' FROM stream_commit WHERE revision"), "t");
  EXPECT_EQ(value("SELECT max(time) = '2026-11-23 00:30+00' FROM production_data"), "t");
  // A checkpoint of an earlier schema says an hour, whatever the file.
  test::execute_sql(database(), "UPDATE stream_state SET source_step = '1 hour'");
  stream_until_idle(kToday + 3h);
  EXPECT_EQ(step(), "00:30:00");
}

const std::string kInLagos = std::string(kTenDays) + "; UPDATE flodata_manifest SET value = 'Africa/Lagos'";

TEST_F(SourceRevisionTest, ZoneOfTheProductionDayComesFromTheSource) {
  stream_until_idle(kToday);
  EXPECT_EQ(value("SELECT production_day_zone FROM stream_state"), "Europe/Oslo");
  EXPECT_EQ(value("SELECT string_agg(well_name, ' ' ORDER BY well_name) FROM source_well"),
            "NO-99/1-A-1 NO-99/1-A-2");
  EXPECT_EQ(value("SELECT string_agg(well_name, ' ') FROM well"), "NO-99/1-A-1") << "the other is to come";
}

TEST_F(SourceRevisionTest, WhetherHoursWereMeasuredComesFromTheSource) {
  const auto measured = [&] { return value("SELECT measured_hours FROM stream_state"); };
  const auto with = [](const char* more) { return std::string(kTenDays) + "; " + more; };
  stream_until_idle(kToday);
  EXPECT_EQ(measured(), "f") << "the file says nothing";
  const auto version = std::stoi(value("SELECT sequence FROM stream_state"));
  make_source(with("INSERT INTO flodata_manifest VALUES ('hours', 'measured')"));
  stream_until_idle(kToday);
  EXPECT_EQ(measured(), "t");
  EXPECT_EQ(std::stoi(value("SELECT sequence FROM stream_state")), version + 1)
      << "answers have a new version";
  make_source(
      with("INSERT INTO flodata_manifest VALUES ('hours', 'measured'), ('upsample.algorithm', 'UPS-2')"));
  stream_until_idle(kToday);
  EXPECT_EQ(measured(), "f") << "hours that were computed are not measured, whatever the file says";
}

/// Days of Lagos begin at 23:00 UTC all the year.
TEST_F(SourceRevisionTest, SourceOfAnotherZoneIsRefusedUntilItIsAccepted) {
  const auto lagos = [](const char* first) {
    return std::string(kTenDays) +
           "; UPDATE flodata_manifest SET value = 'Africa/Lagos'; UPDATE prod_hourly_data SET "
           "DATEPRD = DATEPRD + INTERVAL 1 HOUR; " +
           first;
  };
  stream_until_idle(kToday);
  const auto before = value(kHashOfTable);
  make_source(lagos(""));
  try {
    stream_until_idle(kToday + 1h);
    FAIL() << "days of another zone were taken over";
  } catch (const Failure& failure) {
    const std::string message = failure.what();
    EXPECT_EQ(failure.code(), Code::conflict);
    for (const auto* part : {"its production day is that of Africa/Lagos", "Europe/Oslo", "--accept-changes"})
      EXPECT_NE(message.find(part), std::string::npos) << part << " not in: " << message;
  }
  EXPECT_EQ(value(kHashOfTable), before);
  EXPECT_EQ(value("SELECT production_day_zone FROM stream_state"), "Europe/Oslo");
  const auto version = std::stoi(value("SELECT sequence FROM stream_state"));
  stream_until_idle(kToday, rewriting());
  EXPECT_EQ(value("SELECT production_day_zone FROM stream_state"), "Africa/Lagos");
  EXPECT_EQ(value("SELECT string_agg(sequence::text, ' ') FROM stream_commit WHERE revision"),
            std::to_string(version + 1));
}

TEST_F(SourceRevisionTest, DatabaseOfAnEarlierSchemaLearnsZoneAndWellsFromTheSourceThatWasStreamed) {
  make_source(kInLagos);
  stream_until_idle(kToday);
  const auto version = std::stoi(value("SELECT sequence FROM stream_state"));
  const auto before = value(kHashOfTable);
  test::execute_sql(database(),
                    "UPDATE stream_state SET production_day_zone = 'Europe/Oslo'; DELETE FROM source_well");
  stream_until_idle(kToday);
  EXPECT_EQ(value("SELECT production_day_zone FROM stream_state"), "Africa/Lagos");
  EXPECT_EQ(value("SELECT count(*) FROM source_well"), "2");
  EXPECT_EQ(value("SELECT sequence || ' ' || revision FROM stream_commit ORDER BY sequence DESC LIMIT 1"),
            std::to_string(version + 1) + " true");
  EXPECT_EQ(value(kHashOfTable), before);
  stream_until_idle(kToday + 3h);
  expect_commits_partition_rows();
}

TEST_F(SourceRevisionTest, WellsThatGotOtherCanonicalNamesAreRefusedUntilAccepted) {
  stream_until_idle(kToday);
  make_source(std::string(kTenDays) + "; INSERT INTO flodata_manifest VALUES ('well_names', 'as written')");
  try {
    stream_until_idle(kToday + 1h);
    FAIL() << "one well has two names";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("wells have other names: 'NO-99/1-A-1' is now '99/1-A-1'"),
              std::string::npos)
        << failure.what();
  }
  stream_until_idle(kToday + 1h, rewriting());
  EXPECT_EQ(value("SELECT string_agg(DISTINCT well_name, ' ') FROM production_data"), "99/1-A-1");
  EXPECT_EQ(value("SELECT string_agg(well_name, ' ') FROM well"), "99/1-A-1");
}

TEST_F(SourceRevisionTest, LongerFileWithAWellToComeIsANewVersionWithoutRows) {
  stream_until_idle(kToday);
  const auto version = std::stoi(value("SELECT sequence FROM stream_state"));
  make_source(kLonger +
              "; INSERT INTO prod_hourly_data SELECT * REPLACE ('99/1-A-1 A' AS NPD_WELL_BORE_NAME, 'NO "
              "99/1-A-1 A' AS "
              "WELL_BORE_CODE) FROM prod_hourly_data WHERE DATEPRD >= '2007-09-10 22:00:00' AND "
              "NPD_WELL_BORE_NAME = '99/1-A-1'");
  stream_until_idle(kToday);
  EXPECT_EQ(value("SELECT string_agg(well_name, ' ' ORDER BY well_name) FROM source_well"),
            "NO-99/1-A-1 NO-99/1-A-1A NO-99/1-A-2");
  EXPECT_EQ(value("SELECT sequence || ' ' || revision FROM stream_commit ORDER BY sequence DESC LIMIT 1"),
            std::to_string(version + 1) + " false");
  stream_until_idle(kToday + 2h);
  expect_commits_partition_rows();
}

TEST_F(SourceRevisionTest, CorrectionsFindTheirRowsAfterPauseSeekAndSpeed) {
  test::HandClock clock(kToday + 5h);
  {
    test::RunningStreamer streamer(path_, options(), clock, log_);
    wait_for("SELECT history_complete FROM replay_status UNION ALL SELECT false LIMIT 1", "t");
    ask(replay::Pause{});
    clock.pass(3h + 17min);
    ask(replay::Resume{});
    clock.pass(2h);
    ask(replay::SetSpeed{3600});
    clock.pass(20s);
    ask(replay::Seek{std::chrono::sys_days(2007y / 9 / 1) + 8h});
    clock.pass(10s);
    ask(replay::SetSpeed{1});
  }
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE original_time = '2007-09-01 10:00+00'"), "2");
  make_source(kCorrected);
  stream_until_idle(clock.now(), rewriting());
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE oil_rate = 4711"), "2");
  EXPECT_EQ(value("SELECT detail FROM replay_command WHERE command = 'accept-changes'").substr(0, 41),
            "2 rows have other values, 0 are new in ho");
}

}  // namespace
}  // namespace flodata::streamer
