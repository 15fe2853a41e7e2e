// UPS-1 step 8: what a well's own days tell of how a state (pressure, temperature) answers the rate: its
// level while flowing, how far it goes when the well is shut, and how much it scatters.
#pragma once

#include <span>
#include <vector>

#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/well_flow.h"

namespace flodata::upsampler {

/// How quickly a state moves: what is left of its way after an hour, while shut and after opening.
struct Decays {
  double shut;
  double opened;
};

/// Of the days of one run. A state that falls when the well is shut is turned over, by `sign`: every value
/// here is one of sign * state.
struct RateResponse {
  double sign;
  Decays decays;
  std::vector<double> flowing;        // level while on stream
  std::vector<double> build_up;       // rise when shut, at least 0
  std::vector<double> least_flowing;  // lowest level at which it may flow: that of the full days around, and
  std::vector<double> most_flowing;   // some more; and the highest
  std::vector<double> slope;          // rise per Sm3/d less of rate, at least 0
  std::vector<double> highest;  // level that it may reach when shut: the highest value of the days around
  double scatter;               // of the flowing level from day to day
};

/// Learns from the days of `run`, all of one role and without a gap; `has_value` of them have one. Pressures
/// of a producer rise when it is shut, those of an injector fall; other states go where their days say. The
/// rise is the median over up to kNearestOutages days with outages around, as Theil (1950) and Sen (1968)
/// take slopes, and so is the slope, between flowing and shut.
RateResponse learn_response(const Ledger& ledger, const WellFlow& flow, DayRun run, TagIndex tag,
                            std::uint64_t seed, std::uint64_t well_key);

}  // namespace flodata::upsampler
