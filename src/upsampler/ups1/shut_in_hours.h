// UPS-1 step 8: the hours around outages. A state builds up while the well is shut and falls off when it is
// opened; how far, within a day that is partly on stream, is what makes its mean and what its neighbours say
// agree best.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "upsampler/ups1/rate_response.h"

namespace flodata::upsampler {

/// Consecutive days with a value of one state, along its sign.
struct StateDays {
  std::vector<std::size_t> firsts;        // position of each day's first hour, and the number of hours
  std::vector<double> means;              // of each day
  std::span<const double> mask;           // of each hour
  std::span<const double> flowing;        // curve of the state while on stream, of each hour
  std::span<const double> build_up;       // usual rise of each day
  std::span<const double> least_flowing;  // level at which it may flow on each day
  std::span<const double> most_flowing;
  std::span<const double> highest;  // level that it may reach on each day when shut
  Decays decays;
  double scatter;
};

struct ShutInHours {
  std::vector<double> off;      // of each hour: the level while shut; no meaning where it is on throughout
  std::vector<double> flowing;  // the curve given, with the fall-off after each opening
};

/// Fills the hours of all outages. Days that are shut throughout get their means exactly; on the others the
/// hours on stream still have to be brought to them. While the well is shut the state does not fall, unless
/// the daily means leave no other way: those of whole shut days fall, or beside a shut day the well would
/// have to flow beyond `least_flowing` or `most_flowing`.
ShutInHours shut_in_hours(const StateDays& days);

}  // namespace flodata::upsampler
