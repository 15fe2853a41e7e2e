#include "base/time_zone.h"

#include <algorithm>

#include <date/tz.h>
#include <fmt/format.h>

namespace flodata {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

const date::time_zone& zone_of(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

/// The system's files list changes of the clocks up to this year; those after it are a rule, which the
/// library does not read and takes for no change at all.
constexpr year kLastListedYear{2037};

/// Returns the day of a listed year whose clocks stand as on `day`: a year of which all days from March on
/// fall on the same weekdays (before March: the days up to then), since the rules name weekdays of months.
sys_days listed_day(sys_days day) {
  const year_month_day date(day);
  const auto month_day_in = [&](year other) {
    const bool leap_day = date.month() == std::chrono::February && date.day() == std::chrono::day(29);
    return sys_days(other / date.month() / (leap_day ? std::chrono::day(28) : date.day()));
  };
  const bool early = date.month() < std::chrono::March;
  const auto begin = early ? std::chrono::January / 1 : std::chrono::March / 1;
  const std::chrono::weekday wanted(sys_days(date.year() / begin));
  auto other = kLastListedYear;
  while (std::chrono::weekday(sys_days(other / begin)) != wanted) other -= std::chrono::years(1);
  return month_day_in(other);
}

/// Whether `info` is the end of a list that a rule continues.
bool is_end_of_list(const date::sys_info& info) {
  return year_month_day(std::chrono::floor<days>(info.begin)).year() == kLastListedYear &&
         info.end - info.begin > std::chrono::years(1);
}

/// What holds at `at`. `shift` is how far the answer lies before the question where a rule continues the
/// list.
date::sys_info info_at(const date::time_zone& zone, std::chrono::sys_seconds at, seconds* shift = nullptr) {
  auto info = zone.get_info(at);
  const auto day = std::chrono::floor<days>(at);
  if (year_month_day(day).year() <= kLastListedYear || !is_end_of_list(info)) return info;
  const auto back = day - listed_day(day);
  if (shift) *shift = back;
  return zone.get_info(at - back);
}

}  // namespace

Expected<TimeZone> TimeZone::find(std::string_view name) {
  try {
    return TimeZone(std::string(name), date::locate_zone(name));
  } catch (const std::runtime_error&) {  // the library's only way to report an unknown zone
    return unexpected(
        Code::invalid_argument,
        fmt::format("no time zone is called '{}'; use an IANA name such as UTC or Europe/Oslo", name));
  }
}

std::chrono::seconds TimeZone::offset_at(Instant instant) const {
  return info_at(zone_of(zone_), std::chrono::floor<seconds>(instant)).offset;
}

namespace {

/// First second after `from`, or the last before it, at which the clocks change; both by a rule.
std::chrono::sys_seconds change_by_rule(const date::time_zone& zone, std::chrono::sys_seconds from,
                                        days step) {
  const auto offset = info_at(zone, from).offset;
  auto other = from + step;
  while (info_at(zone, other).offset == offset) other += step;
  auto same = other - step;
  while (same - other > seconds(1) || other - same > seconds(1)) {
    const auto middle = same + (other - same) / 2;
    (info_at(zone, middle).offset == offset ? same : other) = middle;
  }
  return std::max(same, other);
}

}  // namespace

OffsetSpan TimeZone::offset_span_at(Instant instant) const {
  const auto& zone = zone_of(zone_);
  const auto second = std::chrono::floor<seconds>(instant);
  seconds shift{0};
  const auto at = info_at(zone, second, &shift);
  if (shift != seconds(0) || is_end_of_list(at))
    return {change_by_rule(zone, second, days(-1)), change_by_rule(zone, second, days(1)), at.offset};
  auto from = at.begin;
  auto to = at.end;
  // A zone's rules change more often than its offset (names, daylight saving time that becomes the standard),
  // and outside of its rules the library returns the first or the last of them.
  constexpr std::chrono::seconds kTick{1};
  for (auto info = zone.get_info(from - kTick); info.offset == at.offset && info.begin < from;
       info = zone.get_info(from - kTick))
    from = info.begin;
  for (auto info = zone.get_info(to); info.offset == at.offset && info.end > to; info = zone.get_info(to))
    to = info.end;
  return {from, to, at.offset};
}

LocalDay TimeZone::day_of(Instant instant) const {
  const auto local = instant + offset_at(instant);
  return LocalDay(std::chrono::floor<std::chrono::days>(local.time_since_epoch()));
}

Instant TimeZone::to_instant(std::chrono::local_time<Microseconds> local) const {
  const auto& zone = zone_of(zone_);
  const auto day = std::chrono::floor<days>(std::chrono::sys_time<Microseconds>(local.time_since_epoch()));
  const bool by_rule = year_month_day(day).year() > kLastListedYear &&
                       is_end_of_list(zone.get_info(std::chrono::time_point_cast<seconds>(day)));
  const auto shift = by_rule ? day - listed_day(day) : days(0);
  const date::local_time<Microseconds> wall(local.time_since_epoch() - shift);
  const auto info = zone.get_info(wall);
  if (info.result == date::local_info::nonexistent) return Instant(info.first.end) + shift;
  return Instant(local.time_since_epoch() - info.first.offset);
}

Instant TimeZone::start_of(LocalDay day) const { return to_instant(day); }

std::chrono::hours TimeZone::length_of(LocalDay day) const {
  return std::chrono::floor<std::chrono::hours>(start_of(day + std::chrono::days(1)) - start_of(day));
}

}  // namespace flodata
