// The production day: the local calendar day over which a field reports its daily volumes.
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"

namespace flodata {

/// Zone of the production day of the Volve data (and of data sets that say nothing else).
inline constexpr std::string_view kProductionDayZone = "Europe/Oslo";

/// Length of a source step.
inline constexpr std::chrono::hours kHour{1};

/// Hours of a day on which no clock is set, and the most and fewest that hourly rows can stand for.
inline constexpr int kNominalDayHours = 24;
inline constexpr int kShortestDayHours = 23;
inline constexpr int kLongestDayHours = 25;

/// One production day as the half-open range of hours [from, to). Its hours begin at the minute at which the
/// zone's days do: at :15, :30 or :45 UTC where the zone's offset says so.
struct ProductionDay {
  Instant from;
  Instant to;

  /// Returns the production day of a local calendar day: an empty one where the zone has no such day.
  static ProductionDay of(LocalDay day, const TimeZone& zone);

  /// The same for a day that hourly rows are to stand for.
  /// Errors: invalid_argument with the hint, when the day does not exist in the zone (clocks that cross the
  /// date line skip one) or does not consist of whole hours (clocks that change by half an hour).
  static Expected<ProductionDay> of_whole_hours(LocalDay day, const TimeZone& zone);

  /// Returns the local calendar day whose production day holds `instant`. Not always the date that a clock
  /// shows: where clocks are set back just after midnight, the old date comes again.
  static LocalDay holding(Instant instant, const TimeZone& zone);

  /// Returns the number of hours in the day: 23, 24 or 25 nearly everywhere.
  [[nodiscard]] int hour_count() const { return static_cast<int>((to - from) / kHour); }

  /// Returns how far into a UTC hour the hours begin: 0, 15, 30 or 45 minutes nearly everywhere.
  [[nodiscard]] Microseconds offset_in_hour() const {
    return from - std::chrono::floor<std::chrono::hours>(from);
  }
};

/// Returns how many days that exist in the zone lie between two days, neither of them counted.
std::int64_t days_between(LocalDay before, LocalDay after, const TimeZone& zone);

}  // namespace flodata
