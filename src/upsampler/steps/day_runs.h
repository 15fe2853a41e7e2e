// Where the hours of each day lie in a well's series, and the runs of consecutive days over which a curve may
// be drawn. No curve crosses a missing day, so the hours before a gap do not depend on what follows it.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "upsampler/steps/quality_ledger.h"

namespace flodata::upsampler {

/// Returns the position of each day's first hour in the series of all hours, and their number at the end.
std::vector<std::size_t> first_hours(const Ledger& ledger);

/// Days [first, end) of a ledger.
struct DayRun {
  std::size_t first;
  std::size_t end;
};

/// Returns the longest runs of consecutive calendar days for each of which `belongs(index)` holds.
std::vector<DayRun> day_runs(const Ledger& ledger, const std::function<bool(std::size_t)>& belongs);

/// Returns the hour counts of the run's days.
std::vector<int> hour_counts(const Ledger& ledger, DayRun run);

}  // namespace flodata::upsampler
