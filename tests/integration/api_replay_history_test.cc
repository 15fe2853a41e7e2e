// What was done to a stream, as the API tells it of the rows in the database.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "support/api_test.h"

namespace flodata::test {
namespace {

namespace json = boost::json;

constexpr auto kNow = Instant{std::chrono::sys_days{std::chrono::year(2026) / 3 / 1}};

class ApiReplayHistoryTest : public ApiTest {
 protected:
  ApiReplayHistoryTest() : ApiTest(kNow) {}
  void SetUp() override {
    PostgresTest::SetUp();
    start_server();
  }
  void execute(const std::string& sql) { execute_sql(database(), sql); }
  /// Positions are days of 2021; the source has 100 days from 1 March.
  void add_segment(int number, std::string_view from, std::string_view to, std::string_view label,
                   double speed, int period_days = 100) {
    execute(
        fmt::format("INSERT INTO stream_segment VALUES ('main', {}, '2021-{}Z', '2021-{}Z', '2021-{}Z', "
                    "'2026-{}Z', {}, '2021-03-01Z', '{} days')",
                    number, from, to, from, label, speed, period_days));
  }
  void set_present(std::string_view from, std::string_view to, std::string_view label, double speed,
                   int period_days) {
    execute(fmt::format(
        "INSERT INTO stream_state (stream_id, epoch, sequence, position, anchor_source, anchor_live, speed, "
        "loop_number, history_complete, source_identity, segment_start, source_start, source_period) VALUES "
        "('main', 1, 1, '2021-{}Z', '2021-{}Z', '2026-{}Z', {}, 0, true, 'test', '2021-{}Z', '2021-03-01Z', "
        "'{} days')",
        to, from, label, speed, from, period_days));
  }
  json::object object(std::string_view target) { return answer(target).as_object(); }
  static std::string text(const json::value& value) { return std::string(value.as_string()); }
};

TEST_F(ApiReplayHistoryTest, ThereIsNothingBeforeTheFirstStart) {
  for (const auto* key : {"segments", "pauses", "seams"})
    EXPECT_TRUE(object("/api/replay/segments").at(key).as_array().empty()) << key;
  EXPECT_TRUE(object("/api/replay/commands").at("commands").as_array().empty());
  EXPECT_TRUE(object("/api/replay/commands").at("next_before").is_null());
}

TEST_F(ApiReplayHistoryTest, SegmentsSayWhatBeganThem) {
  add_segment(1, "03-01", "04-10", "01-01", 1);
  add_segment(2, "04-10", "04-12", "02-10", 24);        // two hours
  add_segment(3, "04-12", "04-13", "02-10 03:00", 24);  // after a pause of an hour
  add_segment(4, "05-01", "05-02", "02-10 04:00", 24);  // somewhere else
  add_segment(5, "05-02", "05-03", "02-10 05:00", 24, 200);
  set_present("05-03", "05-04", "02-10 06:00", 1, 200);
  const auto answer = object("/api/replay/segments");
  const auto& segments = answer.at("segments").as_array();
  ASSERT_EQ(segments.size(), 6U);
  const std::array<std::string, 6> causes = {"start", "speed", "resume", "jump", "source", "speed"};
  for (std::size_t i = 0; i < causes.size(); ++i) {
    EXPECT_EQ(segments[i].at("number").to_number<int>(), static_cast<int>(i) + 1);
    EXPECT_EQ(text(segments[i].at("begins_with")), causes[i]) << i;
    EXPECT_EQ(segments[i].at("present").as_bool(), i == 5) << i;
    EXPECT_EQ(segments[i].at("gap_seconds").to_number<double>(), i == 2 ? 3600 : 0) << i;
  }
  EXPECT_EQ(text(segments[1].at("start_time")), "2026-02-10T00:00:00+00:00");
  EXPECT_EQ(text(segments[1].at("end_time")), "2026-02-10T02:00:00+00:00");
  EXPECT_EQ(text(segments[1].at("original_start_time")), "2021-04-10T00:00:00+00:00");
  EXPECT_EQ(text(segments[1].at("original_end_time")), "2021-04-12T00:00:00+00:00");
  const auto& pauses = answer.at("pauses").as_array();
  ASSERT_EQ(pauses.size(), 1U);
  EXPECT_EQ(text(pauses[0].at("start_time")), "2026-02-10T02:00:00+00:00");
  EXPECT_EQ(text(pauses[0].at("end_time")), "2026-02-10T03:00:00+00:00");
  const auto& seams = answer.at("seams").as_array();
  ASSERT_EQ(seams.size(), 1U);
  EXPECT_EQ(text(seams[0].at("kind")), "jump");
  EXPECT_EQ(text(seams[0].at("time")), "2026-02-10T04:00:00+00:00");
  const auto newest = object("/api/replay/segments?limit=2").at("segments").as_array();
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].at("number").to_number<int>(), 5);
}

TEST_F(ApiReplayHistoryTest, APresentPauseHasNoEndAndLoopsAreSeams) {
  set_present("03-01", "07-01", "01-01", 1, 100);
  auto answer = object("/api/replay/segments");
  EXPECT_TRUE(answer.at("pauses").as_array().empty());
  const auto& seams = answer.at("seams").as_array();
  ASSERT_EQ(seams.size(), 1U);
  EXPECT_EQ(text(seams[0].at("kind")), "loop");
  EXPECT_EQ(text(seams[0].at("time")), "2026-04-11T00:00:00+00:00");
  execute("UPDATE stream_state SET hold_position = position, held_at = '2026-05-03 00:30Z'");
  answer = object("/api/replay/segments");
  ASSERT_EQ(answer.at("pauses").as_array().size(), 1U);
  EXPECT_EQ(text(answer.at("pauses").as_array()[0].at("start_time")), "2026-05-03T00:30:00+00:00");
  EXPECT_TRUE(answer.at("pauses").as_array()[0].at("end_time").is_null());
}

TEST_F(ApiReplayHistoryTest, CommandsComeNewestFirstAndPageByPage) {
  set_present("03-01", "07-01", "01-01", 1, 100);
  for (int i = 1; i <= 5; ++i)
    execute(
        fmt::format("INSERT INTO replay_command (stream_id, request_id, command, requested_by) "
                    "VALUES ('main', 'request {}', 'pause', 'cli')",
                    i));
  execute(
      "INSERT INTO replay_command (stream_id, request_id, command, requested_by) "
      "VALUES ('another stream', 'x', 'pause', 'cli')");
  std::vector<std::string> found;
  std::string before;
  for (int page = 0; page < 3; ++page) {
    const auto answer = object("/api/replay/commands?limit=2" + before);
    for (const auto& command : answer.at("commands").as_array())
      found.push_back(text(command.at("request_id")));
    if (answer.at("next_before").is_null()) break;
    before = fmt::format("&before={}", answer.at("next_before").to_number<int>());
  }
  EXPECT_EQ(found,
            (std::vector<std::string>{"request 5", "request 4", "request 3", "request 2", "request 1"}));
}

TEST_F(ApiReplayHistoryTest, ACommandSaysWhatItDid) {
  set_present("03-01", "07-01", "01-01", 1, 100);
  execute(
      R"(INSERT INTO replay_command (stream_id, request_id, command, argument, requested_by, requested_at, status,
    answered_at, detail, state_before, state_after)
    VALUES ('main', 'faster', 'speed', '24', 'api', '2026-04-21 00:00:01Z', 'applied', '2026-04-21 00:00:02Z', 'done',
    '{"epoch":1,"sequence":7,"position":"2021-06-19 00:00:00.000000+00","anchor_source":"2021-03-01 00:00:00+00",
      "anchor_live":"2026-01-01 00:00:00+00","speed":1,"hold_position":null,"held_at":null}',
    '{"epoch":1,"sequence":8,"position":"2021-06-19 00:00:00.000000+00","anchor_source":"2021-06-19 00:00:00+00",
      "anchor_live":"2026-04-21 00:00:02+00","speed":24,"hold_position":"2021-06-19 00:00:00+00","held_at":null}'),
    ('main', 'later', 'pause', '', 'cli', '2026-04-21 01:00Z', 'withdrawn', '2026-04-21 01:00:07Z',
     'no streamer took it in time', NULL, NULL))");
  const auto commands = object("/api/replay/commands").at("commands").as_array();
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(text(commands[0].at("status")), "withdrawn");
  EXPECT_TRUE(commands[0].at("before").is_null());
  const auto& speed = commands[1].as_object();
  EXPECT_EQ(text(speed.at("command")), "speed");
  EXPECT_EQ(text(speed.at("argument")), "24");
  EXPECT_EQ(text(speed.at("requested_by")), "api");
  EXPECT_EQ(text(speed.at("requested_at")), "2026-04-21T00:00:01+00:00");
  EXPECT_EQ(text(speed.at("answered_at")), "2026-04-21T00:00:02+00:00");
  EXPECT_EQ(text(speed.at("detail")), "done");
  EXPECT_EQ(text(speed.at("before").at("source_time")), "2021-03-11T00:00:00+00:00")
      << "the data has 100 days";
  EXPECT_EQ(speed.at("before").at("loop").to_number<int>(), 1);
  EXPECT_EQ(text(speed.at("before").at("next_label")), "2026-04-21T00:00:00+00:00");
  EXPECT_FALSE(speed.at("before").at("paused").as_bool());
  EXPECT_EQ(speed.at("after").at("speed").to_number<double>(), 24);
  EXPECT_EQ(text(speed.at("after").at("next_label")), "2026-04-21T00:00:02+00:00");
  EXPECT_TRUE(speed.at("after").at("paused").as_bool());
}

}  // namespace
}  // namespace flodata::test
