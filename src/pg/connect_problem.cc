#include "pg/connect_problem.h"

#include <algorithm>

#include <fmt/format.h>

#include "pg/sqlstate.h"

namespace flodata::pg {

std::string_view sqlstate_in(std::string_view message) {
  constexpr std::size_t kLength = 5;
  const auto colon = message.rfind(":  ");
  if (colon == std::string_view::npos) return {};
  const auto state = message.substr(colon + 3);
  const auto is_state_character = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return state.size() == kLength && std::ranges::all_of(state, is_state_character) ? state
                                                                                   : std::string_view();
}

namespace {

/// What libpq says of the last address that it tried: "connection to server at "h" (1.2.3.4), port 1 failed:
/// REASON".
std::string_view reason_in(std::string_view message) {
  constexpr std::string_view kFailed = "failed: ";
  const auto begin = message.rfind(kFailed);
  if (begin != std::string_view::npos) message.remove_prefix(begin + kFailed.size());
  return message.substr(0, message.find('\n'));
}

}  // namespace

std::string connect_reason(std::string_view sqlstate, std::string_view message) {
  if (sqlstate.empty())
    return fmt::format("{}; check DB_HOST and DB_PORT, and that the server runs",
                       message.empty() ? "no answer within 3 s" : reason_in(message));
  switch (code_of_sqlstate(sqlstate)) {
    case Code::permission_denied:
      return fmt::format(
          "the server refuses this user or password (SQLSTATE {}); check DB_USER and DB_PASSWORD, of the API "
          "DB_API_PASSWORD",
          sqlstate);
    case Code::not_found:
      return fmt::format("there is no such database (SQLSTATE {}); check DB_NAME or create it", sqlstate);
    default:
      return fmt::format("{} (SQLSTATE {}); {}",
                         sqlstate == kTooManyConnections
                             ? "the role, the database or the server has no session left"
                             : "the server takes no sessions now",
                         sqlstate, hint_of_sqlstate(sqlstate));
  }
}

}  // namespace flodata::pg
