// The additive tags (oil, gas, water, injection): hourly rates whose volumes sum to the day's, from the base
// curve and its texture (steps 3, 4), their projection (5, 6) and exact volumes (7).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/projection.h"
#include "upsampler/steps/quality_ledger.h"
#include "upsampler/steps/upsampled_well.h"

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

/// The hours of a run of days before they are brought to the days' volumes: what is wanted, and what a
/// correction of one means in each hour. Rates of a full hour [Sm3/h].
struct FlowShape {
  std::vector<double> wanted;
  std::vector<double> scale;
  double persistence = kCorrectionPersistence;
};

/// A method's shape of a tag over a run of days with these rates while on stream.
using FlowShaper = std::function<FlowShape(TagIndex tag, std::span<const double> on_rates, DayRun run)>;

/// `mask`: on-stream part of each hour. A day with a volume but without on-stream hours (R2) flows all day.
/// `oil`: for gas, the oil's hourly rates, whose ratio it keeps; else empty. A day that stands alone (R9) is
/// no part of its neighbours' shape and bounds.
FlowSeries hourly_flow(const Ledger& ledger, TagIndex tag, std::span<const double> mask,
                       std::span<const double> oil, const FlowShaper& shaper);

/// Fills the hours on stream (`mask`) and all rates of a well.
void fill_rates(const Ledger& ledger, const std::vector<double>& mask, const FlowShaper& shaper,
                UpsampledWell& well);

}  // namespace flodata::upsampler
