// Times as a request may give them: absolute, or relative to now ("-24h", "now-7d", "now").
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"

namespace flodata::api {

/// Later than any label, within what PostgreSQL and ISO 8601 allow. It is what "now" means, since no row is
/// later than the clock, and the bound of a response when there is no stream.
inline constexpr Instant kEndOfTime{std::chrono::sys_days{std::chrono::year(9999) / 12 / 31}};

/// Parses ISO 8601 as it arrives in a query (the '+' of an offset may have become a blank), or Unix time.
/// Errors: invalid_argument.
Expected<Instant> parse_moment(std::string_view text, const TimeZone& zone);

/// Earlier than any label: the bound of a version that has no rows.
inline constexpr Instant kBeginOfTime{std::chrono::sys_days{std::chrono::year(1) / 1 / 1}};

struct TimeExpression {
  Instant time;
  std::optional<Instant> until;  // when a relative time begins to mean another one; absolute: nothing
  bool operator==(const TimeExpression&) const = default;
};

/// The labels of the stream at its present speed: `label` and all that are a whole number of steps from it,
/// from `since` on. A command (speed, seek, resume) begins another grid.
struct LabelGrid {
  Instant label;
  Microseconds step{0};
  Instant since = kBeginOfTime;
};

/// Which way a relative time between two labels moves: the begin of a window moves later, its end moves
/// earlier, and so no label comes in or goes out.
enum class Toward : std::uint8_t { later, earlier };

/// The time from which relative times count back.
struct PresentTime {
  Instant now;
  std::optional<LabelGrid> grid;  // nothing: not known
};

/// Parses `now`, `-N` or `now-N` with one of the units s m h d w (a day is 24 h), ISO 8601 (without an offset
/// it is local time of `zone`), or Unix time. With `to_label` a relative time of whole steps of the grid
/// moves to a label, so that its meaning changes only with the next label. Without a grid, before the grid's
/// begin, for steps below a second and for other spans it counts back from the next whole minute, or from the
/// next second when the span is shorter than an hour. `now` itself is kEndOfTime, but at the begin of a
/// window (Toward::later) it is the present. Errors: invalid_argument with what is allowed.
Expected<TimeExpression> parse_time_expression(std::string_view text, const TimeZone& zone,
                                               const PresentTime& present,
                                               std::optional<Toward> to_label = {});

}  // namespace flodata::api
