#include "api/contract/time_expression.h"

#include <charconv>
#include <string>

#include <fmt/format.h>

#include "base/iso8601.h"

namespace flodata::api {
namespace {

using std::chrono::seconds;

constexpr std::string_view kNow = "now";
constexpr std::size_t kDateLength = 10;
constexpr seconds kLongestSpan = std::chrono::days(365) * 200;

std::optional<seconds> unit_of(char letter) {
  switch (letter) {
    case 's':
      return seconds(1);
    case 'm':
      return std::chrono::minutes(1);
    case 'h':
      return std::chrono::hours(1);
    case 'd':
      return std::chrono::days(1);
    case 'w':
      return std::chrono::weeks(1);
    default:
      return std::nullopt;
  }
}

/// "7d" -> 168 h.
std::optional<seconds> parse_span(std::string_view text) {
  if (text.size() < 2 || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto unit = unit_of(text.back());
  if (!unit) return std::nullopt;
  std::int64_t count = 0;
  const auto* last = text.data() + text.size() - 1;
  const auto [end, error] = std::from_chars(text.data(), last, count);
  if (error != std::errc() || end != last || count > kLongestSpan / *unit) return std::nullopt;
  return *unit * count;
}

/// Returns the grid's label at or before `now` (Toward::earlier) or at or after it (Toward::later).
TimeExpression on_grid(Instant now, const LabelGrid& grid, Toward toward) {
  const auto since = now - grid.label;
  auto steps = since / grid.step;
  if (steps * grid.step > since) --steps;  // round down, also before the grid's label
  const auto earlier = grid.label + steps * grid.step;
  if (toward == Toward::earlier) return {earlier, earlier + grid.step};
  const auto later = earlier == now ? earlier : earlier + grid.step;
  return {later, later + Microseconds(1)};
}

std::optional<TimeExpression> parse_relative(std::string_view text, const PresentTime& present,
                                             std::optional<Toward> to_label) {
  if (text == kNow) {
    if (to_label != Toward::later) return TimeExpression{kEndOfTime, std::nullopt};
    const Instant begin = std::chrono::ceil<seconds>(present.now);
    return TimeExpression{begin, begin + Microseconds(1)};
  }
  if (text.starts_with(kNow)) text.remove_prefix(kNow.size());
  if (!text.starts_with('-')) return std::nullopt;
  const auto span = parse_span(text.substr(1));
  if (!span) return std::nullopt;
  const auto& grid = present.grid;
  if (to_label && grid && grid->step >= seconds(1) && *span % grid->step == Microseconds(0)) {
    const auto found = on_grid(present.now, *grid, *to_label);
    if (found.time - *span >= grid->since) return TimeExpression{found.time - *span, found.until};
  }
  const bool is_short = *span < std::chrono::hours(1);
  const Instant from = is_short ? Instant(std::chrono::ceil<seconds>(present.now))
                                : Instant(std::chrono::ceil<std::chrono::minutes>(present.now));
  return TimeExpression{from - *span, from + Microseconds(1)};
}

}  // namespace

Expected<Instant> parse_moment(std::string_view text, const TimeZone& zone) {
  if (const auto unix_time = parse_unix_time(text)) return *unix_time;
  std::string moment(text);
  const auto blank = moment.rfind(' ');
  if (blank != std::string::npos && blank > kDateLength) moment[blank] = '+';
  return parse_iso8601(moment, zone);
}

Expected<TimeExpression> parse_time_expression(std::string_view text, const TimeZone& zone,
                                               const PresentTime& present, std::optional<Toward> to_label) {
  if (const auto relative = parse_relative(text, present, to_label)) return *relative;
  const auto time = parse_moment(text, zone);
  if (!time)
    return unexpected(
        Code::invalid_argument,
        fmt::format("write it as 2008-02-29, 2008-02-29T23:00:00 (time zone {}), "
                    "2008-02-29T23:00:00Z, 2008-02-29T23:00:00+01:00, as Unix time in seconds (10 digits) or "
                    "milliseconds (13 digits), or counted back from now as now, -90m, -24h or now-7d "
                    "(s, m, h, d, w)",
                    zone.name()));
  return TimeExpression{*time, std::nullopt};
}

}  // namespace flodata::api
