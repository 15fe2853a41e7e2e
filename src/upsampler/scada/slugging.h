// Slugs: liquid gathers and is blown out, so that wellhead pressure and rates swing with a period of half an
// hour to hours, in wells that make much water or much gas. Invented, by seed; a day's volumes stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/hourly_series.h"

namespace flodata::upsampler {

/// Slugging is only in steps of at most so long.
inline constexpr int kSluggingStepsPerHour = 12;

/// Where slugging begins: water in the liquid, or gas in a Sm3 of liquid.
inline constexpr double kSluggingWaterCut = 0.4;
inline constexpr double kSluggingGasLiquidRatio = 250;

/// The tags that swing.
bool swings(TagIndex tag);

/// Changes rates and states of a day's steps while the well slugs. Returns for each step whether it does.
std::vector<bool> add_slugs(HourlySeries& steps, const HourlyDay& day, std::uint64_t well_key);

}  // namespace flodata::upsampler
