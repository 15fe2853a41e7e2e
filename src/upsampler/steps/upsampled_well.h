// What upsampling gives, and what both methods begin with.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/hourly_series.h"
#include "upsampler/steps/quality_ledger.h"

namespace flodata::upsampler {

/// Over which hours the source took the means of partial days.
enum class PartialDayMeans : std::uint8_t { by_evidence, day, on_stream };

struct UpsampledWell {
  HourlySeries hours;
  RuleCounts counts{};
  std::int64_t fallback_days = 0;  // days of a phase that the projection could not bring within their bounds
  double texture_sigma = 0;  // of the hourly deviation, relative to the rate: the typical one of all days
  // Days partly on stream by tag and by what their values are means over: the day, the hours on stream,
  // undecided.
  std::array<std::array<std::int64_t, 3>, kTagCount> averaging{};
  std::int64_t partial_pairs = 0;  // of days in a row
  std::int64_t joined_pairs = 0;   // those that share one outage over midnight
};

/// Returns a well with its days described and no hours yet.
UpsampledWell begin_well(const WellHistory& history, const Ledger& ledger);

/// Whether the day's values agree on AVG_DP_TUBING = downhole minus wellhead pressure, so that the hourly
/// difference keeps its mean.
bool tubing_pressure_agrees(const LedgerDay& day);

/// The one size whose normal deviations have the same median as those of all days' sizes together: stretches
/// of days have sizes of their own.
double typical_sigma(std::span<const double> sigmas);

}  // namespace flodata::upsampler
