// Responses of the application without a database: the folder of its socket does not exist.
#include "api/application.h"

#include <optional>

#include <array>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include "api/contract/query_gate.h"
#include "base/run_coroutine.h"
#include "http/client_accounts.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

class ApplicationTest : public ::testing::Test {
 protected:
  static constexpr std::string_view kToken = "s3cret-token";
  http::Response ask(const std::string& method, const std::string& target) {
    return ask(application_, {.method = method, .target = target});
  }
  http::Response ask(const std::string& method, const std::string& target, const std::string& accept) {
    return ask(application_, {.method = method, .target = target, .accept = accept});
  }
  /// Asks an application that has a token.
  http::Response command(const std::string& target, const std::string& authorization,
                         const std::string& body = "", std::optional<std::string> key = std::nullopt) {
    return ask(guarded_, {.method = "POST",
                          .target = target,
                          .authorization = authorization,
                          .idempotency_key = std::move(key),
                          .body = body});
  }
  /// Sends the same request and leaves it to `io`, which must end before the test does.
  void begin_command(boost::asio::io_context& io, const std::string& target,
                     const std::string& authorization) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    boost::asio::co_spawn(
        io,
        guarded_.handle({.method = "POST", .target = target, .authorization = authorization}, &services_,
                        deadline),
        boost::asio::detached);
    io.poll();
  }
  http::Response get(const std::string& target) { return ask("GET", target); }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return "";
  }
  static json::object problem_in(const http::Response& response) {
    EXPECT_EQ(response.content_type, http::kProblemJson);
    auto document = json::parse(response.content()).as_object();
    EXPECT_EQ(document.at("status").as_int64(), static_cast<int>(response.status));
    for (const auto* member : {"type", "title", "detail", "instance"})
      EXPECT_TRUE(document.at(member).is_string()) << member;
    return document;
  }

  static std::string bearer() { return "Bearer " + std::string(kToken); }
  static std::vector<std::string> error_types(const http::Response& response) {
    EXPECT_EQ(response.status, http::Status::unprocessable_content) << response.content();
    const auto document = problem_in(response);
    std::vector<std::string> types;
    if (document.contains("errors"))
      for (const auto& error : document.at("errors").as_array())
        types.emplace_back(error.at("type").as_string());
    return types;
  }

 private:
  http::Response ask(Application& application, http::Request request) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    return run_coroutine(io_, application.handle(std::move(request), &services_, deadline));
  }
  const Log log_{LogLevel::warning};
  const ManualClock clock_{Instant{std::chrono::sys_days{std::chrono::year(2008) / 2 / 29}}};
  boost::asio::io_context io_;
  store::ProductionStore store_{io_.get_executor(), {.host = "/nonexistent", .database = "x", .user = "x"}};
  ResponseCache cache_{io_.get_executor(), 100'000};
  EventFeed feed_{io_.get_executor(), store_};
  http::ClientAccounts accounts_{{}};
  FieldMemory field_memory_;
  QueryGate gate_{io_.get_executor(), accounts_};
  const ThreadServices services_{&store_, &cache_, &feed_, &gate_, &accounts_, &field_memory_};
  const CurrentVersion current_version_;
  store::ReplayCommands commands_{{.host = "/nonexistent", .database = "x", .user = "x"}};
  Application application_{TimeZone::find("UTC").value(), log_, clock_, commands_, current_version_, ""};
  Application guarded_{TimeZone::find("UTC").value(), log_, clock_, commands_, current_version_, kToken};
};

TEST_F(ApplicationTest, UnknownPathIs404WithTheNearest) {
  const auto response = get("/api/well");
  EXPECT_EQ(response.status, http::Status::not_found);
  const auto document = problem_in(response);
  EXPECT_NE(std::string_view(document.at("detail").as_string()).find("/api/wells"), std::string_view::npos);
  EXPECT_EQ(document.at("instance").as_string(), "/api/well");
}

TEST_F(ApplicationTest, WrongMethodIs405WithAllow) {
  for (const auto* target : {"/health", "/docs", "/openapi.json", "/api/production/F-12/latest"}) {
    const auto response = ask("POST", target);
    EXPECT_EQ(response.status, http::Status::method_not_allowed) << target;
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS");
    problem_in(response);
  }
}

TEST_F(ApplicationTest, AllowNamesTheMethodsOfItsAddress) {
  EXPECT_EQ(header(ask("GET", "/api/replay/pause"), "Allow"), "POST, OPTIONS");
  EXPECT_EQ(header(ask("HEAD", "/api/replay/pause"), "Allow"), "POST, OPTIONS");
  EXPECT_EQ(header(ask("OPTIONS", "/api/replay/pause"), "Allow"), "POST, OPTIONS");
  EXPECT_EQ(header(ask("POST", "/api/status"), "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(ask("GET", "/api/replay/pause").status, http::Status::method_not_allowed);
}

TEST_F(ApplicationTest, WrongMethodOnAnUnknownPathIs404) {
  EXPECT_EQ(ask("DELETE", "/nothing").status, http::Status::not_found);
}

TEST_F(ApplicationTest, WrongParameterIs422NamingItAndWhatIsAllowed) {
  const auto response = get("/api/production/NO-15/9-F-12/latest?hours=0&units=x");
  EXPECT_EQ(response.status, http::Status::unprocessable_content);
  const auto document = problem_in(response);
  const auto& errors = document.at("errors").as_array();
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors.at(0).at("loc"), (json::value{"query", "hours"}));
  EXPECT_EQ(errors.at(0).at("msg").as_string(),
            "hours: 0 was given; a whole number from 1 to 8760 is allowed");
}

TEST_F(ApplicationTest, ParameterOfARouteWithoutAnyIsRejected) {
  EXPECT_EQ(get("/api/wells?x=1").status, http::Status::unprocessable_content);
}

TEST_F(ApplicationTest, StartAfterEndIs400) {
  const auto response = get("/api/production/F-12/range?start_time=2008-03-01&end_time=2008-02-29");
  EXPECT_EQ(response.status, http::Status::bad_request);
  problem_in(response);
}

TEST_F(ApplicationTest, BrokenEncodingIs400) {
  const auto response = get("/api/production/%zz/latest");
  EXPECT_EQ(response.status, http::Status::bad_request);
  problem_in(response);
}

TEST_F(ApplicationTest, WithoutDatabaseDataIs503WithRetryAfterAndNoServerText) {
  const auto response = get("/api/wells");
  EXPECT_EQ(response.status, http::Status::unavailable);
  EXPECT_EQ(header(response, "Retry-After"), "1");
  const auto document = problem_in(response);
  EXPECT_EQ(response.content().find("nonexistent"), std::string_view::npos);
}

TEST_F(ApplicationTest, WithoutDatabaseHealthIs503Unhealthy) {
  const auto response = get("/health");
  EXPECT_EQ(response.status, http::Status::unavailable);
  EXPECT_EQ(response.content_type, http::kJson);
  const auto health = json::parse(response.content()).as_object();
  EXPECT_EQ(health.at("status").as_string(), "unhealthy");
  EXPECT_EQ(health.at("database").as_string(), "disconnected");
  EXPECT_EQ(health.at("timestamp").as_string(), "2008-02-29T00:00:00+00:00");
  EXPECT_TRUE(health.at("error").is_string());
  EXPECT_EQ(response.content().find("nonexistent"), std::string_view::npos);
}

TEST_F(ApplicationTest, IndexListsEveryEndpoint) {
  const auto index = json::parse(get("/").content()).as_object();
  EXPECT_EQ(index.at("service").as_string(), "OpenFloData");
  for (const auto* endpoint : {"GET /api/status", "GET /metrics", "POST /api/replay/re-anchor", "GET /health",
                               "GET /api/wells", "GET /api/production/{well_name}/latest",
                               "GET /api/production/{well_name}/range", "GET /docs", "GET /openapi.json"})
    EXPECT_TRUE(index.at("endpoints").as_object().contains(endpoint)) << endpoint;
}

constexpr const char* kBrowser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

TEST_F(ApplicationTest, BrowserGetsTheConsoleAtTheRootAndAtAddressesOfItsOwn) {
  for (const auto* target : {"/", "/wells/NO-99-1-A-1?from=2026-01-01", "/wells/NO-15%2F9-F-12", "/analysis",
                             "/no/such/page", "/apis", "/document"})
    for (const auto* method : {"GET", "HEAD"}) {
      const auto response = ask(method, target, kBrowser);
      EXPECT_EQ(response.status, http::Status::ok) << target;
      EXPECT_EQ(response.content_type, "text/html; charset=utf-8") << target;
      EXPECT_NE(header(response, "Content-Security-Policy").find("script-src 'self'"), std::string::npos);
      EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
      EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    }
}

TEST_F(ApplicationTest, BrowserGetsNoPageWhereTheApiOrAFileWouldBe) {
  for (const auto* target :
       {"/api", "/api/nothing", "/assets/index-00000000.js", "/docs/nothing", "/redoc/x"}) {
    const auto response = ask("GET", target, kBrowser);
    EXPECT_EQ(response.status, http::Status::not_found) << target;
    problem_in(response);
  }
  EXPECT_EQ(ask("POST", "/wells/F-12", kBrowser).status, http::Status::not_found);
  EXPECT_EQ(ask("GET", "/health", kBrowser).content_type, http::kJson);
  EXPECT_EQ(ask("GET", "/docs", kBrowser).content_type, "text/html; charset=utf-8");
}

TEST_F(ApplicationTest, ProgramGetsJsonAtTheRootAndNoPageElsewhere) {
  for (const auto* accept :
       {"", "*/*", "application/json", "text/html;q=0.5, application/json", "text/html, */*"}) {
    const auto response = ask("GET", "/", accept);
    EXPECT_EQ(response.content_type, http::kJson) << accept;
    EXPECT_EQ(header(response, "Vary"), "Accept") << accept;
    EXPECT_EQ(ask("GET", "/wells/F-12", accept).status, http::Status::not_found) << accept;
  }
}

TEST_F(ApplicationTest, RootIs406ForWhoTakesNeitherJsonNorAPage) {
  const auto response = ask("GET", "/", "image/png");
  EXPECT_EQ(response.status, http::Status::not_acceptable);
  const auto document = problem_in(response);
  EXPECT_NE(std::string_view(document.at("detail").as_string()).find("application/json or text/html"),
            std::string_view::npos);
}

TEST_F(ApplicationTest, PagesOfAnyOriginMayReadAnswersAndTheirUnits) {
  const auto response = get("/");
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "*");
  const auto exposed = header(response, "Access-Control-Expose-Headers");
  for (const auto* name : {"ETag", "Link", "Flodata-Units", "Flodata-Sequence", "Flodata-Next-Cursor"})
    EXPECT_NE(exposed.find(name), std::string::npos) << name;
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  const auto preflight = ask("OPTIONS", "/api/wells");
  EXPECT_EQ(preflight.status, http::Status::no_content);
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
}

TEST_F(ApplicationTest, ForeignPagesGetNoPermissionForCommandsWhateverTheAnswer) {
  std::vector<http::Response> answers;
  for (const auto* method : {"OPTIONS", "GET", "POST"}) answers.push_back(ask(method, "/api/replay/pause"));
  answers.push_back(command("/api/replay/pause", ""));
  for (const auto* body : {"{\"value\": 0}", "{\"value\": 2}"})
    answers.push_back(command("/api/replay/speed", bearer(), body));
  for (const auto& response : answers)
    for (const auto& [name, value] : response.headers)
      EXPECT_FALSE(name.starts_with("Access-Control-")) << static_cast<int>(response.status) << " " << name;
}

TEST_F(ApplicationTest, WithoutReplayTokenEveryCommandIs403NamingTheSetting) {
  const auto response = ask("POST", "/api/replay/pause");
  EXPECT_EQ(response.status, http::Status::forbidden);
  const std::string detail(problem_in(response).at("detail").as_string());
  EXPECT_NE(detail.find("set REPLAY_TOKEN"), std::string::npos) << detail;
}

TEST_F(ApplicationTest, WrongTokenIs401AndNotEchoed) {
  for (const auto* authorization : {"", "Bearer", "Basic s3cret-token", "Bearer s3cret-tokem",
                                    "Bearer s3cret", "Bearer s3cret-token2", "s3cret-token"}) {
    const auto response = command("/api/replay/pause", authorization);
    EXPECT_EQ(response.status, http::Status::unauthorized) << authorization;
    EXPECT_TRUE(header(response, "WWW-Authenticate").starts_with("Bearer")) << authorization;
    problem_in(response);
    EXPECT_EQ(response.content().find("s3cret"), std::string_view::npos) << response.content();
  }
}

TEST_F(ApplicationTest, TokenIsAskedForBeforeTheValueIsLookedAt) {
  EXPECT_EQ(command("/api/replay/speed", "", "{\"value\": -1}").status, http::Status::unauthorized);
}

TEST_F(ApplicationTest, WrongValueOfACommandIs422) {
  using Types = std::vector<std::string>;
  const auto types = [&](const std::string& command_name, const std::string& body) {
    return error_types(command("/api/replay/" + command_name, bearer(), body));
  };
  EXPECT_EQ(types("speed", "{\"value\": 0.05}"), Types{"out_of_range"});
  EXPECT_EQ(types("speed", "{\"value\": \"fast\"}"), Types{"number_type"});
  EXPECT_EQ(types("speed", ""), Types{"missing"});
  EXPECT_EQ(types("step", "{\"value\": 1.5}"), Types{"int_parsing"});
  EXPECT_EQ(types("step", "{\"value\": 8761}"), Types{"less_than_equal"});
  EXPECT_EQ(types("seek", "{\"value\": \"soon\"}"), Types{"datetime_parsing"});
  EXPECT_EQ(types("seek", "{\"value\": 2008}"), Types{"string_type"});
  EXPECT_EQ(types("re-anchor", "{\"value\": null}"), Types{"number_type"});
  EXPECT_EQ(types("pause", "{\"value\": 1}"), Types{"extra_forbidden"});
  EXPECT_EQ(types("speed?value=2", "{\"value\": 2}"), Types{"repeated"});
}

TEST_F(ApplicationTest, BodyThatIsNoJsonObjectIs400) {
  for (const auto* body : {"value=3", "[1]", "3", "{\"value\": 3", "{} {}"})
    EXPECT_EQ(command("/api/replay/step", bearer(), body).status, http::Status::bad_request) << body;
}

TEST_F(ApplicationTest, UnprintableOrEndlessIdempotencyKeyIs422) {
  for (const auto& key : {std::string(), std::string("a\tb"), std::string("\xff"), std::string(129, 'k')})
    EXPECT_EQ(error_types(command("/api/replay/pause", bearer(), "", key)), std::vector<std::string>{"key"});
}

TEST_F(ApplicationTest, CommandWithoutDatabaseIs503AndSaysHowToFindOut) {
  for (const auto& [target, body] :
       {std::pair("/api/replay/pause", ""), std::pair("/api/replay/resume", "{}"),
        std::pair("/api/replay/step?value=3", ""),
        std::pair("/api/replay/seek", "{\"value\": \"2008-02-29\"}")}) {
    const auto response = command(target, bearer(), body, std::string(128, 'k'));
    EXPECT_EQ(response.status, http::Status::unavailable) << response.content();
    EXPECT_EQ(header(response, "Retry-After"), "1");
    const std::string detail(problem_in(response).at("detail").as_string());
    EXPECT_NE(detail.find("Idempotency-Key"), std::string::npos) << detail;
  }
}

TEST_F(ApplicationTest, MetricsWithoutDatabaseSayThatItIsAway) {
  const auto response = get("/metrics");
  EXPECT_EQ(response.status, http::Status::ok);
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_NE(response.content().find("\nflodata_database_up 0\n"), std::string_view::npos);
  EXPECT_NE(response.content().find("\nflodata_stream_up 0\n"), std::string_view::npos);
}

TEST_F(ApplicationTest, OutageIsLoggedOnceHoweverManyRequestsNoticeIt) {
  testing::internal::CaptureStderr();
  for (const auto* target : {"/health", "/", "/api/wells", "/metrics", "/api/wells?x=1", "/health"})
    get(target);
  const auto log = testing::internal::GetCapturedStderr();
  const auto first = log.find("the database has no answer");
  EXPECT_NE(first, std::string::npos) << log;
  EXPECT_EQ(log.find("the database has no answer", first + 1), std::string::npos) << log;
}

TEST_F(ApplicationTest, OpenApiIsServed) {
  const auto response = get("/openapi.json");
  EXPECT_EQ(response.status, http::Status::ok);
  EXPECT_EQ(json::parse(response.content()).at("openapi").as_string(), "3.1.0");
}

TEST_F(ApplicationTest, GuesserAtFullSpeedIsNotToldTheRightToken) {
  const std::string target = "/api/replay/pause";
  const std::string wrong = "Bearer wrong";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(command(target, wrong).status, http::Status::unauthorized);
  boost::asio::io_context waiting;
  for (int i = 0; i < 8; ++i) begin_command(waiting, target, wrong);
  const auto right_answer = command(target, bearer());
  const auto wrong_answer = command(target, wrong);
  EXPECT_EQ(right_answer.status, http::Status::too_many_requests);
  EXPECT_EQ(right_answer.content(), wrong_answer.content());
  EXPECT_EQ(right_answer.headers, wrong_answer.headers);
}

}  // namespace
}  // namespace flodata::api
