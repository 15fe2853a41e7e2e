// PostgreSQL's binary format of single values.
#pragma once

#include "base/clock.h"

namespace flodata::pg {

/// timestamptz: microseconds since 2000-01-01 00:00 UTC, big-endian.
inline constexpr Instant kPostgresEpoch{std::chrono::sys_days{std::chrono::year(2000) / 1 / 1}};

/// jsonb: this byte, then the text.
inline constexpr char kJsonbVersion = 1;

}  // namespace flodata::pg
