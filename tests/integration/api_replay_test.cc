// Status, metrics and control by HTTP: a real PostgreSQL, a real streamer, real sockets.
#include <unistd.h>

#include <cstdio>
#include <future>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "api/server.h"
#include "support/http_client.h"
#include "support/live_rows.h"
#include "support/stream_test.h"
#include "support/temporary_folder.h"

namespace flodata::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::string_view kToken = "correct-horse";

std::string authorization(std::string_view token) {
  return fmt::format("Authorization: Bearer {}\r\n", token);
}

class ApiReplayTest : public StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    start_api(std::string(kToken));
  }
  void TearDown() override {
    api_.reset();
    streamer_.reset();
    StreamTest::TearDown();
  }

  void start_api(const std::string& token) {
    api_.emplace(api::ServerOptions{.bind = "127.0.0.1",
                                    .port = 0,
                                    .threads = 1,
                                    .database = database(),
                                    .zone = utc_,
                                    .replay_token = token},
                 log_, clock_);
    api_->start();
  }

  /// Returns when the streamer is at work and the past is loaded.
  void start_streamer() {
    streamer_.emplace(path_, options(), clock_, log_);
    wait_for("SELECT bool_or(streamer_alive AND history_complete) FROM replay_status", "t");
  }

  HttpResponse get(const std::string& target) { return http_get(api_->port(), target); }
  json::value status() {
    const auto response = get("/api/status");
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }

  HttpResponse post(const std::string& command, const std::string& body = "",
                    const std::string& further_headers = authorization(kToken)) {
    HttpClient client(api_->port());
    send(client, command, body, further_headers);
    return client.receive();
  }
  static void send(HttpClient& client, const std::string& command, const std::string& body = "",
                   const std::string& further_headers = authorization(kToken)) {
    client.send(
        fmt::format("POST /api/replay/{} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n{}",
                    command, further_headers, body.size(), body));
  }
  /// Expects that the command was carried out and returns the answer.
  json::value carried_out(const std::string& command, const std::string& body = "",
                          const std::string& further_headers = authorization(kToken)) {
    const auto response = post(command, body, further_headers);
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }

  /// What promtool has to say of a text: nothing, and exit status 0, when all is well.
  std::pair<int, std::string> promtool(const std::string& text) {
    write_file(folder_ / "metrics.txt", text);
    const auto command =
        fmt::format("promtool check metrics < '{}' 2>&1", (folder_ / "metrics.txt").string());
    FILE* output = popen(command.c_str(), "r");
    std::string said;
    for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) said += static_cast<char>(c);
    return {pclose(output), said};
  }

  const TemporaryFolder folder_;
  const TimeZone utc_ = TimeZone::find("UTC").value();
  const SystemClock clock_;
  std::optional<api::Server> api_;
  std::optional<RunningStreamer> streamer_;
};

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

TEST_F(ApiReplayTest, PauseAndResumeAreCarriedOutAndSeenAtOnce) {
  start_streamer();
  const auto paused = carried_out("pause");
  EXPECT_EQ(text_of(paused.at("status")), "applied");
  EXPECT_EQ(text_of(paused.at("stream").at("state")), "paused");
  EXPECT_EQ(text_of(status().at("state")), "paused");
  EXPECT_TRUE(status().at("paused").as_bool());
  EXPECT_EQ(text_of(carried_out("pause").at("status")), "unchanged");
  const auto resumed = carried_out("resume", "{}");
  EXPECT_EQ(text_of(resumed.at("status")), "applied");
  EXPECT_FALSE(resumed.at("stream").at("paused").as_bool());
  EXPECT_EQ(text_of(status().at("state")), "streaming");
}

TEST_F(ApiReplayTest, StatusIsWhatTheDatabaseSays) {
  start_streamer();
  carried_out("pause");
  const auto stream = status();
  EXPECT_TRUE(stream.at("streamer_alive").as_bool());
  EXPECT_TRUE(stream.at("history_complete").as_bool());
  EXPECT_EQ(stream.at("process_id").as_int64(), getpid());
  EXPECT_EQ(std::to_string(stream.at("sequence").as_int64()), value("SELECT sequence FROM stream_state"));
  EXPECT_EQ(std::to_string(stream.at("epoch").as_int64()), value("SELECT epoch FROM stream_state"));
  EXPECT_EQ(
      value(fmt::format("SELECT max(time) = '{}' FROM production_data", text_of(stream.at("newest_label")))),
      "t");
  EXPECT_EQ(value(fmt::format("SELECT position = '{}' FROM stream_state", text_of(stream.at("source_time")))),
            "t");
  EXPECT_EQ(
      value(fmt::format("SELECT anchor_live = '{}' FROM stream_state", text_of(stream.at("anchor_live")))),
      "t");
}

TEST_F(ApiReplayTest, SeekGivesTheHourTheNextLabel) {
  start_streamer();
  carried_out("pause");
  carried_out("speed", "{\"value\": 3600}");
  const auto newest = text_of(status().at("newest_label"));
  const auto stream = carried_out("seek", "{\"value\": \"2007-09-08T13:20:00Z\"}").at("stream");
  EXPECT_EQ(text_of(stream.at("source_time")), "2007-09-08T13:00:00+00:00");
  EXPECT_EQ(text_of(stream.at("newest_label")), newest);
  EXPECT_GT(text_of(stream.at("next_label")), newest);
  carried_out("resume");
  const auto later = fmt::format(" FROM production_data WHERE time > '{}'", newest);
  wait_for("SELECT count(*) > 1" + later, "t");
  EXPECT_EQ(value("SELECT min(original_time) = '2007-09-08 13:00Z'" + later), "t");
  EXPECT_EQ(value("SELECT array_agg(time ORDER BY time) = array_agg(time ORDER BY original_time)" + later),
            "t");
}

TEST_F(ApiReplayTest, SpeedIsTakenFromBodyOrQuery) {
  start_streamer();
  EXPECT_EQ(carried_out("speed", "{\"value\": 2.5}").at("stream").at("speed").to_number<double>(), 2.5);
  EXPECT_EQ(carried_out("speed?value=0.5").at("stream").at("speed").to_number<double>(), 0.5);
  EXPECT_EQ(value("SELECT string_agg(argument, ',' ORDER BY id) FROM replay_command"), "2.5,0.5");
}

TEST_F(ApiReplayTest, ReAnchorMakesTheDayToday) {
  start_streamer();
  carried_out("pause");
  const auto stream = carried_out("re-anchor", "{\"value\": 5}").at("stream");
  EXPECT_EQ(text_of(stream.at("anchor_source")), "2007-09-05T22:00:00+00:00");
}

TEST_F(ApiReplayTest, SameIdempotencyKeyIsCarriedOutOnce) {
  start_streamer();
  carried_out("pause");
  const auto headers = authorization(kToken) + "Idempotency-Key: three steps\r\n";
  const auto first = carried_out("step", "{\"value\": 3}", headers);
  const auto position = value("SELECT coalesce(hold_position, position) FROM stream_state");
  const auto again = carried_out("step", "{\"value\": 3}", headers);
  EXPECT_EQ(again.at("id"), first.at("id"));
  EXPECT_EQ(text_of(again.at("request_id")), "three steps");
  EXPECT_EQ(value("SELECT count(*) FROM replay_command WHERE command = 'step'"), "1");
  EXPECT_EQ(value("SELECT coalesce(hold_position, position) FROM stream_state"), position);
  const auto other = post("step", "{\"value\": 4}", headers);
  EXPECT_EQ(other.status, 409);
  EXPECT_NE(other.body.find("key-used"), std::string::npos) << other.body;
  EXPECT_EQ(value("SELECT count(*) FROM replay_command WHERE command = 'step'"), "1");
}

TEST_F(ApiReplayTest, RefusedCommandIs409WithTheStreamersWords) {
  start_streamer();
  const auto response = post("seek", "{\"value\": \"2031-01-01\"}");
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(text_of(json::parse(response.body).at("detail")),
            value("SELECT detail FROM replay_command WHERE status = 'refused'"));
}

TEST_F(ApiReplayTest, EveryCommandIsRecordedWithWhoAskedAndWhatBecameOfIt) {
  start_streamer();
  carried_out("pause");
  carried_out("pause");
  post("seek", "{\"value\": \"2031-01-01\"}");
  carried_out("resume");
  EXPECT_EQ(value("SELECT string_agg(command || ' ' || status || ' ' || requested_by, ', ' ORDER BY id) FROM "
                  "replay_command"),
            "pause applied api, pause unchanged api, seek refused api, resume applied api");
  EXPECT_EQ(value("SELECT count(*) FROM replay_command WHERE answered_at IS NULL OR state_after IS NULL"),
            "0");
}

TEST_F(ApiReplayTest, WithoutTheTokenNothingIsRecorded) {
  start_streamer();
  carried_out("pause");
  EXPECT_EQ(post("resume", "", "").status, 401);
  EXPECT_EQ(post("resume", "", authorization("wrong-horse")).status, 401);
  EXPECT_EQ(post("speed", "{\"value\": 0}").status, 422);
  start_api("");
  EXPECT_EQ(post("resume").status, 403);
  EXPECT_EQ(value("SELECT count(*) FROM replay_command"), "1");
  EXPECT_EQ(text_of(status().at("state")), "paused");
}

TEST_F(ApiReplayTest, ForeignPageIsGivenNoPermission) {
  HttpClient client(api_->port());
  client.send(
      "OPTIONS /api/replay/pause HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
      "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n");
  const auto preflight = client.receive();
  EXPECT_EQ(preflight.headers.at("allow"), "POST, OPTIONS");
  const std::string much(100'000, ' ');
  for (const auto& response : {preflight, post("pause"), post("pause", much)})
    for (const auto& [name, content] : response.headers)
      EXPECT_FALSE(name.starts_with("access-control-")) << response.status << " " << name;
}

TEST_F(ApiReplayTest, BeforeTheFirstStartThereIsNoStream) {
  const auto response = get("/api/status");
  EXPECT_EQ(response.status, 404);
  EXPECT_NE(response.body.find("no stream yet"), std::string::npos) << response.body;
  EXPECT_EQ(post("pause").status, 404);
  EXPECT_EQ(value("SELECT count(*) FROM replay_command"), "0");
  const auto metrics = get("/metrics").body;
  EXPECT_NE(metrics.find("\nflodata_database_up 1\n"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("\nflodata_stream_up 0\n"), std::string::npos) << metrics;
}

TEST_F(ApiReplayTest, OlderSchemaIs503) {
  execute_sql(database(), "DROP VIEW replay_status");
  EXPECT_EQ(get("/api/status").status, 503);
}

TEST_F(ApiReplayTest, WithoutStreamerTheCommandIsWithdrawnAndNothingHappensLater) {
  start_streamer();
  carried_out("pause");
  streamer_.reset();
  const auto response = post("resume");
  EXPECT_EQ(response.status, 503) << response.body;
  EXPECT_EQ(response.headers.at("retry-after"), "5");
  EXPECT_NE(response.body.find("no-streamer"), std::string::npos) << response.body;
  EXPECT_EQ(value("SELECT status FROM replay_command WHERE command = 'resume'"), "withdrawn");
  start_streamer();
  EXPECT_EQ(text_of(carried_out("pause").at("status")), "unchanged");
}

TEST_F(ApiReplayTest, OtherRequestsAreAnsweredWhileACommandWaits) {
  start_streamer();
  carried_out("pause");
  streamer_.reset();
  HttpClient waiting(api_->port());
  send(waiting, "resume");
  EXPECT_EQ(get("/api/wells").status, 200);  // the only I/O thread
  start_streamer();
  EXPECT_EQ(waiting.receive().status, 200);
}

TEST_F(ApiReplayTest, StopTakesAWaitingCommandBackAtOnce) {
  start_streamer();
  carried_out("pause");
  streamer_.reset();
  HttpClient client(api_->port());
  send(client, "resume");
  wait_for("SELECT count(*) FROM replay_command WHERE status = 'pending'", "1");
  const auto begin = std::chrono::steady_clock::now();
  api_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms);
  EXPECT_EQ(client.receive().status, 503);
  EXPECT_EQ(value("SELECT status FROM replay_command WHERE command = 'resume'"), "withdrawn");
}

TEST_F(ApiReplayTest, StopDoesNotWaitForADatabaseThatDoesNotAnswer) {
  start_streamer();
  carried_out("pause");
  streamer_.reset();
  const TableLock lock(database(), "replay_command");
  HttpClient client(api_->port());
  send(client, "resume");
  lock.wait_for_waiting(1);
  const auto begin = std::chrono::steady_clock::now();
  api_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

TEST_F(ApiReplayTest, CommandThatTheDatabaseHoldsUpEndsInTimeAndIsNotRecordedLater) {
  start_streamer();
  carried_out("pause");
  streamer_.reset();
  HttpClient client(api_->port());
  {
    const TableLock lock(database(), "replay_command");
    send(client, "resume");
    const auto response = client.receive();
    EXPECT_EQ(response.status, 503);
    EXPECT_NE(response.body.find("Idempotency-Key"), std::string::npos) << response.body;
  }
  EXPECT_EQ(value("SELECT count(*) FROM replay_command"), "1");
}

TEST_F(ApiReplayTest, PromtoolFindsNothingWrongWithTheMetrics) {
  start_streamer();
  carried_out("pause");
  carried_out("resume");
  // A beat later:
  wait_for(R"(SELECT metrics LIKE '%commands_total{status="applied"} 2%' FROM replay_status)", "t");
  const auto text = get("/metrics").body;
  for (const auto* name :
       {"flodata_stream_rows_total{", "flodata_stream_commit_seconds_bucket{", "flodata_stream_lag_seconds ",
        "flodata_stream_newest_label_timestamp_seconds ", "flodata_stream_up 1", "flodata_database_up 1"})
    EXPECT_NE(text.find(name), std::string::npos) << name;
  const auto [exit_status, said] = promtool(text);
  EXPECT_EQ(exit_status, 0) << said;
  EXPECT_EQ(said, "");
}

TEST_F(ApiReplayTest, StreamerThatFellSilentTakesItsCountersAlong) {
  start_streamer();
  carried_out("pause");
  streamer_.reset();
  execute_sql(database(), "UPDATE streamer_heartbeat SET seen_at = now() - interval '6 seconds'");
  const auto text = get("/metrics").body;
  EXPECT_EQ(text.find("flodata_stream_rows_total"), std::string::npos) << text;
  EXPECT_NE(text.find("\nflodata_stream_up 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nflodata_stream_paused 1\n"), std::string::npos) << text;
  EXPECT_EQ(promtool(text), (std::pair<int, std::string>(0, "")));
  EXPECT_EQ(text_of(status().at("state")), "stopped");
}

TEST_F(ApiReplayTest, OutageIsAMetricAndA503AndEndsByItself) {
  start_streamer();
  carried_out("pause");
  server().stop();
  const auto away = get("/metrics");
  EXPECT_EQ(away.status, 200);
  EXPECT_NE(away.body.find("\nflodata_database_up 0\n"), std::string::npos) << away.body;
  EXPECT_NE(away.body.find("\nflodata_stream_up 0\n"), std::string::npos) << away.body;
  EXPECT_EQ(promtool(away.body), (std::pair<int, std::string>(0, "")));
  EXPECT_EQ(get("/api/status").status, 503);
  EXPECT_EQ(post("resume").status, 503);
  server().start();
  EXPECT_NE(get("/metrics").body.find("\nflodata_database_up 1\n"), std::string::npos);
  EXPECT_EQ(text_of(carried_out("resume").at("status")), "applied");
}

TEST_F(ApiReplayTest, EveryCommandIsInTheAuditWithWhatItDid) {
  start_streamer();
  carried_out("pause");
  carried_out("speed", R"({"value": 3600})");
  carried_out("seek", R"({"value": "2007-09-05T03:00:00Z"})",
              authorization(kToken) + "Idempotency-Key: there\r\n");
  const auto commands = json::parse(get("/api/replay/commands").body).at("commands").as_array();
  ASSERT_EQ(commands.size(), 3U);
  EXPECT_EQ(text_of(commands[0].at("command")), "seek");
  EXPECT_EQ(text_of(commands[0].at("request_id")), "there");
  EXPECT_EQ(text_of(commands[0].at("after").at("source_time")), "2007-09-05T03:00:00+00:00");
  EXPECT_EQ(commands[1].at("before").at("speed").to_number<double>(), 1);
  EXPECT_EQ(commands[1].at("after").at("speed").to_number<double>(), 3600);
  EXPECT_TRUE(commands[2].at("after").at("paused").as_bool());
  for (const auto& command : commands) {
    EXPECT_EQ(text_of(command.at("requested_by")), "api");
    EXPECT_EQ(text_of(command.at("status")), "applied");
  }
  const auto segments = json::parse(get("/api/replay/segments").body);
  EXPECT_TRUE(segments.at("pauses").as_array().back().at("end_time").is_null());
  EXPECT_EQ(text_of(segments.at("segments").as_array().front().at("begins_with")), "start");
  EXPECT_EQ(segments.at("segments").as_array().back().at("speed").to_number<double>(), 3600);
}

}  // namespace
}  // namespace flodata::test
