// The API over real sockets and a real PostgreSQL: the spec's requests, limits, outages and stopping.
#include <future>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/error.h"
#include "support/api_test.h"
#include "support/live_rows.h"

namespace flodata::test {
namespace {

namespace json = boost::json;

constexpr auto kNow = Instant{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1}};

class ApiServerTest : public ApiTest {
 protected:
  ApiServerTest() : ApiTest(kNow) {}
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    insert_well(database(), "15/9-F-11");
    insert_well(database(), "15/9-F-12");
    insert_hours(database(), "NO-15/9-F-11", "2008-02-20T00:00:00Z", "2008-02-29T23:00:00Z");
    insert_hours(database(), "NO-15/9-F-12", "2008-02-28T00:00:00Z", "2008-02-28T03:00:00Z");
    start_server("UTC", 2);
  }
  static std::vector<std::string> times(const json::array& rows) {
    std::vector<std::string> times;
    for (const auto& row : rows) times.emplace_back(row.at("time").as_string());
    return times;
  }
};

TEST_F(ApiServerTest, HealthIsAsTheSpecShowsIt) {
  const auto response = get("/health");
  EXPECT_EQ(response.status, 200);
  const json::value expected = {{"status", "healthy"},
                                {"description", "Real-time production data from Volve field simulation"},
                                {"database", "connected"},
                                {"timestamp", "2008-03-01T00:00:00+00:00"}};
  EXPECT_EQ(json::parse(response.body), expected);
}

TEST_F(ApiServerTest, WellsAreAsTheSpecShowsThem) {
  EXPECT_EQ(get("/api/wells").body, R"({"wells":["NO-15/9-F-11","NO-15/9-F-12"]})");
}

TEST_F(ApiServerTest, LatestIsNewestFirstUnderTheCanonicalName) {
  const auto latest = rows("/api/production/NO-15/9-F-11A/latest?hours=24");
  ASSERT_EQ(latest.size(), 24U);
  EXPECT_EQ(latest.front().at("time").as_string(), "2008-02-29T23:00:00+00:00");
  EXPECT_EQ(latest.back().at("time").as_string(), "2008-02-29T00:00:00+00:00");
  EXPECT_EQ(latest.front().at("well_name").as_string(), "NO-15/9-F-11");
  EXPECT_EQ(latest.front().at("oil_rate").to_number<double>(), 239);
  EXPECT_TRUE(latest.front().at("water_rate").is_null());
}

TEST_F(ApiServerTest, LatestCountsHoursBackFromTheNewestRowAndTakes24Unasked) {
  insert_hours(database(), "NO-15/9-F-12", "2008-02-29T02:00:00Z", "2008-02-29T03:00:00Z");
  const auto latest = rows("/api/production/F-12/latest");
  EXPECT_EQ(times(latest),
            (std::vector<std::string>{"2008-02-29T03:00:00+00:00", "2008-02-29T02:00:00+00:00"}));
  EXPECT_EQ(rows("/api/production/F-12/latest?hours=25").size(), 3U);
}

TEST_F(ApiServerTest, RangeIsOldestFirstWithBothEnds) {
  const auto day =
      rows("/api/production/NO-15/9-F-11A/range?start_time=2008-02-29T00:00:00&end_time=2008-02-29T23:59:59");
  ASSERT_EQ(day.size(), 24U);
  EXPECT_EQ(day.front().at("time").as_string(), "2008-02-29T00:00:00+00:00");
  EXPECT_EQ(
      times(rows("/api/production/F-12/range?start_time=2008-02-28T01:00:00Z&end_time=2008-02-28T02:00:00Z")),
      (std::vector<std::string>{"2008-02-28T01:00:00+00:00", "2008-02-28T02:00:00+00:00"}));
  EXPECT_TRUE(rows("/api/production/F-12/range?start_time=2010-01-01&end_time=2011-01-01").empty());
}

TEST_F(ApiServerTest, EveryFormOfAWellsNameGivesTheSameAnswer) {
  const auto expected = get("/api/production/NO-15/9-F-12/latest").body;
  EXPECT_NE(expected, "[]");
  for (const auto* name :
       {"NO-15%2F9-F-12", "15/9-F-12", "15%2f9-F-12", "NO%2015/9-F-12%20H", "F-12", "f-12"})
    EXPECT_EQ(get(fmt::format("/api/production/{}/latest", name)).body, expected) << name;
}

TEST_F(ApiServerTest, TimesAreLocalTimesOfTheTargetZone) {
  start_server("Europe/Oslo");
  const auto latest = rows("/api/production/F-11/latest?hours=1");
  EXPECT_EQ(latest.front().at("time").as_string(), "2008-03-01T00:00:00+01:00");
  const auto found =
      rows("/api/production/F-11/range?start_time=2008-03-01T00:00:00&end_time=2008-03-01T00:00:00");
  EXPECT_EQ(times(found), (std::vector<std::string>{"2008-03-01T00:00:00+01:00"}));
}

TEST_F(ApiServerTest, RowsHaveTheTablesColumnsInItsOrder) {
  const auto columns = query_column(database(),
                                    "SELECT column_name FROM information_schema.columns"
                                    " WHERE table_name = 'production_data' ORDER BY ordinal_position");
  std::vector<std::string> keys;
  const auto latest = rows("/api/production/F-11/latest?hours=1");
  for (const auto& member : latest.front().as_object()) keys.emplace_back(member.key());
  EXPECT_EQ(keys, columns);
}

TEST_F(ApiServerTest, UnitsAreConvertedAndNamed) {
  const auto metric = get("/api/production/F-11/latest?hours=1");
  const auto field = get("/api/production/F-11/latest?hours=1&units=field");
  EXPECT_EQ(json::parse(metric.headers.at("flodata-units")).at("oil_rate").as_string(), "Sm3/d");
  EXPECT_EQ(json::parse(field.headers.at("flodata-units")).at("oil_rate").as_string(), "stb/d");
  EXPECT_NEAR(json::parse(field.body).at(0).at("oil_rate").to_number<double>(), 239 * 6.2898, 1e-9);
}

TEST_F(ApiServerTest, QualityComesAsAnObject) {
  execute_sql(
      database(),
      "UPDATE production_data SET quality = '{\"avg_downhole_pressure\": {\"status\": \"Bad\", \"rule\": "
      "\"R5\"}}', avg_downhole_pressure = NULL WHERE well_name = 'NO-15/9-F-11'");
  const auto latest = rows("/api/production/F-11/latest?hours=1");
  EXPECT_EQ(latest.front().at("quality").at("avg_downhole_pressure").at("rule").as_string(), "R5");
  EXPECT_TRUE(latest.front().at("avg_downhole_pressure").is_null());
}

TEST_F(ApiServerTest, UnknownWellIs404WithTheNearest) {
  const auto response = get("/api/production/NO-15/9-F-14/latest?hours=24");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.at("content-type"), "application/problem+json");
  const auto detail = std::string(json::parse(response.body).at("detail").as_string());
  EXPECT_TRUE(detail.starts_with("Well 'NO-15/9-F-14' not found")) << detail;
  EXPECT_NE(detail.find("NO-15/9-F-11"), std::string::npos) << detail;
}

TEST_F(ApiServerTest, NameOfAWellToComeFindsNobody) {
  EXPECT_EQ(get("/api/production/F-11A/latest?hours=1").status, 200);
  execute_sql(database(),
              "INSERT INTO source_well SELECT well_name, npd_well_bore_name, well_bore_code FROM well;"
              "INSERT INTO source_well VALUES ('NO-15/9-F-11A', '15/9-F-11 A', 'NO 15/9-F-11 A')");
  for (const auto* path : {"/api/production/F-11A/latest?hours=1", "/api/production/NO-15/9-F-11A/latest",
                           "/api/production?wells=F-11A", "/api/wells/F-11%20B"})
    EXPECT_EQ(get(path).status, 404) << path;
  EXPECT_EQ(get("/api/production/F-11/latest?hours=1").status, 200);
  EXPECT_EQ(get("/api/wells").body.find("F-11A"), std::string::npos);
}

TEST_F(ApiServerTest, WellIsKnownAtOnceAndASidetracksNameStopsMeaningItsNeighbour) {
  EXPECT_EQ(get("/api/production/F-14/latest").status, 404);
  insert_well(database(), "15/9-F-14");
  EXPECT_EQ(get("/api/production/F-14/latest").body, "[]");
  EXPECT_EQ(rows("/api/production/F-11A/latest?hours=1").front().at("well_name").as_string(), "NO-15/9-F-11");
  insert_well(database(), "15/9-F-11 A");
  EXPECT_EQ(get("/api/production/F-11A/latest").body, "[]");
}

TEST_F(ApiServerTest, WindowOfManyRowsComesAsAWhole) {
  execute_sql(
      database(),
      "INSERT INTO production_data (time, original_time, well_name)"
      " SELECT t, t, 'NO-15/9-F-12' FROM generate_series(timestamptz '2010-01-01Z', timestamptz '2010-01-01Z'"
      " + interval '100000 seconds', interval '1 second') t");
  EXPECT_EQ(rows("/api/production/F-12/range?start_time=2010-01-01&end_time=2011-01-01").size(), 100'001U);
}

TEST_F(ApiServerTest, ServersErrorTextStaysInTheLog) {
  execute_sql(database(), "ALTER TABLE production_data DROP COLUMN avg_whp_p CASCADE");
  const auto response = get("/api/production/F-11/latest");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("avg_whp_p"), std::string::npos) << response.body;
}

TEST_F(ApiServerTest, HeadHasTheHeadOfGetAndNoBody) {
  HttpClient client(server_->port());
  const auto got = client.get("/api/wells");
  const auto head = client.request("HEAD", "/api/wells");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers, got.headers);
  EXPECT_EQ(client.get("/api/wells").body, got.body);  // the connection is still in step
}

TEST_F(ApiServerTest, PipelinedRequestsAreAnsweredInOrder) {
  HttpClient client(server_->port());
  client.send(
      "GET /api/wells HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 404);
}

TEST_F(ApiServerTest, ConnectionCloseAndHttp10AreClosedAfterTheAnswer) {
  HttpClient asked(server_->port());
  EXPECT_EQ(asked.request("GET", "/health", "Connection: close\r\n").status, 200);
  EXPECT_TRUE(asked.closed_by_server());
  HttpClient old(server_->port());
  old.send("GET /health HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.receive().status, 200);
  EXPECT_TRUE(old.closed_by_server());
}

/// Sends bytes on a new connection; checks that a problem document of `status` comes and the connection
/// closes.
void expect_refusal(std::uint16_t port, std::string_view bytes, int status) {
  HttpClient client(port);
  client.send(bytes);
  const auto response = client.receive();
  EXPECT_EQ(response.status, status);
  EXPECT_EQ(response.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(json::parse(response.body).at("status").as_int64(), status);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ApiServerTest, WhatIsNoHttpIs400) {
  expect_refusal(server_->port(), "GARBAGE\r\n\r\n", 400);
  expect_refusal(server_->port(), "GET /health HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400);
  expect_refusal(server_->port(), "GET /health HTTP/1.1\r\nno colon\r\n\r\n", 400);
  expect_refusal(server_->port(), "GET /health HTTP/1.1\r\n\r\n", 400);
  expect_refusal(server_->port(), "GET /health HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400);
  expect_refusal(server_->port(), "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
  expect_refusal(server_->port(), "POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
                 400);
}

TEST_F(ApiServerTest, FoldedLineIs400AlsoWhenItComesInTwoParts) {
  HttpClient client(server_->port());
  client.send(
      "GET /api/wells HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\nX: "
      "y\r\n");
  EXPECT_EQ(client.receive().status, 200);  // so what follows it has been read
  client.send(" Transfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ApiServerTest, HeadInManyPartsIsRead) {
  HttpClient client(server_->port());
  const std::string first = "GET /api/wells HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (std::size_t cut = 1; cut < first.size(); ++cut) {
    client.send(first + first.substr(0, cut));
    EXPECT_EQ(client.receive().status, 200);
    client.send(first.substr(cut));
    EXPECT_EQ(client.receive().status, 200) << "cut at " << cut;
  }
}

TEST_F(ApiServerTest, RequestThatDoesNotArriveAsAWholeIs408) {
  HttpClient body(server_->port());
  body.send("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab");
  expect_refusal(server_->port(), "GET /health HTTP/1.1\r\nHos", 408);  // after 10 s
  EXPECT_EQ(body.receive().status, 408);
  EXPECT_TRUE(body.closed_by_server());
}

TEST_F(ApiServerTest, EmptyLineBeforeARequestIsPassedOver) {
  HttpClient client(server_->port());
  client.send("\r\nGET /api/wells HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ApiServerTest, WhatTheServerCanDoAsAWholeIsAnswered) {
  const auto response = HttpClient(server_->port()).request("OPTIONS", "*");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.at("allow"), "GET, HEAD, OPTIONS");
}

TEST_F(ApiServerTest, UpgradeThatCannotBeMadeIsRefused) {
  const std::string upgrade =
      "GET /api/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  HttpClient old(server_->port());
  old.send(upgrade + key + "Sec-WebSocket-Version: 8\r\n\r\n");
  const auto response = old.receive();
  EXPECT_EQ(response.status, 426);
  EXPECT_EQ(response.headers.at("sec-websocket-version"), "13");
  expect_refusal(server_->port(), upgrade + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n", 400);
}

TEST_F(ApiServerTest, BodyIsInvitedWhenTheClientAsks) {
  HttpClient client(server_->port());
  const std::string head =
      "POST /health HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ";
  client.send(head + "2\r\n\r\n");
  EXPECT_EQ(client.receive_head().status, 100);
  client.send("{}");
  EXPECT_EQ(client.receive().status, 405);
  client.send(head + "2\r\n\r\n{}");  // it did not wait: nothing to invite
  EXPECT_EQ(client.receive().status, 405);
  client.send(head + "2\r\n\r\n{");  // nor here
  client.send("}");
  EXPECT_EQ(client.receive().status, 405);
  client.send(head + "100000\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413);
}

TEST_F(ApiServerTest, OversizedHeadersAre431AndOversizedBodiesAre413) {
  const std::string much(100'000, 'a');
  expect_refusal(server_->port(), "GET /health HTTP/1.1\r\nX: " + much + "\r\n\r\n", 431);
  expect_refusal(server_->port(), "GET /" + much + " HTTP/1.1\r\n\r\n", 431);
  expect_refusal(server_->port(), "POST /health HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + much, 413);
}

TEST_F(ApiServerTest, StalledQueryDoesNotHoldUpOtherRequestsOfItsThread) {
  start_server("UTC", 1);
  HttpClient stalled(server_->port());
  {
    const TableLock lock(database(), "production_data");
    stalled.send("GET /api/production/F-11/latest?hours=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    lock.wait_for_waiting(1);
    EXPECT_EQ(get("/api/wells").status, 200);
  }
  EXPECT_EQ(stalled.receive().status, 200);
}

TEST_F(ApiServerTest, OutageIs503AndEndsByItself) {
  HttpClient client(server_->port());
  EXPECT_EQ(client.get("/api/wells").status, 200);
  server().stop();
  for (const auto* target : {"/api/wells", "/api/production/F-11/latest"}) {
    const auto response = client.get(target);
    EXPECT_EQ(response.status, 503) << target;
    EXPECT_EQ(response.headers.at("retry-after"), "1");
    EXPECT_EQ(response.headers.at("content-type"), "application/problem+json");
  }
  EXPECT_EQ(client.get("/health").status, 503);
  server().start();
  EXPECT_EQ(client.get("/health").status, 200);
  EXPECT_EQ(rows("/api/production/F-11/latest?hours=3").size(), 3U);
}

TEST_F(ApiServerTest, DatabaseWithoutTablesIs503UntilTheyAreMade) {
  execute_sql(database(), "ALTER TABLE well RENAME TO later");
  const auto response = get("/api/wells");
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(response.body.find("flodata db migrate"), std::string::npos);
  execute_sql(database(), "ALTER TABLE later RENAME TO well");
  EXPECT_EQ(get("/api/wells").status, 200);
}

TEST_F(ApiServerTest, TakenPortIsNamedWithTheCure) {
  api::Server second({.bind = "127.0.0.1",
                      .port = server_->port(),
                      .threads = 1,
                      .database = database(),
                      .zone = TimeZone::find("UTC").value()},
                     log_, clock_);
  try {
    second.start();
    FAIL() << "two servers on one port";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::conflict);
    const std::string message = failure.what();
    EXPECT_NE(message.find(fmt::format("port {} on 127.0.0.1", server_->port())), std::string::npos)
        << message;
    EXPECT_NE(message.find("API_PORT"), std::string::npos) << message;
  }
}

TEST_F(ApiServerTest, ForeignAddressIsRefusedWithTheCure) {
  api::Server foreign({.bind = "192.0.2.1",  // TEST-NET-1 (RFC 5737): nobody's
                       .port = 0,
                       .threads = 1,
                       .database = database(),
                       .zone = TimeZone::find("UTC").value()},
                      log_, clock_);
  EXPECT_THROW(foreign.start(), Failure);
}

TEST_F(ApiServerTest, StopClosesIdleConnectionsAtOnce) {
  HttpClient idle(server_->port());
  EXPECT_EQ(idle.get("/health").status, 200);
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(900));
  EXPECT_TRUE(idle.closed_by_server());
  EXPECT_THROW(get("/health"), Failure);
}

TEST_F(ApiServerTest, StopLetsARequestInFlightFinish) {
  HttpClient client(server_->port());
  std::optional<TableLock> lock(std::in_place, database(), "production_data");
  client.send("GET /api/production/F-11/latest?hours=2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  lock->wait_for_waiting(1);
  auto stopped = std::async(std::launch::async, [this] { server_->stop(); });
  lock.reset();
  const auto response = client.receive();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(json::parse(response.body).as_array().size(), 2U);
  stopped.get();
}

TEST_F(ApiServerTest, StopDoesNotWaitForAStalledRequestForLong) {
  HttpClient client(server_->port());
  const TableLock lock(database(), "production_data");
  client.send("GET /api/production/F-11/latest HTTP/1.1\r\nHost: localhost\r\n\r\n");
  lock.wait_for_waiting(1);
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

TEST_F(ApiServerTest, ManyClientsAtOnceAreAllAnswered) {
  std::vector<std::future<int>> answers;
  for (int i = 0; i < 32; ++i)
    answers.push_back(std::async(std::launch::async, [this] {
      HttpClient client(server_->port());
      int good = 0;
      for (int n = 0; n < 20; ++n)
        good += client.get("/api/production/F-11/latest?hours=5").status == 200 ? 1 : 0;
      return good;
    }));
  for (auto& answer : answers) EXPECT_EQ(answer.get(), 20);
}

}  // namespace
}  // namespace flodata::test
