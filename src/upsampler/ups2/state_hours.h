// UPS-2: the hours of one pressure or temperature: the level while flowing with its answer to the rate and
// its texture, projected onto the daily means over the hours that the means are of; around outages, the
// curves of shut hours.
#pragma once

#include <span>
#include <vector>

#include "upsampler/ups2/averaging.h"
#include "upsampler/ups2/state_facts.h"

namespace flodata::upsampler {

struct StateInput {
  const Ledger& ledger;
  const WellFlow& flow;
  TagIndex tag;
  DayRun role_run;  // days of the facts
  const StateFacts& facts;
  std::span<const double> knots;      // by day of the ledger: knot_times()
  std::span<const double> deviation;  // by hour of the ledger, with variance 1
  std::span<const double> flow_size;  // by hour: of the rate's deviation, relative to the rate
};

/// The state leaves the range of its daily values by no more than this part of its width while on stream.
inline constexpr double kRangeRoom = 0.01;

/// Fills the hours of `run`, consecutive days with a value within the role run. `averaging`: of the days of
/// the role run; a day that cannot be a mean over all its hours becomes undecided.
void fill_state_hours(const StateInput& input, DayRun run, std::span<Averaging> averaging,
                      std::vector<double>& series);

/// Whether some hour of the day is shut throughout. Without one its mean is over all hours, which hardly
/// differ.
bool has_shut_hour(std::span<const double> mask_of_day);

}  // namespace flodata::upsampler
