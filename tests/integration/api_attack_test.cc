// Requests that mean harm, over real sockets and a real PostgreSQL: each is answered with what it deserves.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <thread>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "support/api_test.h"
#include "support/live_rows.h"

namespace flodata::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto kNow = Instant{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1}};
constexpr std::string_view kToken = "correct-horse-battery";
constexpr std::string_view kWrongToken = "wrong-horse-battery";
constexpr std::string_view kUpgrade =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

class ApiAttackTest : public ApiTest {
 protected:
  ApiAttackTest() : ApiTest(kNow) {}
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    insert_well(database(), "15/9-F-12");
    insert_hours(database(), "NO-15/9-F-12", "2008-02-28T00:00:00Z", "2008-02-28T03:00:00Z");
    start();
  }
  void start(const std::string& hosts = "", const http::SessionLimits& limits = {},
             const http::ClientLimits& clients = {}, unsigned threads = 1) {
    server_.reset();
    server_.emplace(api::ServerOptions{.bind = "127.0.0.1",
                                       .port = 0,
                                       .threads = threads,
                                       .database = database(),
                                       .zone = TimeZone::find("UTC").value(),
                                       .replay_token = std::string(kToken),
                                       .hosts = hosts,
                                       .limits = limits,
                                       .clients = clients},
                    log_, clock_);
    server_->start();
  }
  HttpResponse ask(std::string_view bytes) {
    HttpClient client(server_->port());
    client.send(bytes);
    return client.receive();
  }
  HttpResponse ask_host(std::string_view host, std::string_view further = "",
                        std::string_view target = "/health") {
    return ask(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", target, host, further));
  }
  /// Sends a chunked request with `trailers`, in one part or cut before them.
  HttpResponse ask_with_trailers(std::string_view head, std::string_view trailers, bool cut) {
    HttpClient client(server_->port());
    const auto first = fmt::format("{}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n", head);
    const auto rest = fmt::format("{}\r\n", trailers);
    if (cut) {
      client.send(first);
      client.send(rest);
    } else {
      client.send(first + rest);
    }
    return client.receive();
  }
  static std::string speed_request(std::string_view token) {
    return fmt::format(
        "POST /api/replay/speed HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: "
        "0\r\n\r\n",
        token);
  }
  std::string type_of(const HttpResponse& response) {
    return std::string(json::parse(response.body).at("type").as_string());
  }
};

TEST_F(ApiAttackTest, WhatFollowsABodyIsNoHeader) {
  const std::string pause = "POST /api/replay/pause HTTP/1.1\r\nHost: localhost\r\n";
  const auto authorization = fmt::format("Authorization: Bearer {}\r\n", kToken);
  const std::string stream = "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n";
  for (const bool cut : {false, true}) {
    EXPECT_EQ(ask_with_trailers(pause, authorization, cut).status, 401) << cut;
    EXPECT_EQ(ask_with_trailers("GET /health HTTP/1.1\r\n", "Host: localhost\r\n", cut).status, 400) << cut;
    EXPECT_NE(ask_with_trailers(stream, kUpgrade, cut).status, 101) << cut;
    const std::string rows = "GET /api/production/F-12/latest HTTP/1.1\r\nHost: localhost\r\n";
    EXPECT_EQ(ask_with_trailers(rows, "Accept: text/csv\r\n", cut).headers.at("content-type"),
              "application/json");
    EXPECT_EQ(ask_with_trailers(rows, "Accept: image/png\r\n", cut).status, 200);
    EXPECT_EQ(ask_with_trailers(rows, "Accept-Encoding: gzip\r\n", cut).headers.count("content-encoding"),
              0U);
    // Beside the right ones, a second Host would make the request ambiguous.
    EXPECT_EQ(ask_with_trailers(rows, "Host: evil.example\r\n", cut).status, 200);
  }
}

TEST_F(ApiAttackTest, ConnectionIsInStepAfterTrailers) {
  HttpClient client(server_->port());
  client.send(
      "GET /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n"
      "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 404);
}

TEST_F(ApiAttackTest, TransferCodingInHttp10IsRejectedAndClosed) {
  for (const auto* rest :
       {"", "Content-Length: 2\r\n", "Connection: keep-alive\r\n", "Host: localhost\r\n"}) {
    HttpClient client(server_->port());
    client.send(fmt::format(
        "POST /health HTTP/1.0\r\nTransfer-Encoding: chunked\r\n{}\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: "
        "localhost\r\n\r\n",
        rest));
    EXPECT_EQ(client.receive().status, 400) << rest;
    EXPECT_TRUE(client.closed_by_server()) << rest;
  }
}

TEST_F(ApiAttackTest, LocalServiceIsNotReadUnderAForeignName) {
  for (const auto* name : {"localhost", "127.0.0.1:8000", "[::1]", "LocalHost.", "x.localhost:1"})
    EXPECT_EQ(ask_host(name).status, 200) << name;
  for (const auto* name :
       {"evil.example", "evil.example:8000", "localhost.evil.example", "192.168.0.7",
        "localhost@evil.example", "127.0.0.1.nip.io", "evil.com://localhost", "user@localhost"}) {
    const auto response = ask_host(name);
    EXPECT_EQ(response.status, 421) << name;
    EXPECT_EQ(type_of(response), "urn:flodata:problem:unknown-host");
    EXPECT_NE(response.body.find("API_HOSTS"), std::string::npos);
    EXPECT_EQ(response.headers.count("access-control-allow-origin"), 0U);
  }
  EXPECT_EQ(ask("GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 421);
  EXPECT_EQ(ask("GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 200);
  EXPECT_EQ(ask("GET /api/wells?x=a://b HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 422);  // no authority
  start("evil.example");
  EXPECT_EQ(ask_host("evil.example:8000").status, 200);
}

TEST_F(ApiAttackTest, PageOfAForeignOriginOpensNoWebSocket) {
  commit_rows(database());
  wait_for_version(server_->port(), "1");
  const auto status = [&](std::string_view origin) {
    HttpClient client(server_->port());
    client.send(fmt::format("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n{}{}\r\n", kUpgrade, origin));
    return client.receive_head().status;
  };
  EXPECT_EQ(status(""), 101);
  EXPECT_EQ(status("Origin: http://localhost:3000\r\n"), 101);
  for (const auto* origin : {"http://evil.example", "null", "http://localhost.evil.example", "localhost"})
    EXPECT_EQ(status(fmt::format("Origin: {}\r\n", origin)), 403) << origin;
}

TEST_F(ApiAttackTest, ManyParametersMakeNoLongAnswer) {
  std::string target = "/api/wells?";
  while (target.size() < 15'800) target += "a&";
  const auto many = get(target);
  EXPECT_EQ(many.status, 400);
  EXPECT_LT(many.body.size(), 1000U);
  std::string some = "/api/production?";
  for (int i = 0; i < 250; ++i) some += fmt::format("x{}={}&", i, std::string(50, 'y'));
  const auto response = get(some);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(json::parse(response.body).at("errors").as_array().size(), 21U);
  EXPECT_LT(response.body.size(), 32'000U);
  EXPECT_EQ(get("/api/wells?" + std::string(15'000, 'a')).status, 422);
}

TEST_F(ApiAttackTest, LongNamesAreNotComparedAtLength) {
  const std::string name(15'000, 'f');
  for (const auto& target : {"/api/production/" + name + "/latest", "/" + name, "/api/wells/" + name,
                             "/api/production?wells=" + name, "/api/production?tags=" + name}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto response = get(target);
    EXPECT_GE(response.status, 404) << target.substr(0, 30);
    EXPECT_LT(response.body.size(), 2 * target.size()) << target.substr(0, 30);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s) << target.substr(0, 30);
  }
}

TEST_F(ApiAttackTest, AfterWrongTokensTheRightOneWaitsAsTheyDo) {
  const auto attempt = [&](std::string_view token) {
    const auto begin = std::chrono::steady_clock::now();
    const auto response = ask(speed_request(token));
    return std::pair(response.status, std::chrono::steady_clock::now() - begin);
  };
  EXPECT_EQ(attempt(kToken).first, 422);  // it lacks a value: the token was accepted
  for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt(kWrongToken).first, 401);
  const auto [right, right_time] = attempt(kToken);
  EXPECT_EQ(right, 422);
  EXPECT_GE(right_time, 500ms);
  const auto [wrong, wrong_time] = attempt(kWrongToken);
  EXPECT_EQ(wrong, 401);
  EXPECT_GE(wrong_time, 500ms);
}

TEST_F(ApiAttackTest, SlowDownloadsOfOneClientHoldNoMoreThanItsBudget) {
  constexpr std::int64_t kBudget = 8 * 1024 * 1024;
  constexpr std::int64_t kMostOfOne = 6 * 1024 * 1024;  // that is in the making when the budget is spent
  insert_hours(database(), "NO-15/9-F-12", "1998-01-01T00:00:00Z", "2007-12-31T23:00:00Z");
  start("", {}, {.bytes_in_flight = kBudget});
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 12; ++i) {  // all before the first of them has its answer
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    clients.back()->keep_receive_buffer_small();
    clients.back()->send(
        "GET /api/production?start=1998-01-01&format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  std::map<int, int> count_of_status;
  for (const auto& client : clients) ++count_of_status[client->receive_head().status];
  EXPECT_GE(count_of_status[200], 2);
  EXPECT_LE(count_of_status[200], 6);
  // 503: on a busy machine one may wait for the database until its time is up.
  EXPECT_EQ(count_of_status[200] + count_of_status[429] + count_of_status[503], 12);
  const auto metrics = get("/metrics").body;
  constexpr std::string_view kName = "\nflodata_http_bytes_in_flight ";
  const auto place = metrics.find(kName);
  ASSERT_NE(place, std::string::npos) << metrics;
  const auto held = std::stod(metrics.substr(place + kName.size()));
  // A piece has some 2 MiB, and the text and rows of the next one take as much again.
  EXPECT_GT(held / count_of_status[200], 3 * 1024 * 1024);
  EXPECT_LT(held, static_cast<double>(kBudget + kMostOfOne));
}

TEST_F(ApiAttackTest, ClientThatTakesNoResponseGetsNoFurtherOneUntilItDoes) {
  insert_hours(database(), "NO-15/9-F-12", "1998-01-01T00:00:00Z", "2007-12-31T23:00:00Z");
  start("", {}, {.bytes_in_flight = 1});
  HttpClient kept(server_->port());  // the client has an account as long as it has a connection
  EXPECT_EQ(kept.get("/api/wells").status, 200) << "what the kernel takes at once is not held";
  {
    HttpClient slow(server_->port());
    slow.keep_receive_buffer_small();
    slow.send("GET /api/production?start=1998-01-01&format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(slow.receive_head().status, 200) << "the first byte beyond the budget is the last one";
    const auto rejected = get("/api/wells");
    EXPECT_EQ(rejected.status, 429);
    EXPECT_EQ(type_of(rejected), "urn:flodata:problem:client-budget-spent");
    EXPECT_EQ(rejected.headers.at("retry-after"), "1");
    EXPECT_EQ(get("/health").status, 200);
    EXPECT_NE(get("/metrics").body.find("{budget=\"bytes_in_flight\"} 1\n"), std::string::npos);
  }
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  while (get("/api/wells").status != 200 && std::chrono::steady_clock::now() < give_up)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(get("/api/wells").status, 200);
}

TEST_F(ApiAttackTest, ConnectionGoesToTheOtherThreadsWithWhatItAsked) {
  const std::string health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string wells = "GET /api/wells HTTP/1.1\r\nHost: localhost\r\n\r\n";
  HttpClient kept(server_->port());
  for (const auto& request : {health, health, wells, health, wells}) {
    kept.send(request);
    EXPECT_EQ(kept.receive().status, 200);
  }
  HttpClient at_once(server_->port());
  at_once.send(health + wells + health + "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n" + health);
  for (const int status : {200, 200, 200, 404, 200}) EXPECT_EQ(at_once.receive().status, status);
  HttpClient in_parts(server_->port());
  for (const char c : health + wells) in_parts.send(std::string(1, c));
  EXPECT_EQ(in_parts.receive().status, 200);
  EXPECT_EQ(in_parts.receive().body, get("/api/wells").body);
}

/// Which thread serves a connection is seen by its cache. Connections go to the two in turn.
TEST_F(ApiAttackTest, ThreadForHealthDoesNoOtherWork) {
  commit_rows(database());
  const std::string target = "/api/production/F-12/latest";
  const auto is_made = [&](HttpClient& client, const std::string& what) {
    return client.get(what).headers.at("flodata-cache") == "miss";
  };
  const auto restart = [&] {
    start("", {}, {}, 2);
    wait_for_version(server_->port(), "1");
  };
  restart();
  std::vector<std::unique_ptr<HttpClient>> kept;
  for (const bool expected : {true, true, false, false}) {
    kept.push_back(std::make_unique<HttpClient>(server_->port()));
    EXPECT_EQ(kept.back()->get("/health").status, 200);
    EXPECT_EQ(is_made(*kept.back(), target), expected);
  }
  // One that asks for health as seldom as a monitor does takes no turn; one that asks without a break, or
  // sends its request in parts, does.
  constexpr int kMonitors = 32;  // requests a second
  constexpr int kTogether = 16;  // fit into what is read first
  for (const auto& [requests, in_parts, takes_a_turn] :
       {std::tuple(kMonitors, false, false), std::tuple(kMonitors + 1, false, true),
        std::tuple(1, true, true)}) {
    restart();
    HttpClient first(server_->port());
    const std::string health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (int i = 0; i < requests; ++i) {
      if (in_parts) {
        first.send(health.substr(0, 20));
        std::this_thread::sleep_for(50ms);
        first.send(health.substr(20));
      } else if (i % kTogether == 0) {  // at once, so that it takes no second on a busy machine
        std::string together;
        for (int j = i; j < std::min(requests, i + kTogether); ++j) together += health;
        first.send(together);
      }
      EXPECT_EQ(first.receive().status, 200);
    }
    HttpClient second(server_->port());
    EXPECT_TRUE(is_made(second, target + "?hours=2"));
    EXPECT_TRUE(is_made(first, target));
    HttpClient third(server_->port());
    EXPECT_EQ(is_made(third, target), !takes_a_turn) << requests << ' ' << in_parts;
  }
}

TEST_F(ApiAttackTest, WebSocketClientThatDoesNotReadIsDropped) {
  insert_hours(database(), "NO-15/9-F-12", "1998-01-01T00:00:00Z", "2007-12-31T23:00:00Z");
  commit_rows(database());
  http::SessionLimits limits;
  limits.event = 2s;
  limits.slow_event = 1s;
  start("", limits);
  wait_for_version(server_->port(), "1");
  HttpClient client(server_->port());
  client.keep_receive_buffer_small();
  client.send(fmt::format("GET /api/stream?last_event_id=0 HTTP/1.1\r\nHost: localhost\r\n{}\r\n", kUpgrade));
  EXPECT_EQ(client.receive_head().status, 101);
  // The connection goes although nothing more is read from it.
  EXPECT_TRUE(client.reset_within(20s));
}

}  // namespace
}  // namespace flodata::test
