// UPS-2: the smooth course of daily values, and how much hours may leave it.
//
// The course does not go through the values: it is a monotone cubic (PCHIP; Fritsch & Butland, SIAM J. Sci.
// Stat. Comput. 5, 1984) through their moving averages. What the values have beyond it is left to a deviation
// of the same size, which is then conditioned on them (projection). A course through the values would need a
// deviation without a daily mean, and so look different at midnight than at noon.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "upsampler/steps/quality_ledger.h"

namespace flodata::upsampler {

/// Returns when in its day each day's knot lies, 0 to 1: at a random time, so that no hour is a special one.
std::vector<double> knot_times(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key);

/// `values`, `hour_counts` and `times` one per day. Returns one value per hour, at its middle. Flat outside
/// the first and the last knot.
std::vector<double> smooth_days(std::span<const double> values, std::span<const int> hour_counts,
                                std::span<const double> times);

/// Size by hour of a deviation of kTexturePersistence whose daily means are as large as what the `values`
/// have beyond the curve on the days around.
std::vector<double> deviation_size(std::span<const double> values, std::span<const double> curve,
                                   std::span<const int> hour_counts);

}  // namespace flodata::upsampler
