// UPS-2: over which hours a daily mean of a partial day was taken. Some systems average all 24 hours, others
// only those on stream, and the same system does one for pressures and the other for the choke. On a scale
// where 0 is the level while flowing and 1 the level while shut, a mean over the day follows the part of the
// day that was shut, a mean over the hours on stream does not.
#pragma once

#include <cstdint>
#include <vector>

#include "upsampler/ups2/state_facts.h"

namespace flodata::upsampler {

enum class Averaging : std::uint8_t { day, on_stream, undecided };

/// Returns for each day of the facts' run the logarithm of how much likelier its value is as a mean over the
/// day than as one over the hours on stream, from itself and the partial days around; 0 for days that are not
/// partial or say nothing.
std::vector<double> averaging_evidence(const StateFacts& facts);

/// `prior` in the same measure: what is usual for the tag.
Averaging averaging_of(double evidence, double prior);

}  // namespace flodata::upsampler
