// Step 8: curves of a state while a well is shut. They rise; a state that falls is turned over by the
// caller.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/tag.h"

namespace flodata::upsampler {

/// Returns what is left after one hour of an exponential decay with the time constant `tau_hours` [h], above
/// 1/64: (1 - 1/(64 tau))^64, which every compiler gives the same bits.
double decay_per_hour(double tau_hours);

/// Returns the time constant of a well's build-up of pressure [h]: 2 to 6 (Horner, 1951, of the wellbore's
/// part).
double build_up_hours(std::uint64_t seed, std::uint64_t well_key);

/// How many times as long a state takes: heat two to three times.
constexpr double slowness(TagIndex tag) { return kTags[tag].family == UnitFamily::temperature ? 2.5 : 1; }

/// `values` is not empty.
double median(std::vector<double> values);

/// Fills `hours` with values in their middles that go from `begin` to `end` without turning, exponentially,
/// with the mean `mean`, which must lie between the two. Where it does not, no such curve exists, and a
/// parabola is added to a straight line.
void go_between(double begin, double end, double mean, std::span<double> hours);

/// What a shut day has beside it.
struct ShutDay {
  double mean;
  std::optional<double> before;     // value at its beginning, where the well was shut or flowing before
  std::optional<double> next_mean;  // of the following day, where that is shut throughout too
  double highest;                   // daily mean of the state
};

/// Fills the hours of a day that is shut throughout: a build-up from what was before that decays by `decay`
/// per hour, otherwise where the next day's mean or the highest one ask for it. It does not fall unless the
/// daily means do. Returns the value at the day's end.
double fill_shut_day(const ShutDay& day, double decay, std::span<double> hours);

}  // namespace flodata::upsampler
