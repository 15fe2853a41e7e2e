// UPS-1 step 9: hours to finer steps. Each hour gets the parabola that keeps its mean and meets its
// neighbours half-way, made monotone (piecewise parabolic method; Colella & Woodward, J. Comput. Phys. 54,
// 1984): nothing leaves the range of the hours around, and any stretch of time can be made by itself.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/error.h"
#include "model/hourly_series.h"

namespace flodata::upsampler {

/// Resolutions by their names, as `--resolution` takes them: "1h", "15m", "5m", "1m".
/// Returns the steps of an hour. Errors: invalid_argument with the names.
Expected<int> steps_per_hour_of(std::string_view resolution);
std::string_view resolution_name(int steps_per_hour);

/// An hour that is higher or lower than both beside it: flat, within the hours' range, or rounded, so that a
/// state has no jump from hour to hour while the well flows or is shut, and goes a little beyond the hour's
/// mean.
enum class Turns : std::uint8_t { flat, rounded };

/// Returns the days [first, end) of an hourly series in steps; of an hour they are as they were. Rates sum to
/// the hour's volume, states have its mean; within an hour that is partly on stream the well flows at its end
/// or its beginning, as its neighbours do; where the tubing's pressure difference is that of its ends in the
/// hour, it is in every step.
HourlySeries refine(const HourlySeries& hours, std::size_t first, std::size_t end, int steps_per_hour,
                    Turns turns = Turns::flat);

}  // namespace flodata::upsampler
