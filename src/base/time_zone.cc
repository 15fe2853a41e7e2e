#include "base/time_zone.h"

#include <date/tz.h>
#include <fmt/format.h>

namespace flodata {
namespace {

const date::time_zone& zone_of(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

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
  return zone_of(zone_).get_info(std::chrono::floor<std::chrono::seconds>(instant)).offset;
}

OffsetSpan TimeZone::offset_span_at(Instant instant) const {
  const auto& zone = zone_of(zone_);
  const auto at = zone.get_info(std::chrono::floor<std::chrono::seconds>(instant));
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
  const date::local_time<Microseconds> wall(local.time_since_epoch());
  const auto info = zone.get_info(wall);
  if (info.result == date::local_info::nonexistent) return Instant(info.first.end);
  return Instant(local.time_since_epoch() - info.first.offset);
}

Instant TimeZone::start_of(LocalDay day) const { return to_instant(day); }

std::chrono::hours TimeZone::length_of(LocalDay day) const {
  return std::chrono::floor<std::chrono::hours>(start_of(day + std::chrono::days(1)) - start_of(day));
}

}  // namespace flodata
