// From rates to volumes.
#pragma once

#include "model/units.h"

namespace flodata::aggregation {

/// Returns the volume [Sm3] of a rate [Sm3/d] that holds for `hours`. The day of a rate has 24 hours whatever
/// the calendar says.
constexpr double volume_sm3(double rate_sm3_per_day, double hours) {
  return rate_sm3_per_day * hours / kHoursPerRateDay;
}

}  // namespace flodata::aggregation
