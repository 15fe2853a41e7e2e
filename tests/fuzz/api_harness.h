// The API without a database, for fuzz targets: its socket's folder does not exist, so what a request asks of
// the database is answered with 503 at once.
#pragma once

#include <boost/asio/io_context.hpp>

#include "api/application.h"
#include "api/client_accounts.h"
#include "api/rows/query_gate.h"

namespace flodata::test {

struct ApiHarness {
  const Log log{LogLevel::error};
  const ManualClock clock{Instant{std::chrono::sys_days{std::chrono::year(2008) / 2 / 29}}};
  boost::asio::io_context io;
  const store::DatabaseOptions database{.host = "/nonexistent", .database = "x", .user = "x"};
  store::ProductionStore store{io.get_executor(), database};
  api::ResponseCache cache{io.get_executor(), 100'000};
  api::EventFeed feed{io.get_executor(), store};
  api::ClientAccounts accounts{{}};
  api::QueryGate gate{io.get_executor(), accounts};
  const api::ThreadServices services{&store, &cache, &feed, &gate, &accounts};
  const api::CurrentVersion board;
  store::ReplayCommands commands{database};
  api::Application application{TimeZone::find("UTC").value(), log, clock, commands, board, ""};
};

}  // namespace flodata::test
