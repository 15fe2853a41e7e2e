// Which cells say what rows say: those that no bucket cuts.
#pragma once

#include "aggregation/interval.h"
#include "base/time_zone.h"
#include "rollup/builder.h"

namespace flodata::rollup {

/// Returns the longest cells of which every bucket between `first` and `last` consists; shorter ones do too.
/// Level::step: only rows, or steps. `cells`: the display zone of the cells; `hours`: whether there are any
/// of hours.
Level longest_exact(aggregation::Interval interval, const TimeZone& asked, const TimeZone& cells, bool hours,
                    Instant first, Instant last);

}  // namespace flodata::rollup
