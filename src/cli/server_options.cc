#include "cli/server_options.h"

#include <memory>
#include <utility>

#include "pg/session_budget.h"

namespace flodata::cli {

api::ServerOptions server_options(const Settings& settings, store::DatabaseOptions database) {
  constexpr std::int64_t kMegabyte = 1024 * 1024;
  // The streamer of the same role has a part of its sessions.
  database.budget =
      std::make_shared<pg::SessionBudget>(database.user == settings.db_user ? pg::kStreamerSessions : 0);
  return {.bind = settings.api_bind,
          .port = static_cast<std::uint16_t>(settings.api_port),
          .threads = 0,
          .database = std::move(database),
          .zone = value_or_throw(TimeZone::find(settings.target_timezone)),
          .replay_token = settings.replay_token,
          .hosts = settings.api_hosts,
          .clients = {.connections = static_cast<int>(settings.api_client_connections),
                      .streams = static_cast<int>(settings.api_client_streams),
                      .bytes_in_flight = settings.api_client_megabytes * kMegabyte,
                      .queries = static_cast<int>(settings.api_client_queries)}};
}

}  // namespace flodata::cli
