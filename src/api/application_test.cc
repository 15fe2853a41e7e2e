// What the application answers without a database: its socket's folder does not exist.
#include "api/application.h"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include "support/run_coroutine.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

class ApplicationTest : public ::testing::Test {
 protected:
  Response ask(const std::string& method, const std::string& target) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    return test::run_coroutine(io_,
                               application_.handle({.method = method, .target = target}, &store_, deadline));
  }
  Response get(const std::string& target) { return ask("GET", target); }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return "";
  }
  static json::object problem_in(const Response& response) {
    EXPECT_EQ(response.content_type, kProblemJson);
    auto document = json::parse(response.content()).as_object();
    EXPECT_EQ(document.at("status").as_int64(), static_cast<int>(response.status));
    for (const auto* member : {"type", "title", "detail", "instance"})
      EXPECT_TRUE(document.at(member).is_string()) << member;
    return document;
  }

 private:
  const Log log_{LogLevel::error};
  const ManualClock clock_{Instant{std::chrono::sys_days{std::chrono::year(2008) / 2 / 29}}};
  boost::asio::io_context io_;
  store::ProductionStore store_{io_.get_executor(), {.host = "/nonexistent", .database = "x", .user = "x"}};
  Application application_{TimeZone::find("UTC").value(), log_, clock_};
};

TEST_F(ApplicationTest, UnknownPathIs404WithTheNearest) {
  const auto response = get("/api/well");
  EXPECT_EQ(response.status, Status::not_found);
  const auto document = problem_in(response);
  EXPECT_NE(std::string_view(document.at("detail").as_string()).find("/api/wells"), std::string_view::npos);
  EXPECT_EQ(document.at("instance").as_string(), "/api/well");
}

TEST_F(ApplicationTest, WrongMethodIs405WithAllow) {
  for (const auto* target : {"/health", "/docs", "/openapi.json", "/api/production/F-12/latest"}) {
    const auto response = ask("POST", target);
    EXPECT_EQ(response.status, Status::method_not_allowed) << target;
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS");
    problem_in(response);
  }
}

TEST_F(ApplicationTest, WrongMethodOnAnUnknownPathIs404) {
  EXPECT_EQ(ask("DELETE", "/nothing").status, Status::not_found);
}

TEST_F(ApplicationTest, WrongParameterIs422NamingItAndWhatIsAllowed) {
  const auto response = get("/api/production/NO-15/9-F-12/latest?hours=0&units=x");
  EXPECT_EQ(response.status, Status::unprocessable_content);
  const auto document = problem_in(response);
  const auto& errors = document.at("errors").as_array();
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors.at(0).at("loc"), (json::value{"query", "hours"}));
  EXPECT_EQ(errors.at(0).at("msg").as_string(),
            "hours: 0 was given; a whole number from 1 to 8760 is allowed");
}

TEST_F(ApplicationTest, ParameterOfARouteWithoutAnyIsRefused) {
  EXPECT_EQ(get("/api/wells?x=1").status, Status::unprocessable_content);
}

TEST_F(ApplicationTest, StartAfterEndIs400) {
  const auto response = get("/api/production/F-12/range?start_time=2008-03-01&end_time=2008-02-29");
  EXPECT_EQ(response.status, Status::bad_request);
  problem_in(response);
}

TEST_F(ApplicationTest, BrokenEncodingIs400) {
  const auto response = get("/api/production/%zz/latest");
  EXPECT_EQ(response.status, Status::bad_request);
  problem_in(response);
}

TEST_F(ApplicationTest, WithoutDatabaseDataIs503WithRetryAfterAndNoServerText) {
  const auto response = get("/api/wells");
  EXPECT_EQ(response.status, Status::unavailable);
  EXPECT_EQ(header(response, "Retry-After"), "1");
  const auto document = problem_in(response);
  EXPECT_EQ(response.content().find("nonexistent"), std::string_view::npos);
}

TEST_F(ApplicationTest, WithoutDatabaseHealthIs503Unhealthy) {
  const auto response = get("/health");
  EXPECT_EQ(response.status, Status::unavailable);
  EXPECT_EQ(response.content_type, kJson);
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
  for (const auto* endpoint : {"GET /health", "GET /api/wells", "GET /api/production/{well_name}/latest",
                               "GET /api/production/{well_name}/range", "GET /docs", "GET /openapi.json"})
    EXPECT_TRUE(index.at("endpoints").as_object().contains(endpoint)) << endpoint;
}

TEST_F(ApplicationTest, PagesOfAnyOriginMayReadAnswersAndTheirUnits) {
  const auto response = get("/");
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(response, "Access-Control-Expose-Headers"), "Flodata-Units");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  const auto preflight = ask("OPTIONS", "/api/wells");
  EXPECT_EQ(preflight.status, Status::no_content);
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
}

TEST_F(ApplicationTest, OpenApiIsServed) {
  const auto response = get("/openapi.json");
  EXPECT_EQ(response.status, Status::ok);
  EXPECT_EQ(json::parse(response.content()).at("openapi").as_string(), "3.1.0");
}

}  // namespace
}  // namespace flodata::api
