// Step 3: a continuous curve through the daily values of a run of consecutive days, each at its day's
// centre.
//
// Straight between the centres, not a monotone cubic: a cubic through daily values is steepest exactly at
// midnight, which shows in the steps there against those inside days (I6 of the real oil rates: 1.28 with
// PCHIP, 1.14 so).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "upsampler/steps/day_runs.h"

namespace flodata::upsampler {

/// Between two days the curve stays between their values, and it is flat outside the first and the last
/// centre. `day_values` one per day; `hour_counts` hours of each day. Returns one value per hour, at its
/// middle.
std::vector<double> interpolate_days(std::span<const double> day_values, std::span<const int> hour_counts);

/// A method's curve through the values of a run's days: one value per hour.
using DayCurve = std::function<std::vector<double>(std::span<const double> day_values, DayRun run)>;

}  // namespace flodata::upsampler
