// What the states of a well answer to: its rate while on stream, and the hours in which it is.
#pragma once

#include <vector>

#include "model/hourly_series.h"
#include "upsampler/steps/base_rate.h"
#include "upsampler/steps/quality_ledger.h"

namespace flodata::upsampler {

struct WellFlow {
  std::vector<double> mask;       // part of each hour that is on stream
  std::vector<double> rate;       // of each hour, as if it were on stream throughout [Sm3/d]
  std::vector<double> deviation;  // of `rate` from the curve through the daily ones [Sm3/d]
  std::vector<double> day_rate;   // of each day, per on-stream day; 0 where nothing flowed [Sm3/d]
  std::vector<bool> injects;      // each day's role; that of a shut day is its neighbour's
};

/// Liquid, or what is injected, or gas where there is neither. `series` has its mask and rates already.
/// `curve` is drawn through the daily rates, but for those of days that stand alone (R9).
WellFlow well_flow(const Ledger& ledger, const HourlySeries& series, const DayCurve& curve);

/// Runs of consecutive days in which the well has one role.
std::vector<DayRun> role_runs(const Ledger& ledger, const WellFlow& flow);

}  // namespace flodata::upsampler
