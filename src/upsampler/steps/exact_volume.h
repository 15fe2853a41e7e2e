// Step 7: a day's hours as whole thousandths of a Sm3 that sum to the day.
#pragma once

#include <span>

namespace flodata::upsampler {

/// One thousandth of a Sm3: the unit in which hourly volumes are whole numbers.
inline constexpr double kVolumeUnitsPerSm3 = 1000;

/// Volumes up to here are apportioned in whole units: 2^53 units, beyond which doubles are no longer
/// integers.
inline constexpr double kLargestExactVolumeSm3 = 9.0e12;

/// Turns the wanted hourly volumes of one day [Sm3] into rates [Sm3/d] whose volumes are whole thousandths
/// that sum to `day_volume_sm3`, by largest remainder over the hours with `flows[i]` > 0; the others get 0.
/// Where the day's volume has more decimals than three, the rest (less than half a thousandth for the whole
/// day) is spread over its hours, so that the sum is still the day's volume. `wanted_sm3` is overwritten with
/// the rates. At least one hour must flow unless the volume is 0.
void apportion_volume(double day_volume_sm3, std::span<const double> flows, std::span<double> wanted_sm3);

}  // namespace flodata::upsampler
