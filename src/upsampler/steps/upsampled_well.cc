#include "upsampler/steps/upsampled_well.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "upsampler/steps/day_runs.h"

namespace flodata::upsampler {
namespace {

void describe_days(const WellHistory& history, const Ledger& ledger, HourlySeries& series) {
  const auto firsts = first_hours(ledger);
  series.days.reserve(ledger.days.size());
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    const auto& day = ledger.days[d];
    const auto& row = history.days[d];
    HourlyDay hours{day.day,     firsts[d], day.hour_count, day.from,      {},
                    day.quality, {},        row.choke_uom,  row.flow_kind, row.well_type};
    for (TagIndex tag = 0; tag < kTagCount; ++tag) hours.present[tag] = day.values[tag].has_value();
    series.days.push_back(std::move(hours));
  }
}

}  // namespace

UpsampledWell begin_well(const WellHistory& history, const Ledger& ledger) {
  UpsampledWell result;
  result.hours.well = history.well;
  result.counts = ledger.counts;
  describe_days(history, ledger, result.hours);
  return result;
}

bool tubing_pressure_agrees(const LedgerDay& day) {
  constexpr double kAgreementBar = 1e-7;
  const auto& downhole = day.values[kDownholePressureTag];
  const auto& wellhead = day.values[kWellheadPressureTag];
  const auto& tubing = day.values[kTubingPressureTag];
  return downhole && wellhead && tubing && std::abs(*tubing - (*downhole - *wellhead)) < kAgreementBar;
}

double typical_sigma(std::span<const double> sigmas) {
  if (sigmas.empty()) return 0;
  const auto [least, most] = std::ranges::minmax(sigmas);
  constexpr double kMedianOfNormal = 0.6744897501960817;
  double low = least;
  double high = most;
  constexpr int kHalvings = 40;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    double below = 0;  // part of the deviations within the median of size `middle`
    for (const double sigma : sigmas)
      below += std::erf(kMedianOfNormal * middle / sigma / std::numbers::sqrt2);
    (below < 0.5 * static_cast<double>(sigmas.size()) ? low : high) = middle;
  }
  return high;
}

}  // namespace flodata::upsampler
