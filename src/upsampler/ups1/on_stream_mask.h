// UPS-1 step 2: in which hours of the day the well flowed. Only the length of an outage is data; where in the
// day it lies is invented, by seed.
#pragma once

#include <cstdint>
#include <vector>

#include "upsampler/steps/quality_ledger.h"

namespace flodata::upsampler {

/// Returns the part of each hour that is on stream [0..1], all days of the ledger one after the other. A
/// day's hours sum to its on-stream hours; a day whose hours are not known has 0 throughout. The off block of
/// a partial day joins a shut neighbour day; otherwise it is one block at a seeded hour.
std::vector<double> on_stream_mask(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key);

}  // namespace flodata::upsampler
