#include "upsampler/steps/well_flow.h"

#include <algorithm>

#include "upsampler/steps/day_runs.h"

namespace flodata::upsampler {
namespace {

/// Sum of the tags' rates over each hour [Sm3/d].
std::vector<double> sum_rates(const HourlySeries& series, std::initializer_list<TagIndex> tags) {
  std::vector<double> sum(series.values[kOnStreamTag].size(), 0.0);
  for (const auto tag : tags)
    for (std::size_t t = 0; t < sum.size(); ++t) sum[t] += series.values[tag][t];
  return sum;
}

/// Day rates with the days on which nothing flowed filled from their neighbours in the run, evenly.
std::vector<double> without_holes(std::span<const double> day_rate) {
  std::vector<double> filled(day_rate.begin(), day_rate.end());
  std::size_t before = filled.size();  // last day with a rate
  for (std::size_t d = 0; d < filled.size(); ++d) {
    if (day_rate[d] <= 0) continue;
    const bool first = before == filled.size();
    for (std::size_t hole = first ? 0 : before + 1; hole < d; ++hole) {
      const double part = first ? 1 : static_cast<double>(hole - before) / static_cast<double>(d - before);
      filled[hole] = first ? day_rate[d] : day_rate[before] + part * (day_rate[d] - day_rate[before]);
    }
    before = d;
  }
  for (std::size_t d = before + 1; d < filled.size(); ++d) filled[d] = filled[before];
  return filled;
}

std::vector<bool> roles(const Ledger& ledger, const std::vector<DayRun>& runs) {
  std::vector<bool> injects(ledger.days.size(), false);
  for (const auto run : runs) {
    std::optional<bool> role;
    for (auto d = run.first; d < run.end; ++d) {
      const auto& values = ledger.days[d].values;
      const bool flows_in = values[kWaterInjectionRateTag].value_or(0) > 0;
      const bool flows_out = values[kOilRateTag].value_or(0) > 0 || values[kWaterRateTag].value_or(0) > 0;
      if (flows_in != flows_out) {
        if (!role)
          std::fill_n(injects.begin() + static_cast<std::ptrdiff_t>(run.first), d - run.first, flows_in);
        role = flows_in;
      }
      injects[d] = role.value_or(false);
    }
  }
  return injects;
}

}  // namespace

WellFlow well_flow(const Ledger& ledger, const HourlySeries& series, const DayCurve& curve) {
  constexpr double kLeastPart = 0.05;  // of an hour: less says nothing about the rate while on stream
  const auto firsts = first_hours(ledger);
  const auto runs = day_runs(ledger, [](std::size_t) { return true; });
  auto rates = sum_rates(series, {kOilRateTag, kWaterRateTag, kWaterInjectionRateTag});
  for (const auto run : runs) {  // each by itself: hours before a gap know nothing of those after it
    const auto hours = std::span(rates).subspan(firsts[run.first], firsts[run.end] - firsts[run.first]);
    const auto gas = std::span(series.values[kGasRateTag]).subspan(firsts[run.first], hours.size());
    if (std::ranges::all_of(hours, [](double rate) { return rate <= 0; }))
      std::ranges::copy(gas, hours.begin());
  }
  WellFlow flow{series.values[kOnStreamTag], rates, std::vector<double>(rates.size(), 0.0),
                std::vector<double>(ledger.days.size(), 0.0), roles(ledger, runs)};
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    double on_hours = 0;
    double volume = 0;
    for (auto t = firsts[d]; t < firsts[d + 1]; ++t) {
      on_hours += flow.mask[t];
      volume += flow.mask[t] > 0 ? rates[t] : 0.0;
    }
    if (on_hours > 0 && !ledger.days[d].stands_alone) flow.day_rate[d] = volume / on_hours;
  }
  for (const auto run : runs) {
    const auto day_rates = without_holes(std::span(flow.day_rate).subspan(run.first, run.end - run.first));
    const auto line = curve(day_rates, run);
    for (std::size_t t = 0; t < line.size(); ++t) {
      const auto hour = firsts[run.first] + t;
      // Hours on stream without a volume (R3) say nothing about a rate either.
      const bool tells = flow.mask[hour] >= kLeastPart && rates[hour] > 0;
      flow.rate[hour] = tells ? rates[hour] / flow.mask[hour] : line[t];
      flow.deviation[hour] = flow.rate[hour] - line[t];
    }
  }
  return flow;
}

std::vector<DayRun> role_runs(const Ledger& ledger, const WellFlow& flow) {
  std::vector<DayRun> runs;
  for (const auto run : day_runs(ledger, [](std::size_t) { return true; })) {
    auto first = run.first;
    for (auto d = run.first + 1; d <= run.end; ++d) {
      if (d < run.end && flow.injects[d] == flow.injects[first]) continue;
      runs.push_back({first, d});
      first = d;
    }
  }
  return runs;
}

}  // namespace flodata::upsampler
