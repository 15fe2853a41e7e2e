// IANA time zones: the only use of the time zone library. A local day has 23, 24 or 25 hours here.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace flodata {

/// A calendar day of some time zone (not an instant).
using LocalDay = std::chrono::local_days;

/// A range of time [from, to) with one offset from UTC (east is positive).
struct OffsetSpan {
  Instant from;
  Instant to;
  std::chrono::seconds offset;
};

class TimeZone {
 public:
  /// Finds a zone by its IANA name ("Europe/Oslo", "UTC").
  /// Errors: invalid_argument when there is no such zone.
  static Expected<TimeZone> find(std::string_view name);

  [[nodiscard]] const std::string& name() const { return name_; }

  /// Returns the offset from UTC at `instant` (east is positive).
  [[nodiscard]] std::chrono::seconds offset_at(Instant instant) const;

  /// Returns the range around `instant` with its offset: at the ends the clocks change.
  [[nodiscard]] OffsetSpan offset_span_at(Instant instant) const;

  /// Returns the local calendar day of `instant`.
  [[nodiscard]] LocalDay day_of(Instant instant) const;

  /// Returns the first instant of the local day: 00:00, or the end of the gap where 00:00 does not exist.
  [[nodiscard]] Instant start_of(LocalDay day) const;

  /// Returns the length of the local day in hours (23, 24 or 25; zones with half-hour changes round down).
  [[nodiscard]] std::chrono::hours length_of(LocalDay day) const;

  /// Returns the instant of a local wall time. In an autumn overlap the first of the two; in a spring gap the
  /// instant at which the gap ends.
  [[nodiscard]] Instant to_instant(std::chrono::local_time<Microseconds> local) const;

 private:
  TimeZone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}
  std::string name_;
  const void* zone_;  // date::time_zone, owned by the library's tzdb for the life of the process
};

}  // namespace flodata
