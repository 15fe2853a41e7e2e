// UPS-2: what a well's days say of a state (pressure, temperature): its level while flowing, where it goes
// when the well is shut, how much it scatters, and its range.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/well_flow.h"

namespace flodata::upsampler {

/// Which way a state may go while the well is shut.
enum class ShutWay : std::int8_t { down = -1, any = 0, up = 1 };

/// Of the days of one run, in which the well has one role.
struct StateFacts {
  std::vector<std::optional<double>> values;
  std::vector<double> flowing;  // level while on stream: of full days, and between them along a line
  std::vector<double> rise;     // from there to the shut level (a fall is negative)
  std::vector<double> on_hours;
  std::vector<char> is_full;
  std::vector<char> is_still;  // the value stands still for three days or more: so does the gauge
  std::vector<double>
      shut_part;               // in which each day feels that the well is shut, as a mean over all its hours
  bool rise_is_known = false;  // days have shown it; otherwise it is assumed
  ShutWay way = ShutWay::any;
  double scatter = 0;  // of the flowing level from day to day
  double lowest = 0;   // of the daily values
  double highest = 0;
  double decay_shut = 0;  // what is left of the way after an hour that is shut
};

/// The rise is the median over the days nearest by that were shut throughout, else of the partial days; where
/// no day tells, a tenth of the downhole pressure and the way to the air's temperature at the wellhead are
/// assumed.
StateFacts learn_state(const Ledger& ledger, const WellFlow& flow, DayRun run, TagIndex tag,
                       std::uint64_t seed, std::uint64_t well_key);

}  // namespace flodata::upsampler
