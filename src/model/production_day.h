// The production day: the local calendar day over which a field reports its daily volumes.
#pragma once

#include "base/clock.h"
#include "base/time_zone.h"

namespace flodata {

/// Zone of the production day of the Volve data (and of data sets that say nothing else).
inline constexpr std::string_view kProductionDayZone = "Europe/Oslo";

/// Length of a source step.
inline constexpr std::chrono::hours kHour{1};

/// One production day as the half-open range of UTC hours [from, to).
struct ProductionDay {
  Instant from;
  Instant to;

  /// Returns the production day of a local calendar day. Its zone must change its offset by whole hours.
  static ProductionDay of(LocalDay day, const TimeZone& zone);

  /// Returns the number of UTC hours in the day: 23, 24 or 25.
  [[nodiscard]] int hour_count() const { return static_cast<int>((to - from) / kHour); }
};

}  // namespace flodata
