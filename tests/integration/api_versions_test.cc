// Answers by version and the news of commits, over real sockets and a real PostgreSQL.
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <sstream>
#include <thread>

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
constexpr std::string_view kLatest = "/api/production/F-11/latest?hours=3";

class ApiVersionsTest : public ApiTest {
 protected:
  ApiVersionsTest() : ApiTest(kNow) {}
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    insert_well(database(), "15/9-F-11");
    insert_well(database(), "15/9-F-12");
    insert_hours(database(), "NO-15/9-F-11", "2008-02-20T00:00:00Z", "2008-02-29T20:00:00Z");
    insert_hours(database(), "NO-15/9-F-12", "2008-02-28T00:00:00Z", "2008-02-29T20:00:00Z");
    commit_rows(database());
    start_server(1);
  }
  void start_server(unsigned threads) {
    ApiTest::start_server("UTC", threads);
    wait_for_version(query_value(database(), "SELECT sequence FROM stream_state"));
  }
  void wait_for_version(const std::string& sequence) { test::wait_for_version(server_->port(), sequence); }
  /// Adds an hour of both wells as a commit.
  void commit_hour(const std::string& hour) {
    for (const auto* well : {"NO-15/9-F-11", "NO-15/9-F-12"}) insert_hours(database(), well, hour, hour);
    commit_rows(database());
  }
};

TEST_F(ApiVersionsTest, ARepeatedRequestIsAnsweredFromWhatIsKept) {
  const auto first = get("/api/production/F-12/latest?hours=2");
  const auto again = get("/api/production/F-12/latest?hours=2");
  EXPECT_EQ(first.headers.at("flodata-cache"), "miss");
  EXPECT_EQ(again.headers.at("flodata-cache"), "hit");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.at("etag"), first.headers.at("etag"));
  EXPECT_EQ(again.headers.at("flodata-units"), first.headers.at("flodata-units"));
}

TEST_F(ApiVersionsTest, WhoHasTheAnswerIsToldSoUntilTheNextCommit) {
  const auto tag = get(kLatest).headers.at("etag");
  const auto header = fmt::format("If-None-Match: {}\r\n", tag);
  const auto same = get(kLatest, header);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.headers.at("etag"), tag);
  commit_hour("2008-02-29T21:00:00Z");
  wait_for_version("2");
  const auto changed = get(kLatest, header);
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(changed.headers.at("etag"), tag);
  EXPECT_EQ(json::parse(changed.body).at(0).at("time").as_string(), "2008-02-29T21:00:00+00:00");
}

TEST_F(ApiVersionsTest, AStarStandsForAnswersThatThereAre) {
  EXPECT_EQ(get("/api/production/XX/latest", "If-None-Match: *\r\n").status, 404);
}

TEST_F(ApiVersionsTest, ATagStandsForOneFormOfTheAnswerOnly) {
  const auto plain = get("/api/production/F-11/latest?hours=24").headers.at("etag");
  const auto gzip = get("/api/production/F-11/latest?hours=24", "Accept-Encoding: gzip\r\n");
  const auto field = get("/api/production/F-11/latest?hours=24&units=field").headers.at("etag");
  EXPECT_EQ(gzip.headers.at("content-encoding"), "gzip");
  EXPECT_NE(gzip.headers.at("etag"), plain);
  EXPECT_NE(field, plain);
  EXPECT_EQ(get("/api/production/F-11/latest?hours=24",
                fmt::format("Accept-Encoding: gzip\r\nIf-None-Match: {}\r\n", plain))
                .status,
            200);
}

TEST_F(ApiVersionsTest, ATagOutlivesTheServer) {
  const auto tag = get(kLatest).headers.at("etag");
  start_server(1);
  EXPECT_EQ(get(kLatest, fmt::format("If-None-Match: {}\r\n", tag)).status, 304);
}

TEST_F(ApiVersionsTest, ATagOfAnotherLineageIsNone) {
  const auto tag = get(kLatest).headers.at("etag");
  execute_sql(database(), "UPDATE stream_state SET lineage = lineage + 1");
  start_server(1);
  EXPECT_EQ(get(kLatest, fmt::format("If-None-Match: {}\r\n", tag)).status, 200);
}

TEST_F(ApiVersionsTest, AWellIsKnownFromItsFirstCommitOn) {
  EXPECT_EQ(get("/api/production/F-14/latest").status, 404);
  EXPECT_EQ(get("/api/production/F-11A/latest").status, 200);
  insert_well(database(), "15/9-F-14");
  insert_well(database(), "15/9-F-11 A");
  insert_hours(database(), "NO-15/9-F-14", "2008-02-29T21:00:00Z", "2008-02-29T21:00:00Z");
  commit_rows(database());
  wait_for_version("2");
  EXPECT_EQ(json::parse(get("/api/production/F-14/latest").body).as_array().size(), 1U);
  EXPECT_EQ(get("/api/production/F-11A/latest").body, "[]")
      << "it meant its neighbour before it was there itself";
}

TEST_F(ApiVersionsTest, OneQueryServesAllWhoAskAtOnce) {
  std::vector<std::future<HttpResponse>> answers;
  constexpr int kClients = 12;
  {
    const TableLock lock(database(), "production_data");
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.push_back(std::make_unique<HttpClient>(server_->port()));
      clients.back()->send("GET /api/production/F-12/latest?hours=7 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    lock.wait_for_waiting(1);
    EXPECT_EQ(get("/health").status, 200);  // by now the one thread has read the others' requests
    EXPECT_EQ(query_value(database(), "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"),
              "1");
    for (auto& client : clients)
      answers.push_back(
          std::async(std::launch::async, [held = std::move(client)] { return held->receive(); }));
  }
  for (auto& answer : answers) EXPECT_EQ(json::parse(answer.get().body).as_array().size(), 7U);
}

TEST_F(ApiVersionsTest, WithoutTheDatabaseNothingKeptIsServed) {
  EXPECT_EQ(get(kLatest).status, 200);
  server().stop();
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (get(kLatest).status != 503 && std::chrono::steady_clock::now() < give_up) {
  }
  EXPECT_EQ(get(kLatest).status, 503);
  server().start();
  wait_for_version("1");
}

TEST_F(ApiVersionsTest, CompressedAnswersAreShorterAndShortOnesAreLeftAlone) {
  const auto plain = get("/api/production/F-11/latest?hours=200").body.size();
  for (const auto* encoding : {"gzip", "zstd"}) {
    const auto response =
        get("/api/production/F-11/latest?hours=200", fmt::format("Accept-Encoding: {}\r\n", encoding));
    EXPECT_EQ(response.headers.at("content-encoding"), encoding);
    EXPECT_LT(response.body.size(), plain / 5);
  }
  EXPECT_FALSE(get("/api/wells", "Accept-Encoding: gzip\r\n").headers.contains("content-encoding"));
}

TEST_F(ApiVersionsTest, AnUnknownFormIs406NamingTheForms) {
  const auto response = get("/api/wells", "Accept: image/png\r\n");
  EXPECT_EQ(response.status, 406);
  EXPECT_EQ(response.headers.at("content-type"), "application/problem+json");
  EXPECT_NE(response.body.find("application/json"), std::string::npos) << response.body;
}

// --- news

/// A client that listens, reading event by event.
class Listener {
 public:
  Listener(std::uint16_t port, std::string_view target, std::string_view headers = "") : client_(port) {
    client_.send(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", target, headers));
    head_ = client_.receive_head();
  }
  [[nodiscard]] const HttpResponse& head() const { return head_; }

  struct Event {
    std::string id;
    std::string name;
    json::value data;
  };
  /// The next event; comments are passed over, for a minute.
  Event next() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < until) {
      std::string text;
      while (!text.ends_with("\n\n")) {
        const auto chunk = client_.receive_chunk();
        if (chunk.empty()) throw Failure(Code::io, "the stream of events ended");
        text += chunk;
      }
      Event event;
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("id: ")) event.id = line.substr(4, line.find('-') - 4);  // without the lineage
        if (line.starts_with("event: ")) event.name = line.substr(7);
        if (line.starts_with("data: ")) event.data = json::parse(line.substr(6));
      }
      if (!event.name.empty()) return event;
    }
    throw Failure(Code::timed_out, "no event came, only heartbeats");
  }
  bool ended() { return client_.receive_chunk().empty(); }

 private:
  HttpClient client_;
  HttpResponse head_;
};

std::vector<std::string> wells_of(const json::value& data) {
  std::vector<std::string> wells;
  for (const auto& row : data.at("rows").as_array()) wells.emplace_back(row.at("well_name").as_string());
  return wells;
}

TEST_F(ApiVersionsTest, AClientHearsOfEveryCommitWithItsRows) {
  Listener listener(server_->port(), "/api/stream");
  EXPECT_EQ(listener.head().headers.at("content-type"), "text/event-stream");
  EXPECT_EQ(listener.head().headers.at("connection"), "close") << "what it sends meanwhile is read away";
  EXPECT_EQ(listener.head().headers.at("x-accel-buffering"), "no");
  const auto opening = listener.next();
  EXPECT_EQ(opening.name, "connected");
  EXPECT_EQ(opening.id, "1");
  for (const auto* hour : {"2008-02-29T21:00:00Z", "2008-02-29T22:00:00Z"}) {
    commit_hour(hour);
    const auto event = listener.next();
    EXPECT_EQ(event.name, "rows");
    EXPECT_EQ(wells_of(event.data), (std::vector<std::string>{"NO-15/9-F-11", "NO-15/9-F-12"}));
    EXPECT_EQ(event.data.at("rows").at(0).at("time").as_string(), std::string(hour).replace(19, 1, "+00:00"));
    EXPECT_EQ(event.id, query_value(database(), "SELECT sequence FROM stream_state"));
  }
}

TEST_F(ApiVersionsTest, WhoFollowsTheStatusHearsOfItsChangesAndNotOfHours) {
  Listener listener(server_->port(), "/api/stream?status=true");
  EXPECT_EQ(listener.next().name, "connected");
  const auto first = listener.next();
  EXPECT_EQ(first.name, "status");
  EXPECT_EQ(first.id, "") << "it is no place to go on from";
  EXPECT_EQ(first.data.at("state").as_string(), "stopped");
  EXPECT_FALSE(first.data.at("paused").as_bool());
  const auto now = answer("/api/status").as_object();
  for (const auto& [key, value] : now)
    if (key != "server_time" && key != "lag_seconds") EXPECT_EQ(first.data.at(key), value) << key;
  commit_hour("2008-02-29T21:00:00Z");
  EXPECT_EQ(listener.next().name, "rows");
  execute_sql(database(), "UPDATE stream_state SET hold_position = position, held_at = now()");
  const auto paused = listener.next();
  EXPECT_EQ(paused.name, "status");
  EXPECT_TRUE(paused.data.at("paused").as_bool());
  commit_hour("2008-02-29T22:00:00Z");
  EXPECT_EQ(listener.next().name, "rows");
}

TEST_F(ApiVersionsTest, FiltersLeaveOtherWellsAndTagsOut) {
  Listener listener(server_->port(), "/api/stream?well=F-12&tags=oil_rate&units=field");
  listener.next();
  commit_hour("2008-02-29T21:00:00Z");
  const auto event = listener.next();
  EXPECT_EQ(wells_of(event.data), (std::vector<std::string>{"NO-15/9-F-12"}));
  const auto& row = event.data.at("rows").at(0).as_object();
  EXPECT_TRUE(row.contains("oil_rate"));
  EXPECT_FALSE(row.contains("gas_rate"));
}

TEST_F(ApiVersionsTest, ACommitWithoutRowsOfTheFilterSaysNothing) {
  Listener listener(server_->port(), "/api/stream?well=F-12");
  listener.next();
  insert_hours(database(), "NO-15/9-F-11", "2008-02-29T21:00:00Z", "2008-02-29T21:00:00Z");
  commit_rows(database());
  commit_hour("2008-02-29T22:00:00Z");
  EXPECT_EQ(listener.next().id, "3");
}

TEST_F(ApiVersionsTest, WhoWasAwayGoesOnWhereItWasAlsoAtAnotherServer) {
  commit_hour("2008-02-29T21:00:00Z");
  start_server(2);
  commit_hour("2008-02-29T22:00:00Z");
  Listener listener(server_->port(), "/api/stream", "Last-Event-ID: 1\r\n");
  EXPECT_EQ(listener.next().name, "connected");
  for (const auto* id : {"2", "3"}) {
    const auto event = listener.next();
    EXPECT_EQ(event.id, id);
    EXPECT_EQ(wells_of(event.data).size(), 2U);
  }
}

TEST_F(ApiVersionsTest, AnEventThatThisServerHasNotHeardOfIsLookedUp) {
  execute_sql(
      database(),
      "UPDATE stream_state SET sequence = 2; INSERT INTO stream_commit (stream_id, sequence, newest_label)"
      " SELECT stream_id, sequence, newest_label FROM stream_state");
  Listener listener(server_->port(), "/api/stream", "Last-Event-ID: 2\r\n");
  EXPECT_EQ(listener.head().status, 200);
  EXPECT_EQ(listener.next().id, "2");
  EXPECT_EQ(get("/api/stream?last_event_id=3").status, 409);
}

TEST_F(ApiVersionsTest, WhoListensIsToldThatTheStreamWasReplaced) {
  commit_hour("2008-02-29T21:00:00Z");
  Listener listener(server_->port(), "/api/stream", "Last-Event-ID: 1\r\n");
  EXPECT_EQ(listener.next().name, "connected");
  EXPECT_EQ(listener.next().id, "2");
  // A stream that begins again has numbers of its own for other commits.
  execute_sql(database(), "DELETE FROM production_data; DELETE FROM stream_commit; DELETE FROM stream_state");
  insert_hours(database(), "NO-15/9-F-11", "2008-01-01T00:00:00Z", "2008-01-01T01:00:00Z");
  commit_rows(database());
  const auto told = listener.next();
  EXPECT_EQ(told.name, "revision");
  EXPECT_EQ(told.id, "1");
  insert_hours(database(), "NO-15/9-F-11", "2008-01-01T02:00:00Z", "2008-01-01T02:00:00Z");
  commit_rows(database());
  const auto rows = listener.next();
  EXPECT_EQ(rows.id, "2");
  EXPECT_EQ(rows.data.at("rows").at(0).at("time").as_string(), "2008-01-01T02:00:00+00:00");
}

TEST_F(ApiVersionsTest, AnIdOfAStreamThatWasReplacedGetsARevisionWhateverItsNumber) {
  commit_hour("2008-02-29T21:00:00Z");
  start_server(2);
  for (const auto* id : {"1-7", "2-7", "99-7", "1.5-7", "0-7"}) {
    Listener listener(server_->port(), "/api/stream", fmt::format("Last-Event-ID: {}\r\n", id));
    EXPECT_EQ(listener.next().name, "connected") << id;
    const auto told = listener.next();
    EXPECT_EQ(told.name, "revision") << id;
    EXPECT_EQ(told.id, "2") << id;
  }
  const auto lineage = query_value(database(), "SELECT to_hex(lineage) FROM stream_state");
  Listener listener(server_->port(), fmt::format("/api/stream?last_event_id=1-{}", lineage));
  EXPECT_EQ(listener.next().id, "1");
  EXPECT_EQ(listener.next().name, "rows");
}

TEST_F(ApiVersionsTest, TheWholePastComesInPartsAndEveryPartCanBeGoneOnFrom) {
  insert_hours(database(), "NO-15/9-F-11", "2008-03-01T00:00:00Z", "2009-03-01T00:00:00Z");
  commit_rows(database());
  const auto expected = query_column(database(),
                                     "SELECT to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') "
                                     "|| well_name FROM production_data ORDER BY time, well_name");
  std::vector<std::string> got;
  std::string place = "0";
  int parts = 0;
  while (got.size() < expected.size()) {
    Listener listener(server_->port(), fmt::format("/api/stream?last_event_id={}", place));
    EXPECT_EQ(listener.next().id, place);
    const auto event = listener.next();
    for (const auto& row : event.data.at("rows").as_array())
      got.push_back(std::string(row.at("time").as_string()).substr(0, 19) +
                    std::string(row.at("well_name").as_string()));
    place = event.id;
    ASSERT_LT(++parts, 100);
  }
  EXPECT_EQ(got, expected);
  EXPECT_GT(parts, 2);
}

TEST_F(ApiVersionsTest, APlaceThatIsNoneIsRefused) {
  EXPECT_EQ(get("/api/stream", "Last-Event-ID: 99\r\n").status, 409);
  EXPECT_EQ(get("/api/stream", "Last-Event-ID: banana\r\n").status, 422);
  EXPECT_EQ(get("/api/stream?well=F-99").status, 404);
}

TEST_F(ApiVersionsTest, StoppingEndsTheStreamsInGoodOrder) {
  Listener listener(server_->port(), "/api/stream");
  listener.next();
  const auto begin = std::chrono::steady_clock::now();
  auto stopped = std::async(std::launch::async, [this] { server_->stop(); });
  EXPECT_TRUE(listener.ended());
  stopped.get();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(900));
}

TEST_F(ApiVersionsTest, AClientThatGoesIsNoticedAtOnce) {
  Listener stays(server_->port(), "/api/stream");
  stays.next();
  for (int i = 0; i < 50; ++i) Listener(server_->port(), "/api/stream").next();
  // Open sockets of this process: both ends of every connection that the server still holds.
  const auto open_ends = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (open_ends() > 60 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  EXPECT_LE(open_ends(), 60) << "connections of clients that are gone";
}

// Handshake and frames by hand (RFC 6455, 4 and 5.2): the example key and its answer are the RFC's.
TEST_F(ApiVersionsTest, TheSameComesByWebSocket) {
  HttpClient client(server_->port());
  client.send(
      "GET /api/stream?well=F-12 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  const auto head = client.receive_head();
  EXPECT_EQ(head.status, 101);
  EXPECT_EQ(head.headers.at("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const auto message = [&] {
    const auto start = client.take(2);
    EXPECT_EQ(static_cast<unsigned char>(start[0]), 0x81);  // a whole text message
    std::size_t size = static_cast<unsigned char>(start[1]);
    if (size == 126) {
      const auto bytes = client.take(2);
      size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) * 256 +
             static_cast<unsigned char>(bytes[1]);
    }
    return json::parse(client.take(size));
  };
  EXPECT_EQ(message().at("event").as_string(), "connected");
  commit_hour("2008-02-29T21:00:00Z");
  const auto rows = message();
  EXPECT_TRUE(rows.at("id").as_string().starts_with("2-"));
  EXPECT_EQ(wells_of(rows.at("data")), (std::vector<std::string>{"NO-15/9-F-12"}));
}

}  // namespace
}  // namespace flodata::test
