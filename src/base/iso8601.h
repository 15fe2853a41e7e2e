// Instants and days as ISO 8601 text: formatting and parsing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"

namespace flodata {

/// "2008-02-29T23:00:00+01:00": local time of `zone` with its offset; a fraction only when it is not zero.
std::string format_iso8601(Instant instant, const TimeZone& zone);

/// "2008-02-29 23:00:00": local time of `zone` without offset, for log lines.
std::string format_log_time(Instant instant, const TimeZone& zone);

/// "2008-02-29".
std::string format_day(LocalDay day);

/// Parses `YYYY-MM-DD[(T| )hh:mm[:ss[.ffffff]][Z|±hh[:]mm]]`; without an offset it is local time of `zone`.
/// Errors: invalid_argument naming the text and the expected form.
Expected<Instant> parse_iso8601(std::string_view text, const TimeZone& zone);

/// Parses Unix time: seconds since 1970 in 10 digits (2001 to 2286) or milliseconds in 13. Returns nothing
/// for any other text.
std::optional<Instant> parse_unix_time(std::string_view text);

/// Parses "YYYY-MM-DD". Errors: invalid_argument.
Expected<LocalDay> parse_day(std::string_view text);

}  // namespace flodata
