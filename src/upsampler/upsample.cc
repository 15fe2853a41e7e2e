#include "upsampler/upsample.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "base/counter_random.h"
#include "upsampler/day_runs.h"
#include "upsampler/flow.h"
#include "upsampler/intensive.h"
#include "upsampler/on_stream_mask.h"
#include "upsampler/texture.h"

namespace flodata::upsampler {
namespace {

/// Daily values agree on DP_TUBING = BHP - WHP when they differ by less, so that the hourly difference keeps
/// its mean. [bar]
constexpr double kTubingAgreementBar = 1e-7;

bool tubing_pressure_agrees(const LedgerDay& day) {
  const auto& downhole = day.values[kDownholePressureTag];
  const auto& wellhead = day.values[kWellheadPressureTag];
  const auto& tubing = day.values[kTubingPressureTag];
  return downhole && wellhead && tubing && std::abs(*tubing - (*downhole - *wellhead)) < kTubingAgreementBar;
}

/// The intensive tags, once the rates are there. The tubing's pressure difference is that of the hours on the
/// days whose daily values agree, a curve of its own on the others.
void fill_states(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key, HourlySeries& series) {
  const auto flow = well_flow(ledger, series);
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    if (kTags[tag].kind != TagKind::intensive) continue;
    const auto belongs = [&](std::size_t d) {
      return tag != kTubingPressureTag || !tubing_pressure_agrees(ledger.days[d]);
    };
    series.values[tag] = tag == kChokeTag ? hourly_choke(ledger, tag, flow)
                                          : hourly_state(ledger, tag, flow, seed, well_key, belongs);
  }
  const auto firsts = first_hours(ledger);
  auto& tubing = series.values[kTubingPressureTag];
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    if (!tubing_pressure_agrees(ledger.days[d])) continue;
    for (auto t = firsts[d]; t < firsts[d + 1]; ++t)
      tubing[t] = series.values[kDownholePressureTag][t] - series.values[kWellheadPressureTag][t];
  }
}

/// The one size whose normal deviations have the same median as those of all days' sizes together: stretches
/// of days have sizes of their own.
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

void describe_days(const WellHistory& history, const Ledger& ledger, HourlySeries& series) {
  const auto firsts = first_hours(ledger);
  series.days.reserve(ledger.days.size());
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    const auto& day = ledger.days[d];
    const auto& row = history.days[d];
    HourlyDay hours{day.day,     firsts[d],     day.hour_count, day.from,     {},
                    day.quality, row.choke_uom, row.flow_kind,  row.well_type};
    for (TagIndex tag = 0; tag < kTagCount; ++tag) hours.present[tag] = day.values[tag].has_value();
    series.days.push_back(std::move(hours));
  }
}

}  // namespace

Expected<UpsampledWell> upsample_well(const WellHistory& history, const TimeZone& day_zone,
                                      const UpsampleOptions& options) {
  auto ledger = build_ledger(history, day_zone);
  if (!ledger) return std::unexpected(ledger.error());
  UpsampledWell result;
  auto& series = result.hours;
  series.well = history.well;
  result.counts = ledger->counts;
  describe_days(history, *ledger, series);
  const auto well_key = key_of(history.well.well_bore_code);
  const auto mask = on_stream_mask(*ledger, options.seed, well_key);
  const auto texture = flow_texture(*ledger, options.seed, well_key);
  result.texture_sigma = typical_sigma(texture.sigma);
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    auto& values = series.values[tag];
    switch (kTags[tag].kind) {
      case TagKind::on_stream:
        values = mask;
        break;
      case TagKind::additive: {
        const auto oil = tag == kGasRateTag ? std::span<const double>(series.values[kOilRateTag])
                                            : std::span<const double>();
        auto flow = hourly_flow(*ledger, tag, mask,
                                phase_texture(texture, *ledger, tag, options.seed, well_key), oil);
        values = std::move(flow.rates_sm3_per_day);
        result.fallback_days += flow.fallback_days;
        break;
      }
      case TagKind::intensive:  // they answer the rates
        break;
    }
  }
  fill_states(*ledger, options.seed, well_key, series);
  return result;
}

}  // namespace flodata::upsampler
