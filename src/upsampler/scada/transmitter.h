// What a field's transmitter makes of a state: noise, resolution, dead band, span.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/tag.h"

namespace flodata::upsampler {

/// All in the unit of the tag.
struct Transmitter {
  double noise;       // standard deviation of a sample
  double turbulence;  // of the flow on stream, over minutes: at most; in steps of at most 5 minutes
  double dead_band;   // a value is sent when it is further than this from the one sent last
  double resolution;  // of a sent value
  double low;         // span
  double high;
};

/// Only of states: rates come from allocation, not from a transmitter.
const Transmitter& transmitter_of(TagIndex tag);

/// Returns the largest distance of a reading without a label from the value that it reads.
double reading_error(TagIndex tag, int steps_per_hour);

/// A value is sent again after this, however still it is.
inline constexpr double kLongestSilenceMinutes = 240;

/// Rounds to the resolution, within the bounds of the tag.
double rounded(double value, TagIndex tag);

/// What of a day a transmitter reads.
struct Reading {
  TagIndex tag;
  std::uint64_t key;    // of the random numbers of the well and tag
  double first_minute;  // since 1970, of the first step
  double step_minutes;
  std::span<const double> on_stream;  // part of each step
  std::span<const double> flow;       // turbulence that all states of the well share, in [-1, 1]
};

/// Where a transmitter stands at the end of a day.
struct TransmitterState {
  std::optional<double> sent = {};     // the value sent last; none: the next one is sent
  double silent_minutes = 0;           // since then
  std::optional<double> reading = {};  // the last reading, stalls included; none: it was computed (R10)
};

/// Turns the true values of a day's steps into readings. `state`: from the day before, for the next one.
void read_values(const Reading& reading, TransmitterState& state, std::span<double> values);

}  // namespace flodata::upsampler
