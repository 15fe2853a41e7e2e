// UPS-2: the choke. It stands still and moves in steps, twice a day at the most, at random hours; its daily
// means are exact. In an outage it is closed as far as the day's mean says.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "upsampler/ups2/averaging.h"
#include "upsampler/ups2/state_facts.h"

namespace flodata::upsampler {

struct ChokeInput {
  const Ledger& ledger;
  const WellFlow& flow;
  std::span<const double> knots;      // by day of the ledger: knot_times()
  std::span<const double> deviation;  // by hour of the ledger: the flow's random course
  std::uint64_t seed;
  std::uint64_t well_key;
};

/// Fills the hours of consecutive days that are on stream throughout. A day whose value is that of a
/// neighbour, or an end of the range [lowest, highest], stands still.
void fill_full_days(const ChokeInput& input, DayRun run, double lowest, double highest,
                    std::vector<double>& series);

/// Fills the hours of one day that is not. `opening`: of full days beside it; `shut`: of days that are shut.
/// A mean over the hours on stream is the opening in these.
void fill_partial_day(double mean, Averaging averaging, double opening, double shut, double highest,
                      std::span<const double> mask, std::span<double> choke);

}  // namespace flodata::upsampler
