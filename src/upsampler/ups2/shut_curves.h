// UPS-2: the hours of outages. While a well is shut a state goes exponentially towards its shut level, and
// after the opening what it went is left for a while.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "upsampler/ups2/averaging.h"
#include "upsampler/ups2/state_facts.h"

namespace flodata::upsampler {

/// Consecutive days with a value of one state; all by day of this run, or by hour.
struct StateRun {
  std::vector<std::size_t> firsts;   // position of each day's first hour, and the number of hours
  std::vector<double> values;        // of each day
  std::vector<Averaging> averaging;  // of each day that is partly on stream
  std::span<const double> mask;
  std::span<const double> flowing;  // by day: level while on stream, as full days tell
  std::span<const double> rise;     // by day: from there to the shut level
  ShutWay way;
  bool rise_is_known;
  double lowest;  // range of the state
  double highest;
  double decay;  // of what is left of the way, per hour shut

  [[nodiscard]] std::size_t day_count() const { return values.size(); }
  [[nodiscard]] std::size_t hour_count(std::size_t d) const { return firsts[d + 1] - firsts[d]; }
  [[nodiscard]] double on_hours(std::size_t d) const;
  [[nodiscard]] std::size_t day_of(std::size_t hour) const;
};

struct ShutCurves {
  std::vector<double> off;    // by hour: the state while shut; no meaning where it is on stream throughout
  std::vector<double> tail;   // by hour: what is left of an outage's way, on top of the level while flowing
  std::vector<double> level;  // by day: the level while flowing that makes the day's mean with its tail
};

/// `base`: the level while flowing, by hour, from which outages begin. Days that are shut throughout get
/// their means exactly. On the others the state does not turn back while the well is shut; where `way` says
/// so it goes that way.
ShutCurves shut_curves(const StateRun& run, std::span<const double> base);

}  // namespace flodata::upsampler
