// The streamer against a real PostgreSQL: first load, live hours, catch-up, restarts, lost connections.
#include "streamer/streamer.h"

#include <functional>

#include <gtest/gtest.h>

#include "streamer/checkpoint.h"
#include "streamer/copy_sink.h"
#include "support/stream_test.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using test::kHashOfTable;
using test::kTenDays;
using test::kToday;
using StreamerTest = test::StreamTest;

TEST_F(StreamerTest, FirstStartLoadsThePastUpToNowAndNothingAfter) {
  stream_until_idle(kToday + 5h + 59min);
  // Day 2 is today, so two days and the hours 0 to 5 of today are the past: 54 hours of the first well.
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), "54");
  EXPECT_EQ(value("SELECT max(time) = '2026-11-23 05:00+00' FROM production_data"), "t");
  EXPECT_EQ(value("SELECT min(time) = '2026-11-21 00:00+00' FROM production_data"), "t");
  EXPECT_EQ(
      value("SELECT bool_and(time - original_time = '2026-11-21'::timestamptz - '2007-08-31 22:00+00') FROM "
            "production_data"),
      "t");
  // The earlier system lost the first source hour.
  EXPECT_EQ(value("SELECT oil_rate FROM production_data ORDER BY time LIMIT 1"), "1");
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE avg_downhole_pressure IS NOT NULL"), "0");
  EXPECT_EQ(value("SELECT quality->'oil_rate'->>'rule' FROM production_data ORDER BY time LIMIT 1"), "R2");
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE quality IS NULL"), "51");
  EXPECT_EQ(
      value("SELECT position = '2007-08-31 22:00+00'::timestamptz + interval '54 hours' FROM stream_state"),
      "t");
}

constexpr const char* kKeyColumns =
    "SELECT coalesce(string_agg(a.attname, ',' ORDER BY a.attnum DESC), '') FROM pg_constraint c JOIN "
    "pg_attribute a ON "
    "a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) WHERE c.conrelid = 'production_data'::regclass "
    "AND contype = "
    "'p'";

TEST_F(StreamerTest, LoadThatWasBrokenOffGoesOnAndThenMakesTheKey) {
  test::execute_sql(
      database(),
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no more'; END $$;"
      "CREATE TRIGGER refuse BEFORE INSERT ON production_data FOR EACH ROW WHEN (new.time >= "
      "'2026-11-22 12:00+00') EXECUTE FUNCTION refuse()");
  EXPECT_THROW(stream_until_idle(kToday), Failure);
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), "24") << "the first batch of a day";
  EXPECT_EQ(value(kKeyColumns), "") << "the key costs while the history is loaded";
  test::execute_sql(database(), "DROP TRIGGER refuse ON production_data");
  stream_until_idle(kToday);
  EXPECT_EQ(value("SELECT count(*) || ' ' || count(DISTINCT time) FROM production_data"), "49 49");
  EXPECT_EQ(value(kKeyColumns), "well_name,time");
}

TEST_F(StreamerTest, WellIsKnownFromItsFirstHourOnAndNotBefore) {
  stream_until_idle(kToday);
  EXPECT_EQ(value("SELECT string_agg(well_name, ',') FROM well"), "NO-99/1-A-1");
  stream_until_idle(kToday + 48h);
  EXPECT_EQ(value("SELECT string_agg(well_name, ',' ORDER BY well_name) FROM well"),
            "NO-99/1-A-1,NO-99/1-A-2");
  EXPECT_EQ(value("SELECT first_time = '2026-11-25 00:00+00' FROM well WHERE well_name = 'NO-99/1-A-2'"),
            "t");
}

TEST_F(StreamerTest, ManyRestartsGiveTheSameTableAsOneRun) {
  for (int hour = 0; hour <= 7 * 24; hour += hour % 11 + 1) stream_until_idle(kToday + hour * 1h);
  stream_until_idle(kToday + 7 * 24h);
  const auto pieces = value(kHashOfTable);
  EXPECT_EQ(value("SELECT count(*) FROM production_data"),
            "290");  // 2 x 217 hours, less 96 of one well, less 2 x 24
  test::execute_sql(database(), "TRUNCATE production_data, well, stream_state");
  stream_until_idle(kToday);
  stream_until_idle(kToday + 7 * 24h);
  EXPECT_EQ(value(kHashOfTable), pieces);
}

TEST_F(StreamerTest, GapInTheDataIsPassedAtItsOwnPace) {
  // The earlier system took an empty window for the end of the data.
  stream_until_idle(kToday);
  stream_until_idle(kToday + 4 * 24h + 12h);  // in the middle of the hole on day 6
  EXPECT_EQ(value("SELECT max(time) AT TIME ZONE 'UTC' FROM production_data"), "2026-11-26 23:00:00");
  stream_until_idle(kToday + 5 * 24h);
  EXPECT_EQ(value("SELECT max(time) = '2026-11-28 00:00+00' FROM production_data"), "t");
}

TEST_F(StreamerTest, EndOfTheDataGoesOnWithTheNextLoop) {
  stream_until_idle(kToday);
  stream_until_idle(kToday + 30 * 24h);
  EXPECT_EQ(value("SELECT count(*) - count(DISTINCT (well_name, time)) FROM production_data"), "0");
  EXPECT_EQ(value("SELECT loop_number FROM stream_state"), "3");
  // Ten days of 24 h from 2007-09-01 (no change of the clocks): loop 1 starts where loop 0 ended.
  EXPECT_EQ(value("SELECT original_time = '2007-08-31 22:00+00' FROM production_data WHERE time = "
                  "'2026-12-01 00:00+00' "
                  "AND well_name = 'NO-99/1-A-1'"),
            "t");
  EXPECT_EQ(value("SELECT count(DISTINCT time) FROM production_data"), std::to_string(3 * 216 + 2 * 24 + 1));
}

TEST_F(StreamerTest, StartOffsetBeyondTheDataMakesEarlierLoopsThePast) {
  auto chosen = options();
  chosen.start_offset_days = 25;
  stream_until_idle(kToday, chosen);
  EXPECT_EQ(value("SELECT min(time) = '2026-10-29 00:00+00' FROM production_data"), "t");
  EXPECT_EQ(value("SELECT original_time = '2007-09-05 22:00+00' FROM production_data WHERE time = "
                  "'2026-11-23 00:00+00' "
                  "AND well_name = 'NO-99/1-A-1'"),
            "t");
}

TEST_F(StreamerTest, AnchorsStayWhenTheOffsetIsChangedLater) {
  stream_until_idle(kToday + 3h);
  auto chosen = options();
  chosen.start_offset_days = 7;
  stream_until_idle(kToday + 26h, chosen);
  EXPECT_EQ(value("SELECT count(DISTINCT time - original_time) FROM production_data"), "1");
}

TEST_F(StreamerTest, NewSpeedBeginsNowAndKeepsLabelsGrowing) {
  stream_until_idle(kToday + 3h);
  auto chosen = options();
  chosen.speed = 3600;
  stream_until_idle(kToday + 3h + 30min, chosen);
  EXPECT_EQ(value("SELECT speed FROM stream_state"), "3600");
  stream_until_idle(kToday + 3h + 30min + 10s, chosen);
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE time > '2026-11-23 03:00+00'"), "10");
  EXPECT_EQ(value("SELECT max(time) = '2026-11-23 03:30:09.5+00' FROM production_data"), "t");
}

TEST_F(StreamerTest, AnotherSourceIsRefusedAndNothingChanges) {
  stream_until_idle(kToday);
  const auto before = value(kHashOfTable);
  make_source(std::string(kTenDays) + "; DELETE FROM prod_hourly_data WHERE BORE_OIL_VOL = 11");
  try {
    stream_until_idle(kToday + 5h);
    FAIL() << "another source was streamed into the same table";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::conflict) << failure.what();
  }
  EXPECT_EQ(value(kHashOfTable), before);
}

TEST_F(StreamerTest, BatchUnderAnOldEpochIsRolledBackWhole) {
  stream_until_idle(kToday);
  const auto before = value(kHashOfTable);
  pg::Connection connection(database());
  auto source = SourceFile::open(path_).value();
  auto state = read_state(connection, replay::kStreamId, source.timeline().loops()).value();
  take_over(connection, replay::kStreamId);  // another streamer
  RollupWriter rollups(connection, replay::kStreamId);
  PartitionKeeper partitions(connection, 2, {});
  partitions.begin();
  CopySink sink(connection, rollups, partitions);
  try {
    sink.write(source, state, {BatchKind::live, state.position, state.position + 1h, true});
    FAIL() << "a fenced streamer wrote";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::fenced);
  }
  EXPECT_EQ(value(kHashOfTable), before);
}

TEST_F(StreamerTest, BatchWhoseCommitWasNotAnsweredIsNotWrittenTwice) {
  stream_until_idle(kToday);
  pg::Connection connection(database());
  auto source = SourceFile::open(path_).value();
  take_over(connection, replay::kStreamId);
  const auto state = read_state(connection, replay::kStreamId, source.timeline().loops()).value();
  RollupWriter rollups(connection, replay::kStreamId);
  PartitionKeeper partitions(connection, 2, {});
  partitions.begin();
  CopySink sink(connection, rollups, partitions);
  const Batch batch{BatchKind::live, state.position, state.position + 1h, true};
  sink.write(source, state, batch);
  const auto after = value(kHashOfTable);
  try {
    sink.write(source, state, batch);  // what a blind retry would do
    FAIL() << "a batch was written twice";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::fenced) << "not the checkpoint, but " << failure.what();
  }
  EXPECT_EQ(value(kHashOfTable), after);
}

TEST_F(StreamerTest, DatabaseThatGoesAwayIsWaitedForAndItRecovers) {
  stream_until_idle(kToday);
  server().stop();
  std::stop_source stop;
  // Waiting once for the database brings it back; after that a wait means the streamer is idle.
  class RestartAtWait final : public Clock {
   public:
    RestartAtWait(std::stop_source stop_source, std::function<void()> restart)
        : stop_(std::move(stop_source)), restart_(std::move(restart)) {}
    [[nodiscard]] Instant now() const override { return kToday + 9h; }
    [[nodiscard]] Microseconds uptime() const override { return 0s; }
    bool wait_for(Microseconds, std::stop_token) const override {
      if (++waits_ == 1)
        restart_();
      else
        stop_.request_stop();
      return waits_ == 1;
    }
    mutable int waits_ = 0;

   private:
    mutable std::stop_source stop_;
    std::function<void()> restart_;
  } clock(stop, [] { server().start(); });
  auto source = SourceFile::open(path_).value();
  Streamer(source, options(), clock, log_).run(stop.get_token());
  EXPECT_EQ(clock.waits_, 2);
  EXPECT_EQ(value("SELECT max(time) = '2026-11-23 09:00+00' FROM production_data"), "t");
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), "58");
}

}  // namespace
}  // namespace flodata::streamer
