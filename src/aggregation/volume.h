// From rates to volumes.
#pragma once

#include <chrono>

namespace flodata::aggregation {

/// Returns the volume [Sm3] of a rate [Sm3/d] that holds for `hours`. The day of a rate has 24 hours whatever
/// the calendar says.
constexpr double volume_sm3(double rate_sm3_per_day, double hours) {
  constexpr auto kHoursOfRateDay = static_cast<double>(std::chrono::hours(std::chrono::days(1)).count());
  return rate_sm3_per_day * hours / kHoursOfRateDay;
}

}  // namespace flodata::aggregation
