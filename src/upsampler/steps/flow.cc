#include "upsampler/steps/flow.h"

#include <algorithm>
#include <cmath>

#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/exact_volume.h"

namespace flodata::upsampler {
namespace {

/// Hourly flow of one tag, run by run. Inside, rates are volumes of a full on-stream hour [Sm3/h].
class FlowBuilder {
 public:
  FlowBuilder(const Ledger& ledger, TagIndex tag, std::span<const double> mask, std::span<const double> oil,
              const FlowShaper& shaper)
      : ledger_(ledger),
        tag_(tag),
        oil_(oil),
        shaper_(shaper),
        firsts_(first_hours(ledger)),
        flows_(mask.begin(), mask.end()) {
    series_.rates_sm3_per_day.assign(firsts_.back(), 0.0);
    on_rates_.assign(ledger.days.size(), 0.0);
    for (std::size_t d = 0; d < ledger.days.size(); ++d) {
      if (volume(d) <= 0) continue;
      auto flows = hours_of(d, flows_);
      double flowing_hours = sum(flows);
      if (flowing_hours <= 0) {
        std::ranges::fill(flows, 1.0);
        flowing_hours = static_cast<double>(flows.size());
      }
      on_rates_[d] = volume(d) / flowing_hours;
    }
  }

  FlowSeries build() {
    for (const auto run :
         day_runs(ledger_, [this](std::size_t d) { return volume(d) > 0 && !ledger_.days[d].stands_alone; }))
      fill_run(run);
    for (std::size_t d = 0; d < ledger_.days.size(); ++d)
      if (volume(d) > 0 && ledger_.days[d].stands_alone) fill_run({d, d + 1});
    return std::move(series_);
  }

 private:
  [[nodiscard]] double volume(std::size_t d) const { return ledger_.days[d].values[tag_].value_or(0.0); }

  [[nodiscard]] std::span<double> hours_of(std::size_t d, std::vector<double>& hours) const {
    return std::span(hours).subspan(firsts_[d], firsts_[d + 1] - firsts_[d]);
  }

  static double sum(std::span<const double> values) {
    double total = 0;
    for (const double value : values) total += value;
    return total;
  }

  /// The largest allowed rate of a day, one unit of volume lower so that largest remainders do not pass it.
  [[nodiscard]] double upper_bound(std::size_t d, DayRun run) const {
    const auto from = std::max<std::size_t>(run.first + kCapDays, d) - kCapDays;
    const auto end = std::min<std::size_t>(run.end, d + kCapDays + 1);
    double largest = 0;
    for (auto i = from; i < end; ++i) largest = std::max(largest, on_rates_[i]);
    return std::max(kCapFactor * largest - 1 / kVolumeUnitsPerSm3, on_rates_[d]);
  }

  void fill_run(DayRun run) {
    const auto first_hour = firsts_[run.first];
    const auto on_rates = std::span(on_rates_).subspan(run.first, run.end - run.first);
    const auto shape = shaper_(tag_, on_rates, run);
    const auto count = shape.wanted.size();
    std::vector<DayTotal> totals;
    for (auto d = run.first; d < run.end; ++d)
      totals.push_back(
          {firsts_[d] - first_hour, firsts_[d + 1] - firsts_[d], volume(d), 0.0, upper_bound(d, run)});
    const auto projected = project(
        {shape.wanted, shape.scale, std::span(flows_).subspan(first_hour, count), totals, shape.persistence});
    series_.fallback_days += static_cast<std::int64_t>(projected.fallback_days.size());
    for (std::size_t t = 0; t < count; ++t)
      series_.rates_sm3_per_day[first_hour + t] = projected.x[t] * flows_[first_hour + t];
    for (auto d = run.first; d < run.end; ++d) {
      if (!oil_.empty()) keep_ratio(d, upper_bound(d, run));
      apportion_volume(volume(d), hours_of(d, flows_), hours_of(d, series_.rates_sm3_per_day));
    }
  }

  /// Draws the day's hours towards its own ratio to the oil as far as it takes, unless one would leave its
  /// bound; their sum stays.
  void keep_ratio(std::size_t d, double upper) {
    const auto oil = oil_.subspan(firsts_[d], firsts_[d + 1] - firsts_[d]);
    const auto hours = hours_of(d, series_.rates_sm3_per_day);
    const double oil_sum = sum(oil);
    if (oil_sum <= 0) return;
    const double ratio = volume(d) / oil_sum;
    double largest = 0;
    for (std::size_t t = 0; t < oil.size(); ++t) {
      if ((oil[t] > 0) != (hours[t] > 0)) return;  // they do not flow in the same hours
      if (oil[t] > 0) largest = std::max(largest, std::abs(hours[t] / (ratio * oil[t]) - 1));
    }
    if (largest <= kRatioRange) return;
    const auto drawn = [&](std::size_t t) {
      return ratio * oil[t] + kRatioRange / largest * (hours[t] - ratio * oil[t]);
    };
    for (std::size_t t = 0; t < oil.size(); ++t)
      if (drawn(t) > upper * flows_[firsts_[d] + t]) return;
    for (std::size_t t = 0; t < oil.size(); ++t) hours[t] = drawn(t);
  }

  const Ledger& ledger_;
  TagIndex tag_;
  std::span<const double> oil_;
  const FlowShaper& shaper_;
  std::vector<std::size_t> firsts_;
  std::vector<double> flows_;     // part of each hour in which this tag flows
  std::vector<double> on_rates_;  // of each day [Sm3/h]
  FlowSeries series_;
};

}  // namespace

FlowSeries hourly_flow(const Ledger& ledger, TagIndex tag, std::span<const double> mask,
                       std::span<const double> oil, const FlowShaper& shaper) {
  return FlowBuilder(ledger, tag, mask, oil, shaper).build();
}

void fill_rates(const Ledger& ledger, const std::vector<double>& mask, const FlowShaper& shaper,
                UpsampledWell& well) {
  auto& values = well.hours.values;
  values[kOnStreamTag] = mask;
  for (const auto tag : kVolumeTags) {  // oil before gas
    const auto oil =
        tag == kGasRateTag ? std::span<const double>(values[kOilRateTag]) : std::span<const double>();
    auto flow = hourly_flow(ledger, tag, mask, oil, shaper);
    values[tag] = std::move(flow.rates_sm3_per_day);
    well.fallback_days += flow.fallback_days;
  }
}

}  // namespace flodata::upsampler
