// UPS-1, the method of the first release, kept as it was: the same days and seed give its bytes for ever.
// Every daily value of a state is a mean over all of the day's hours.
#pragma once

#include <cstdint>

#include "upsampler/steps/upsampled_well.h"

namespace flodata::upsampler {

/// `ledger` is the history's.
UpsampledWell make_ups1(const WellHistory& history, const Ledger& ledger, std::uint64_t seed);

}  // namespace flodata::upsampler
