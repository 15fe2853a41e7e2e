// The additive tags (oil, gas, water, injection): hourly rates whose volumes sum to the day's, from the base
// curve and its texture (steps 3, 4), their projection (5, 6) and exact volumes (7).
#pragma once

#include <span>
#include <vector>

#include "upsampler/quality_ledger.h"

namespace flodata::upsampler {

/// No on-stream rate exceeds this multiple of the largest daily one within kCapDays of the same run.
inline constexpr double kCapFactor = 1.25;
inline constexpr int kCapDays = 7;

struct FlowSeries {
  std::vector<double> rates_sm3_per_day;  // one per hour of the ledger; 0 where the day has no volume
  std::int64_t fallback_days = 0;         // days that the projection could not bring within their bounds
};

/// The gas-oil ratio of an hour stays within this part of its day's.
inline constexpr double kRatioRange = 0.095;

/// `mask`: on-stream part of each hour. `texture`: wanted deviation of each hour from the base curve,
/// relative to it. A day with a volume but without on-stream hours (R2) flows all day. `oil`: for gas, the
/// oil's hourly rates, whose ratio it keeps; else empty.
FlowSeries hourly_flow(const Ledger& ledger, TagIndex tag, std::span<const double> mask,
                       std::span<const double> texture, std::span<const double> oil);

}  // namespace flodata::upsampler
