#include "upsampler/upsample.h"

#include <cmath>
#include <span>

#include "base/counter_random.h"
#include "upsampler/day_runs.h"
#include "upsampler/flow.h"
#include "upsampler/intensive.h"
#include "upsampler/on_stream_mask.h"
#include "upsampler/texture.h"

namespace flodata {
namespace {

constexpr TagIndex kTubingPressureTag = find_tag("avg_dp_tubing").value();
constexpr TagIndex kWellheadPressureTag = find_tag("avg_whp_p").value();
constexpr TagIndex kChokeTag = find_tag("avg_choke_size_p").value();

/// Daily values agree on DP_TUBING = BHP - WHP when they differ by less, so that the hourly difference keeps
/// its mean. [bar]
constexpr double kTubingAgreementBar = 1e-7;

bool tubing_pressure_agrees(const LedgerDay& day) {
  const auto& downhole = day.values[kDownholePressureTag];
  const auto& wellhead = day.values[kWellheadPressureTag];
  const auto& tubing = day.values[kTubingPressureTag];
  return downhole && wellhead && tubing && std::abs(*tubing - (*downhole - *wellhead)) < kTubingAgreementBar;
}

/// The hourly difference on the days whose daily values agree, a curve of its own on the others.
std::vector<double> hourly_tubing_pressure(const Ledger& ledger, const HourlySeries& series) {
  auto tubing = hourly_intensive(ledger, kTubingPressureTag,
                                 [&](std::size_t d) { return !tubing_pressure_agrees(ledger.days[d]); });
  const auto firsts = first_hours(ledger);
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    if (!tubing_pressure_agrees(ledger.days[d])) continue;
    for (auto t = firsts[d]; t < firsts[d + 1]; ++t)
      tubing[t] = series.values[kDownholePressureTag][t] - series.values[kWellheadPressureTag][t];
  }
  return tubing;
}

double root_mean_square(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return values.empty() ? 0.0 : std::sqrt(sum / static_cast<double>(values.size()));
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
  result.texture_sigma = root_mean_square(texture.sigma);
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    auto& values = series.values[tag];
    switch (kTags[tag].kind) {
      case TagKind::on_stream:
        values = mask;
        break;
      case TagKind::additive: {
        auto flow =
            hourly_flow(*ledger, tag, mask, phase_texture(texture, *ledger, tag, options.seed, well_key));
        values = std::move(flow.rates_sm3_per_day);
        result.fallback_days += flow.fallback_days;
        break;
      }
      case TagKind::intensive:
        if (tag == kChokeTag)
          values = hourly_choke(*ledger, tag, mask);
        else if (tag != kTubingPressureTag)
          values = hourly_intensive(*ledger, tag, [](std::size_t) { return true; });
        break;
    }
  }
  series.values[kTubingPressureTag] = hourly_tubing_pressure(*ledger, series);
  return result;
}

}  // namespace flodata
