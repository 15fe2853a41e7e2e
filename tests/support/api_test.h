// The API over a database of its own, asked over real sockets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "api/server.h"
#include "support/http_client.h"
#include "support/temporary_postgres.h"

namespace flodata::test {

class ApiTest : public PostgresTest {
 protected:
  /// `now`: what the service takes for the present.
  explicit ApiTest(Instant now) : clock_(now) {}

  void TearDown() override {
    server_.reset();
    PostgresTest::TearDown();
  }

  /// Starts the service, in place of the one that runs.
  void start_server(const std::string& zone = "UTC", unsigned threads = 1) {
    server_.reset();
    server_.emplace(api::ServerOptions{.bind = "127.0.0.1",
                                       .port = 0,
                                       .threads = threads,
                                       .database = database(),
                                       .zone = TimeZone::find(zone).value()},
                    log_, clock_);
    server_->start();
  }

  HttpResponse get(std::string_view target, std::string_view further_headers = "") {
    return HttpClient(server_->port()).request("GET", target, further_headers);
  }
  /// The document of an answer of status 200.
  boost::json::value answer(std::string_view target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << '\n' << response.body;
    return response.status == 200 ? boost::json::parse(response.body) : boost::json::value();
  }
  boost::json::array rows(std::string_view target) {
    const auto found = answer(target);
    return found.is_array() ? found.as_array() : boost::json::array();
  }

  const Log log_{LogLevel::error};
  const ManualClock clock_;
  std::optional<api::Server> server_;
};

}  // namespace flodata::test
