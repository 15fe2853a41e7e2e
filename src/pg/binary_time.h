// PostgreSQL's binary timestamptz: microseconds since 2000-01-01 00:00 UTC, big-endian.
#pragma once

#include "base/clock.h"

namespace flodata::pg {

inline constexpr Instant kPostgresEpoch{std::chrono::sys_days{std::chrono::year(2000) / 1 / 1}};

}  // namespace flodata::pg
