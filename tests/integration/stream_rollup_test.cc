// Rollups in the database: what they give is what the rows give, whatever happened to the stream.
#include <optional>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/server.h"
#include "replay/command.h"
#include "replay/names.h"
#include "streamer/rollup_writer.h"
#include "support/http_client.h"
#include "support/stream_test.h"

namespace flodata::test {
namespace {

using namespace std::chrono_literals;

/// Forty days of three wells: all tags, holes, shut hours, a change of role, all qualities, over the end of
/// summer time.
constexpr const char* kFortyDays = R"(
  CREATE TABLE flodata_manifest (key VARCHAR, value VARCHAR);
  INSERT INTO flodata_manifest VALUES ('production_day_zone', 'Europe/Oslo');
  CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2007-10-07 22:00:00' + to_minutes((h.range * {step})::BIGINT) AS DATEPRD, w.code AS WELL_BORE_CODE,
         w.name AS NPD_WELL_BORE_NAME, CASE WHEN h.range % 11 = w.n THEN 0.0 ELSE 1.0 END AS ON_STREAM_HRS,
         CASE WHEN h.range % 7 <> 3 THEN 250 + sin(h.range * w.n) END AS AVG_DOWNHOLE_PRESSURE,
         90 + cos(h.range / 10.0) AS AVG_WHP_P,
         CASE WHEN h.range % 11 = w.n THEN 0.0 ELSE 1000.123 * w.n + (h.range * 7919 % 1000) / 7.0 END AS BORE_OIL_VOL,
         CASE WHEN h.range % 13 <> 5 THEN 150000 + (h.range * 104729 % 10007) / 3.0 END AS BORE_GAS_VOL,
         (h.range * 31 % 97) / 11.0 AS BORE_WAT_VOL,
         CASE WHEN w.n = 3 AND h.range > 300 THEN 2000.5 END AS BORE_WI_VOL,
         CASE WHEN w.n = 3 AND h.range > 300 THEN 'injection' ELSE 'production' END AS FLOW_KIND,
         CASE WHEN w.n = 3 AND h.range > 300 THEN 'WI' ELSE 'OP' END AS WELL_TYPE,
         CASE WHEN h.range % 29 = 0 THEN '{{"oil_rate":{{"status":"Uncertain","rule":"R2"}}}}'
              WHEN h.range % 31 = 0 THEN '{{"gas_rate":{{"status":"Bad","rule":"R4"}}}}' END AS QUALITY
  FROM range(40 * 1440 // {step}) AS h,
       (VALUES (1, 'NO 99/1-A-1 H', '99/1-A-1'), (2, 'NO 99/1-A-2 H', '99/1-A-2'), (3, 'NO 99/1-A-3 H', '99/1-A-3'))
       AS w(n, code, name)
  WHERE h.range * {step} % 4000 > 300 OR w.n = 1)";

class RollupTest : public StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    make_field(60);
  }
  void TearDown() override {
    server_.reset();
    StreamTest::TearDown();
  }
  void make_field(int step_minutes, const std::string& further = "") {
    auto sql = fmt::format(fmt::runtime(kFortyDays), fmt::arg("step", step_minutes)) + further;
    if (step_minutes != 60)
      sql +=
          fmt::format("; INSERT INTO flodata_manifest VALUES ('upsample.resolution', '{}m')", step_minutes);
    make_source(sql);
  }
  [[nodiscard]] streamer::StreamerOptions options_of(const std::string& zone) const {
    auto chosen = options();
    chosen.start_offset_days = 12;
    chosen.target_zone = TimeZone::find(zone).value();
    return chosen;
  }

  void start_server() {
    server_.reset();
    server_.emplace(api::ServerOptions{.bind = "127.0.0.1",
                                       .port = 0,
                                       .threads = 1,
                                       .database = database(),
                                       .zone = TimeZone::find("UTC").value(),
                                       .replay_token = ""},
                    log_, clock_);
    server_->start();
  }
  HttpResponse get(const std::string& target) { return http_get(server_->port(), target); }

  /// Answers with and without rollups.
  std::vector<std::string> answers(const std::vector<std::string>& questions) {
    start_server();
    std::vector<std::string> found;
    for (const auto& question : questions) {
      const auto response = get(question);
      EXPECT_EQ(response.status, 200) << question << '\n' << response.body;
      const auto link = response.headers.find("flodata-next-cursor");
      found.push_back(response.body + (link == response.headers.end() ? "" : link->second));
    }
    return found;
  }

  std::string random_time(std::mt19937& random) {
    const auto newest =
        std::stoll(value("SELECT extract(epoch FROM newest_label)::bigint FROM stream_state"));
    const auto first = std::stoll(value("SELECT extract(epoch FROM min(time))::bigint FROM production_data"));
    return std::to_string(first +
                          static_cast<long long>(random() % static_cast<unsigned>(newest - first + 1)));
  }

  std::vector<std::string> random_questions(unsigned seed, int count) {
    std::mt19937 random(seed);
    const auto one_of = [&](std::initializer_list<const char*> all) {
      return std::string(all.begin()[random() % all.size()]);
    };
    std::vector<std::string> questions;
    for (int i = 0; i < count; ++i) {
      auto from = random_time(random);
      auto to = random_time(random);
      if (std::stoll(to) < std::stoll(from)) std::swap(from, to);
      const auto window = fmt::format("start={}&end={}", from, to);
      const auto common = fmt::format(
          "{}&interval={}&timezone={}&quality={}&units={}&fill={}", window,
          one_of({"15m", "1h", "6h", "12h", "1d", "1d", "7d", "1mo"}),
          one_of({"UTC", "UTC", "Europe/Oslo", "Europe/Oslo", "America/New_York", "Asia/Kolkata"}),
          one_of({"any", "uncertain", "good"}), one_of({"metric", "field"}),
          one_of({"none", "none", "null", "previous", "linear"}));
      const auto days =
          fmt::format("{}&interval=1pd&quality={}", window, one_of({"any", "uncertain", "good"}));
      const auto& buckets = random() % 4 == 0 ? days : common;
      const auto type = one_of({"", "&well_type=OP", "&well_type=WI"});
      const auto limit = one_of({"", "", "&limit=7", "&limit=1500"});
      if (random() % 2 == 0)
        questions.push_back("/api/field/production?" + buckets + type + one_of({"", "&by=well_type"}) +
                            limit);
      else
        questions.push_back(
            "/api/production?" + buckets + type + limit +
            "&wells=" + one_of({"A-1", "A-2,A-3", "A-1,A-2,A-3"}) +
            one_of({"&agg=mean", "&agg=mean,min,max,first,last,sum,count,time_on_stream",
                    "&agg=count&tags=gor,oil_rate", "&agg=max,last&tags=watercut,liquid_rate,thp"}));
      if (random() % 5 == 0)
        questions.back() +=
            "&asOf=" + value(fmt::format("SELECT sequence FROM stream_commit WHERE sequence > (SELECT "
                                         "coalesce(max(sequence), 0) FROM stream_commit WHERE revision) - 1 "
                                         "ORDER BY md5(sequence::text || '{}') LIMIT 1",
                                         i));
    }
    return questions;
  }

  void expect_answers_of_rows(unsigned seed, int count = 150) {
    const auto questions = random_questions(seed, count);
    const auto of_cells = answers(questions);
    execute_sql(database(), "UPDATE rollup_state SET stream_id = 'away'");
    const auto of_rows = answers(questions);
    execute_sql(database(), "UPDATE rollup_state SET stream_id = 'main'");
    for (std::size_t i = 0; i < questions.size(); ++i) ASSERT_EQ(of_cells[i], of_rows[i]) << questions[i];
  }

  /// The cells are those that the rows give, and there are some.
  void expect_cells_of_rows() {
    pg::Connection connection(database());
    const auto found = streamer::compare_rollups(connection, replay::kStreamId);
    EXPECT_EQ(found.missing, 0) << found.example;
    EXPECT_EQ(found.wrong, 0) << found.example;
    EXPECT_EQ(std::to_string(found.rows), value("SELECT count(*) FROM production_data"));
    EXPECT_EQ(value("SELECT step_through = (SELECT newest_label FROM stream_state) FROM rollup_state"), "t");
    EXPECT_EQ(value("SELECT count(*) > 20 FROM rollup_well_day"), "t");
  }

  const ManualClock clock_{kToday + 60 * 24h};
  std::optional<api::Server> server_;
};

TEST_F(RollupTest, HistoryAndLiveHoursAndALoopHaveTheCellsOfTheirRows) {
  stream_until_idle(kToday, options_of("UTC"));
  for (int hour = 1; hour <= 30; ++hour) stream_until_idle(kToday + hour * 1h, options_of("UTC"));
  stream_until_idle(kToday + 33 * 24h, options_of("UTC"));  // the second loop
  EXPECT_EQ(value("SELECT loop_number FROM stream_state"), "1");
  expect_cells_of_rows();
  expect_answers_of_rows(1);
}

TEST_F(RollupTest, RowsFinerThanAnHourHaveCellsOfHours) {
  make_field(15);
  stream_until_idle(kToday, options_of("Asia/Kolkata"));
  stream_until_idle(kToday + 3 * 24h + 20min, options_of("Asia/Kolkata"));
  expect_cells_of_rows();
  EXPECT_EQ(value("SELECT count(*) > 500 FROM rollup_well_hour"), "t");
  expect_answers_of_rows(2);
}

TEST_F(RollupTest, JumpsAndSpeedsHaveTheCellsOfTheirRows) {
  stream_until_idle(kToday, options_of("Europe/Oslo"));
  auto faster = options_of("Europe/Oslo");
  faster.speed = 30;
  faster.speed_was_asked_for = true;
  stream_until_idle(kToday + 24h, faster);
  HandClock clock(kToday + 25h);
  {
    RunningStreamer streamer(path_, options_of("Europe/Oslo"), clock, log_);
    ask(replay::Seek{std::chrono::sys_days(2007y / 10 / 10) + 7h});
    const auto rows = value("SELECT count(*) FROM production_data");
    clock.pass(3h);
    wait_for("SELECT count(*) > " + rows + " FROM production_data", "t");
    streamer.stop();
  }
  stream_until_idle(kToday + 32h, options_of("Europe/Oslo"));
  expect_cells_of_rows();
  expect_answers_of_rows(3);
}

TEST_F(RollupTest, ARevisionRewritesTheCells) {
  stream_until_idle(kToday, options_of("UTC"));
  stream_until_idle(kToday + 9 * 24h, options_of("UTC"));
  const auto cells = value("SELECT count(*) FROM rollup_field");
  make_field(
      60,
      "; UPDATE prod_hourly_data SET BORE_OIL_VOL = 4711 WHERE DATEPRD = '2007-10-12 10:00:00'"
      "; DELETE FROM prod_hourly_data WHERE DATEPRD BETWEEN '2007-10-14 03:00:00' AND '2007-10-16 03:00:00'");
  auto rewriting = options_of("UTC");
  rewriting.changed_hours = streamer::ChangedHours::rewrite;
  stream_until_idle(kToday + 9 * 24h, rewriting);
  EXPECT_EQ(value("SELECT generation FROM rollup_state"), "2");
  EXPECT_NE(value("SELECT count(*) FROM rollup_field"), cells);
  expect_cells_of_rows();
  expect_answers_of_rows(4);
}

TEST_F(RollupTest, ADatabaseWithoutCellsGetsThemPieceByPiece) {
  stream_until_idle(kToday, options_of("UTC"));
  stream_until_idle(kToday + 3 * 24h, options_of("UTC"));
  execute_sql(database(),
              "TRUNCATE rollup_field, rollup_well_day, rollup_well_hour, rollup_well, rollup_state");
  expect_answers_of_rows(5, 20);
  stream_until_idle(kToday + 4 * 24h, options_of("UTC"));
  expect_cells_of_rows();
  expect_answers_of_rows(6, 50);
}

TEST_F(RollupTest, AnInterruptedMakingUpGoesOn) {
  stream_until_idle(kToday, options_of("UTC"));
  pg::Connection connection(database());
  const auto cuts = streamer::RollupCuts{"UTC", "Europe/Oslo", false};
  const auto newest = kToday;  // later than the rows that are made up for
  {
    streamer::RollupWriter writer(connection, replay::kStreamId);
    writer.reset(cuts);
    for (int piece = 0; piece < 3; ++piece) writer.make_up(newest, 100);
    EXPECT_TRUE(writer.is_behind());
  }
  expect_answers_of_rows(7, 60);
  stream_until_idle(kToday + 2h, options_of("UTC"));
  expect_cells_of_rows();
}

TEST_F(RollupTest, ARebuildBesideAStreamerLosesNothing) {
  stream_until_idle(kToday, options_of("UTC"));
  HandClock clock(kToday + 1h);
  {
    RunningStreamer streamer(path_, options_of("UTC"), clock, log_);
    wait_for("SELECT streamer_alive FROM replay_status", "t");
    pg::Connection connection(database());
    streamer::RollupWriter(connection, replay::kStreamId).reset({"UTC", "Europe/Oslo", false});
    for (int hour = 0; hour < 30; ++hour) {
      clock.pass(1h);
      wait_for(
          fmt::format("SELECT newest_label >= '{}' FROM stream_state", pg::to_parameter(kToday + hour * 1h)),
          "t");
    }
    wait_for("SELECT step_through = (SELECT newest_label FROM stream_state) FROM rollup_state", "t");
    streamer.stop();
  }
  expect_cells_of_rows();
}

TEST_F(RollupTest, AFieldOfManyWellsIsReadFromSteps) {
  stream_until_idle(kToday, options_of("UTC"));
  stream_until_idle(kToday + 5 * 24h, options_of("UTC"));
  pg::Connection connection(database());
  streamer::RollupWriter writer(connection, replay::kStreamId);
  writer.reset({"UTC", "Europe/Oslo", false, true});
  while (writer.is_behind()) writer.make_up(kToday + 5 * 24h, 300);
  EXPECT_EQ(value("SELECT count(DISTINCT cell) = (SELECT count(DISTINCT time) FROM production_data) FROM "
                  "rollup_field "
                  "WHERE level = 0"),
            "t");
  expect_answers_of_rows(9);
  execute_sql(database(), "UPDATE rollup_state SET step_through = day_through");
  expect_answers_of_rows(10, 50);
}

TEST_F(RollupTest, AnotherDisplayZoneMakesTheCellsAgain) {
  stream_until_idle(kToday, options_of("UTC"));
  stream_until_idle(kToday + 1h, options_of("America/New_York"));
  EXPECT_EQ(value("SELECT zone FROM rollup_state"), "America/New_York");
  expect_cells_of_rows();
  expect_answers_of_rows(8, 50);
}

TEST_F(RollupTest, OldRowsGoWithTheirCellsAndTheRestIsAnsweredAlike) {
  auto keeping = options_of("America/New_York");  // the horizon, at midnight in UTC, cuts a day
  keeping.partitions.kept_days = 15;
  stream_until_idle(kToday, keeping);
  stream_until_idle(kToday + 24h * 20 + 7h, keeping);
  EXPECT_EQ(value("SELECT min(time) >= horizon FROM production_data, stream_state GROUP BY horizon"), "t");
  EXPECT_EQ(value("SELECT count(*) FROM stream_state, rollup_field WHERE cell < horizon"), "0");
  EXPECT_EQ(value("SELECT count(*) FROM stream_state, rollup_well_day WHERE cell < horizon"), "0");
  EXPECT_EQ(value("SELECT count(*) > 0 FROM rollup_state WHERE generation > 5"), "t")
      << "some partitions went";
  {
    pg::Connection connection(database());
    const auto found = streamer::compare_rollups(connection, replay::kStreamId);
    EXPECT_EQ(found.missing + found.wrong, 0) << found.example;
  }
  expect_answers_of_rows(10);
  EXPECT_NE(get("/stats").body.find("\"total_records\":" + value("SELECT count(*) FROM production_data")),
            std::string::npos);
  pg::Connection connection(database());
  streamer::RollupWriter again(connection, replay::kStreamId);
  again.reset({"America/New_York", "Europe/Oslo", false, false});
  stream_until_idle(kToday + 24h * 20 + 8h, keeping);
  expect_cells_of_rows();
  stream_until_idle(kToday + 24h * 30, keeping);
  const auto found = streamer::compare_rollups(connection, replay::kStreamId);
  EXPECT_EQ(found.missing + found.wrong, 0) << found.example;
  expect_answers_of_rows(11, 50);
}

TEST_F(RollupTest, AWrongCellIsFound) {
  stream_until_idle(kToday, options_of("UTC"));
  execute_sql(
      database(),
      "UPDATE rollup_well_day SET oil_rate = gas_rate WHERE well_name = 'NO-99/1-A-1' AND quality = 0 AND "
      "cell = (SELECT min(cell) FROM rollup_well_day)");
  pg::Connection connection(database());
  const auto found = streamer::compare_rollups(connection, replay::kStreamId);
  EXPECT_EQ(found.missing, 1);
  EXPECT_EQ(found.wrong, 1);
  EXPECT_TRUE(found.example.starts_with("rollup_well_day ")) << found.example;
}

// The field is said to have more rows than it has: some 25 million in its whole days, of three wells.
TEST_F(RollupTest, WhatIsMadeOfTooManyRowsIsRejectedBeforeTheWork) {
  stream_until_idle(kToday, options_of("UTC"));
  execute_sql(database(), "UPDATE rollup_field SET rows = rows * 30000");
  start_server();
  for (const auto* question :
       {"/api/field/production?start=-100d&interval=1mo&timezone=Asia/Kolkata",
        "/api/production?start=-100d&interval=1d&timezone=Asia/Kolkata",
        "/api/production?start=-100d&points=100", "/api/production?start=-100d&interval=1pd&agg=reported",
        "/api/production/A-1/range?start=-100d&interval=1d&timezone=Asia/Kolkata"}) {
    const auto response = get(question);
    EXPECT_EQ(response.status, 422) << question << '\n' << response.body;
    EXPECT_NE(response.body.find("1mo with timezone=UTC"), std::string::npos) << response.body;
  }
  for (const auto* question :
       {"/api/field/production?start=-100d&interval=1mo", "/api/production?start=-100d&interval=1pd",
        "/api/production?start=-100d&interval=5m&timezone=Asia/Kolkata",
        "/api/production?start=-100d&limit=100",
        "/api/production?start=-61d&interval=1d&timezone=Asia/Kolkata"})
    EXPECT_EQ(get(question).status, 200) << question;
}

TEST_F(RollupTest, StatsCountTheRowsOfTheVersion) {
  stream_until_idle(kToday, options_of("UTC"));
  start_server();
  const auto body = get("/stats").body;
  EXPECT_NE(body.find("\"total_records\":" + value("SELECT count(*) FROM production_data")),
            std::string::npos)
      << body;
}

}  // namespace
}  // namespace flodata::test
