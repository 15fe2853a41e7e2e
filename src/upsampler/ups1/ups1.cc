#include "upsampler/ups1/ups1.h"

#include <map>
#include <span>

#include "base/counter_random.h"
#include "upsampler/steps/base_rate.h"
#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/flow.h"
#include "upsampler/steps/texture.h"
#include "upsampler/steps/well_flow.h"
#include "upsampler/ups1/intensive.h"
#include "upsampler/ups1/on_stream_mask.h"

namespace flodata::upsampler {
namespace {

DayCurve straight_lines(const Ledger& ledger) {
  return [&ledger](std::span<const double> values, DayRun run) {
    return interpolate_days(values, hour_counts(ledger, run));
  };
}

/// The intensive tags, once the rates are there. The tubing's pressure difference is that of the hours on the
/// days whose daily values agree, a curve of its own on the others.
void fill_states(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key, HourlySeries& series) {
  const auto flow = well_flow(ledger, series, straight_lines(ledger));
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

}  // namespace

UpsampledWell make_ups1(const WellHistory& history, const Ledger& ledger, std::uint64_t seed) {
  auto well = begin_well(history, ledger);
  const auto well_key = key_of(history.well.well_bore_code);
  const auto texture = flow_texture(ledger, seed, well_key);
  well.texture_sigma = typical_sigma(texture.sigma);
  const auto firsts = first_hours(ledger);
  std::map<TagIndex, std::vector<double>> deviations;
  const auto shaper = [&](TagIndex tag, std::span<const double> on_rates, DayRun run) {
    const auto [deviation, is_new] = deviations.try_emplace(tag);
    if (is_new) deviation->second = phase_texture(texture, ledger, tag, seed, well_key);
    FlowShape shape{.wanted = interpolate_days(on_rates, hour_counts(ledger, run)), .scale = {}};
    shape.scale = shape.wanted;
    for (std::size_t t = 0; t < shape.wanted.size(); ++t)
      shape.wanted[t] *= 1 + deviation->second[firsts[run.first] + t];
    return shape;
  };
  fill_rates(ledger, on_stream_mask(ledger, seed, well_key), shaper, well);
  fill_states(ledger, seed, well_key, well.hours);
  return well;
}

}  // namespace flodata::upsampler
