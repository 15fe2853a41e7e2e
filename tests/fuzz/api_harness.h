// The API without a database, for fuzz targets: its socket's folder does not exist, so what a request asks of
// the database is answered with 503 at once.
#pragma once

#include <boost/asio/io_context.hpp>

#include "api/application.h"
#include "api/thread_handler.h"
#include "http/client_accounts.h"

namespace flodata::test {

struct ApiHarness {
  const Log log{LogLevel::error};
  const ManualClock clock{Instant{std::chrono::sys_days{std::chrono::year(2008) / 2 / 29}}};
  boost::asio::io_context io;
  const store::DatabaseOptions database{.host = "/nonexistent", .database = "x", .user = "x"};
  http::ClientAccounts accounts{{}};
  const api::CurrentVersion version;
  store::ReplayCommands commands{database};
  api::Application application{TimeZone::find("UTC").value(), log, clock, commands, version, ""};
  api::ThreadHandler handler{application, commands, io.get_executor(), database, 100'000, accounts};
};

}  // namespace flodata::test
