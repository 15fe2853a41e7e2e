// UPS-2: hours that an engineer believes. Daily means of partial days are taken over the hours that their
// evidence names, shut hours follow the well's build-up and cooling curves, curves through the days have no
// hour at which they differ from others.
#pragma once

#include <cstdint>

#include "upsampler/steps/upsampled_well.h"

namespace flodata::upsampler {

/// `ledger` is the history's, with R9 applied. What `means` states is not decided by evidence, but a day
/// whose value cannot be a mean over all its hours is undecided all the same.
UpsampledWell make_ups2(const WellHistory& history, const Ledger& ledger, std::uint64_t seed,
                        PartialDayMeans means);

}  // namespace flodata::upsampler
