// What clients are told of rows that were removed because of their age.
#include <optional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "api/server.h"
#include "support/http_client.h"
#include "support/stream_test.h"

namespace flodata::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kHorizon =
    "SELECT to_char(horizon AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS+00:00') FROM stream_state";

class ApiRetentionTest : public StreamTest {
 protected:
  void TearDown() override {
    server_.reset();
    StreamTest::TearDown();
  }

  [[nodiscard]] streamer::StreamerOptions keeping(std::int64_t days) const {
    auto chosen = options();
    chosen.partitions.kept_days = days;
    return chosen;
  }

  /// Eight days.
  void stream_eight_days(std::int64_t kept_days) {
    stream_until_idle(kToday, keeping(kept_days));
    stream_until_idle(kToday + 24h * 8, keeping(kept_days));
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
  void expect_gone(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 410) << target << '\n' << response.body;
    if (response.status != 410) return;
    const auto document = boost::json::parse(response.body);
    EXPECT_EQ(document.at("type"), "urn:flodata:problem:removed-rows");
    EXPECT_EQ(document.at("horizon"), boost::json::value(value(kHorizon)));
    EXPECT_NE(response.body.find("because of their age"), std::string::npos) << response.body;
  }

  const ManualClock clock_{kToday + 24h * 8};
  std::optional<api::Server> server_;
};

TEST_F(ApiRetentionTest, QuestionsBeforeTheHorizonAreGone) {
  stream_eight_days(3);
  start_server();
  const auto horizon = value(kHorizon);
  for (const auto* target :
       {"/api/production?start=2026-11-25T00:00:00Z", "/api/production?start=-25d&interval=1d",
        "/api/production/A-1/range?start_time=2026-11-25T00:00:00Z&end_time=2026-11-26T00:00:00Z",
        "/api/production/A-1/range?start_time=2026-11-25T00:00:00Z&end_time=2026-12-23T00:00:00Z",
        "/api/field/production?start=-25d&interval=1d", "/api/production?asOf=3",
        "/api/production?asOf=2026-11-23T00:00:00Z"})
    expect_gone(target);
  EXPECT_EQ(get("/api/production?start=" + horizon.substr(0, 19) + "Z&interval=1d").status, 200);
  EXPECT_EQ(get("/api/production/A-1/latest?hours=8000").status, 200)
      << "counted back from the newest: what there is";
  EXPECT_EQ(get("/api/field/life").status, 200);
  const auto status = boost::json::parse(get("/api/status").body);
  EXPECT_EQ(status.at("horizon"), boost::json::value(horizon));
  EXPECT_EQ(status.at("retention_days"), 3);
}

TEST_F(ApiRetentionTest, CursorGoesOnUntilTheHorizonPassesItsPlace) {
  stream_until_idle(kToday, keeping(3));
  stream_until_idle(kToday + 24h * 8, keeping(3));
  start_server();
  const auto target = "/api/production?start=" + value(kHorizon).substr(0, 19) + "Z&limit=10";
  const auto page = get(target);
  ASSERT_EQ(page.status, 200) << page.body;
  const auto cursor = page.headers.find("flodata-next-cursor");
  ASSERT_NE(cursor, page.headers.end());
  EXPECT_EQ(get(target + "&cursor=" + cursor->second).status, 200);
  stream_until_idle(kToday + 24h * 14, keeping(3));
  start_server();
  expect_gone(target + "&cursor=" + cursor->second);
}

TEST_F(ApiRetentionTest, EventsThatResumeFromBeforeTheHorizonBeginWithARevision) {
  stream_eight_days(3);
  start_server();
  const auto gone = std::stoll(value("SELECT horizon_sequence FROM stream_state"));
  ASSERT_GT(gone, 5);
  for (const auto& id : {std::string("0"), std::string("3"), std::string("3.1764028800000000")}) {
    const auto body = get("/api/stream?limit=2&last_event_id=" + id).body;
    const auto revision = body.find(fmt::format("event: revision\ndata: {{\"sequence\":{}}}", gone));
    EXPECT_NE(revision, std::string::npos) << body.substr(0, 300);
    EXPECT_NE(body.find(fmt::format("\"sequence\":{},\"rows\"", gone + 1), revision), std::string::npos)
        << body.substr(0, 300);
  }
  const auto body = get(fmt::format("/api/stream?limit=1&last_event_id={}", gone)).body;
  EXPECT_EQ(body.find("revision"), std::string::npos) << "it missed nothing";
  EXPECT_EQ(
      value(fmt::format("SELECT count(*) FROM production_data p, stream_commit c WHERE c.sequence = {} AND "
                        "p.time <= c.newest_label",
                        gone)),
      "0");
}

}  // namespace
}  // namespace flodata::test
