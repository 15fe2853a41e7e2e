// Why a connection was rejected, from the SQLSTATE that libpq puts into its message, for people.
#pragma once

#include <string>
#include <string_view>

namespace flodata::pg {

/// The SQLSTATE of a pooler that does not take the settings of a startup message.
inline constexpr std::string_view kProtocolViolation = "08P01";

/// The server, the database or the role has no session left.
inline constexpr std::string_view kTooManyConnections = "53300";

/// Returns the SQLSTATE in a message of PQERRORS_SQLSTATE ("…: FATAL:  28P01"), or "" when no server
/// responded. https://www.postgresql.org/docs/15/libpq-control.html
std::string_view sqlstate_in(std::string_view message);

/// Explains a rejected connection, with a hint. `sqlstate`: "" when no server responded; `message`: libpq's.
std::string connect_reason(std::string_view sqlstate, std::string_view message);

}  // namespace flodata::pg
