// UPS-1: one row per well and UTC hour from one row per well and production day: quality, hours, on-stream
// mask, base curve, texture, projection within bounds, exact volumes, and states that answer the rate. The
// result is a function of the history, the zone and the seed alone: every well can be done in any thread, in
// any order.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "model/daily_history.h"
#include "model/hourly_series.h"
#include "upsampler/quality_ledger.h"

namespace flodata::upsampler {

/// Name of the algorithm as the manifest of a source file carries it.
inline constexpr std::string_view kUpsampleAlgorithm = "UPS-1";

struct UpsampleOptions {
  std::uint64_t seed = 1;
};

struct UpsampledWell {
  HourlySeries hours;
  RuleCounts counts{};
  std::int64_t fallback_days = 0;  // days of a phase that the projection could not bring within their bounds
  double texture_sigma = 0;  // of the hourly deviation, relative to the rate: the typical one of all days
};

/// Errors: those of build_ledger.
Expected<UpsampledWell> upsample_well(const WellHistory& history, const TimeZone& day_zone,
                                      const UpsampleOptions& options);

}  // namespace flodata::upsampler
