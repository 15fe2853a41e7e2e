// The intensive tags: hourly pressures, temperatures and the choke, whose mean over a day's hours is the
// daily value, within the tag's bounds. They answer the rate (UPS-1 step 8).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "upsampler/steps/quality_ledger.h"
#include "upsampler/steps/well_flow.h"

namespace flodata::upsampler {

/// Returns one value per hour of the ledger for the days for which `belongs` holds and that have a value (0
/// elsewhere). While on stream: the curve through the days' flowing levels, less the rate's deviation times
/// the slope, projected onto the daily means; around outages, build-up and fall-off.
std::vector<double> hourly_state(const Ledger& ledger, TagIndex tag, const WellFlow& flow, std::uint64_t seed,
                                 std::uint64_t well_key, const std::function<bool(std::size_t)>& belongs);

/// The choke. Over runs of days that are on stream throughout it is smooth and moves with the rate where it
/// moves at all; on a partial day it is open as far as on the neighbouring full days while on stream, as far
/// as the daily mean allows, and less while off; flat when shut.
std::vector<double> hourly_choke(const Ledger& ledger, TagIndex tag, const WellFlow& flow);

}  // namespace flodata::upsampler
