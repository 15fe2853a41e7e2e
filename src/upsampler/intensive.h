// The intensive tags: hourly pressures, temperatures and the choke, whose mean over a day's hours is the
// daily value, within the tag's bounds.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "upsampler/quality_ledger.h"

namespace flodata {

/// Returns one value per hour of the ledger for the days for which `belongs` holds and that have a value (0
/// elsewhere): a smooth curve through each run of such days, projected onto the daily means.
std::vector<double> hourly_intensive(const Ledger& ledger, TagIndex tag,
                                     const std::function<bool(std::size_t)>& belongs);

/// The choke. Smooth over runs of days that are on stream throughout; on a partial day it is open as far as
/// on the neighbouring full days while on stream, as far as the daily mean allows, and less while off; flat
/// when shut.
std::vector<double> hourly_choke(const Ledger& ledger, TagIndex tag, std::span<const double> mask);

}  // namespace flodata
