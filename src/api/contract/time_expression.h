// Times as a request may give them: a moment, or one counted back from the clock ("-24h", "now-7d", "now").
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"

namespace flodata::api {

/// Later than any label, within what PostgreSQL and ISO 8601 take: what "now" means, since rows are never
/// later than the clock, and the bound of an answer when no stream says of one.
inline constexpr Instant kEndOfTime{std::chrono::sys_days{std::chrono::year(9999) / 12 / 31}};

/// Parses ISO 8601 as it arrives in a query (the '+' of an offset may have become a blank), or Unix time.
/// Errors: invalid_argument.
Expected<Instant> parse_moment(std::string_view text, const TimeZone& zone);

/// Earlier than any label: the bound of a version that has no rows.
inline constexpr Instant kBeginOfTime{std::chrono::sys_days{std::chrono::year(1) / 1 / 1}};

struct TimeExpression {
  Instant time;
  std::optional<Instant> until;  // from then on a relative time means another one; a moment: nothing
  bool operator==(const TimeExpression&) const = default;
};

/// The labels that the stream gives at its present speed: `label` and all that lie whole steps from it, from
/// `since` on. A command (speed, seek, resume) begins another grid.
struct LabelGrid {
  Instant label;
  Microseconds step{0};
  Instant since = kBeginOfTime;
};

/// Where a relative time that lies between two labels is moved to: with later as the begin of a window, with
/// earlier as its end, no label comes in or goes out.
enum class Toward : std::uint8_t { later, earlier };

/// What relative times count from.
struct PresentTime {
  Instant now;
  std::optional<LabelGrid> grid;  // nothing: not known
};

/// Parses `now`, `-N` or `now-N` with one of the units s m h d w (a day is 24 h), or ISO 8601 (without an
/// offset it is local time of `zone`) or Unix time. With `to_label` a relative time of whole steps of the
/// grid is moved to a label, so that it means the same from one label to the next. Otherwise, without a grid,
/// before its begin, with steps below a second and for other spans it counts from the next whole minute, from
/// the next second when the span is shorter than an hour. `now` itself is kEndOfTime, but as the begin of a
/// window (Toward::later) the present. Errors: invalid_argument with what is allowed.
Expected<TimeExpression> parse_time_expression(std::string_view text, const TimeZone& zone,
                                               const PresentTime& present,
                                               std::optional<Toward> to_label = {});

}  // namespace flodata::api
