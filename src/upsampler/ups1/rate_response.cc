#include "upsampler/ups1/rate_response.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "upsampler/steps/shut_in_curve.h"

namespace flodata::upsampler {
namespace {

/// A day counts as flowing when an outage is felt in less than this part of it, and tells of the shut level
/// from the other on.
constexpr double kSettledPart = 0.03;
constexpr double kTellingPart = 0.25;
constexpr std::size_t kNearestOutages = 9;
constexpr std::size_t kReachDays = 30;

/// Of build-up and fall-off, which is quicker.
Decays decays_of(TagIndex tag, std::uint64_t seed, std::uint64_t well_key) {
  constexpr double kFallOff = 0.4;  // of the build-up's time
  const double tau_hours = build_up_hours(seed, well_key);
  return {decay_per_hour(slowness(tag) * tau_hours), decay_per_hour(slowness(tag) * kFallOff * tau_hours)};
}

struct Learner {
  const Ledger& ledger;
  const WellFlow& flow;
  DayRun run;
  TagIndex tag;
  std::vector<std::optional<double>> values;  // of each day of the run
  std::vector<double> shut_part;              // in which each day feels that the well is shut

  [[nodiscard]] std::size_t size() const { return run.end - run.first; }
  [[nodiscard]] bool is_full(std::size_t i) const {
    const auto& day = ledger.days[run.first + i];
    return day.values[kOnStreamTag].value_or(0) >= day.hour_count;
  }
};

/// Means over each day of the off-stream part, with the lags of `decays`.
std::vector<double> shut_parts(const Ledger& ledger, const WellFlow& flow, DayRun run, const Decays& decays) {
  const auto firsts = first_hours(ledger);
  std::vector<double> parts;
  double state = 1 - flow.mask[firsts[run.first]];
  for (auto d = run.first; d < run.end; ++d) {
    double sum = 0;
    for (auto t = firsts[d]; t < firsts[d + 1]; ++t) {
      const double off = 1 - flow.mask[t];
      state = off + (state - off) * (off > 0.5 ? decays.shut : decays.opened);
      sum += state;
    }
    parts.push_back(sum / static_cast<double>(firsts[d + 1] - firsts[d]));
  }
  return parts;
}

/// The flowing level of each day: its value where it is settled, between them the line, and its own value in
/// a run without a settled day.
std::vector<double> flowing_levels(const Learner& days) {
  std::vector<double> levels(days.size(), 0.0);
  const auto is_settled = [&](std::size_t i) {
    return days.values[i] && days.is_full(i) && days.shut_part[i] < kSettledPart;
  };
  bool any = false;
  for (std::size_t i = 0; i < days.size(); ++i) any = any || is_settled(i);
  std::optional<std::size_t> before;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (any ? !is_settled(i) : !days.values[i]) continue;
    levels[i] = *days.values[i];
    for (auto hole = before ? *before + 1 : 0; hole < i; ++hole) {
      const double part = before ? static_cast<double>(hole - *before) / static_cast<double>(i - *before) : 1;
      levels[hole] = before ? levels[*before] + part * (levels[i] - levels[*before]) : levels[i];
    }
    before = i;
  }
  for (auto i = before ? *before + 1 : 0; before && i < days.size(); ++i) levels[i] = levels[*before];
  return levels;
}

/// Median absolute change of the level between settled neighbours; a thousandth of the level at least.
double scatter_of(const Learner& days, std::span<const double> flowing) {
  std::vector<double> changes;
  double size = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    size = std::max(size, std::abs(flowing[i]));
    if (i == 0 || !days.values[i] || !days.values[i - 1] || !days.is_full(i) || !days.is_full(i - 1))
      continue;
    if (std::max(days.shut_part[i], days.shut_part[i - 1]) < kSettledPart)
      changes.push_back(std::abs(*days.values[i] - *days.values[i - 1]));
  }
  constexpr double kLeastScatter = 1e-3;
  constexpr double kLeastSize = 1e-6;
  const double least = std::max(kLeastSize, kLeastScatter * size);
  return changes.empty() ? least : std::max(least, median(std::move(changes)));
}

struct Outage {
  std::size_t day;
  double rise;
};

std::vector<Outage> outages_of(const Learner& days, std::span<const double> flowing) {
  std::vector<Outage> outages;
  for (std::size_t i = 0; i < days.size(); ++i)
    if (days.values[i] && days.shut_part[i] >= kTellingPart)
      outages.push_back({i, (*days.values[i] - flowing[i]) / days.shut_part[i]});
  return outages;
}

/// Median rise of the outages nearest to each day, at least 0.
std::vector<double> usual_rises(std::size_t days, std::span<const Outage> outages) {
  std::vector<double> rises(days, 0.0);
  std::size_t first = 0;
  for (std::size_t i = 0; i < days; ++i) {
    const auto distance = [&](std::size_t k) {
      return outages[k].day > i ? outages[k].day - i : i - outages[k].day;
    };
    while (first + kNearestOutages < outages.size() && distance(first + kNearestOutages) <= distance(first))
      ++first;
    std::vector<double> near;
    for (auto k = first; k < std::min(outages.size(), first + kNearestOutages); ++k)
      near.push_back(outages[k].rise);
    if (!near.empty()) rises[i] = std::max(0.0, median(std::move(near)));
  }
  return rises;
}

/// Levels at which the state may flow on each day: those of the full days within kReachDays, and some
/// scatter; half a build-up around its own where there is no such day. And the level that it may reach when
/// shut.
void bound_flowing(const Learner& days, RateResponse& response) {
  for (std::size_t i = 0; i < days.size(); ++i) {
    double least = kUnbounded;
    double most = -kUnbounded;
    double highest = response.flowing[i] + response.build_up[i];
    const auto from = std::max(i, kReachDays) - kReachDays;
    for (auto j = from; j < std::min(days.size(), i + kReachDays + 1); ++j) {
      if (!days.values[j]) continue;
      highest = std::max(highest, *days.values[j]);
      if (!days.is_full(j)) continue;
      least = std::min(least, *days.values[j]);
      most = std::max(most, *days.values[j]);
    }
    constexpr double kShareOfBuildUp = 0.5;
    constexpr double kScatters = 3;
    if (least > most) {
      least = response.flowing[i] - kShareOfBuildUp * response.build_up[i];
      most = response.flowing[i] + kShareOfBuildUp * response.build_up[i];
    }
    response.least_flowing.push_back(least - kScatters * response.scatter);
    response.most_flowing.push_back(most + kScatters * response.scatter);
    response.highest.push_back(highest);
  }
}

bool is_pressure_of_flow(TagIndex tag) { return tag == kDownholePressureTag || tag == kWellheadPressureTag; }

double sign_of(const Learner& days, TagIndex tag, bool injects) {
  if (is_pressure_of_flow(tag)) return injects ? -1 : 1;
  const auto outages = outages_of(days, flowing_levels(days));
  if (outages.empty()) return 1;
  std::vector<double> rises;
  for (const auto& outage : outages) rises.push_back(outage.rise);
  return median(std::move(rises)) < 0 ? -1 : 1;
}

/// What pressures do where no outage has told: by a tenth of the rate, so much of themselves.
constexpr double kElasticity = 0.1;

}  // namespace

RateResponse learn_response(const Ledger& ledger, const WellFlow& flow, DayRun run, TagIndex tag,
                            std::uint64_t seed, std::uint64_t well_key) {
  RateResponse response{1, decays_of(tag, seed, well_key), {}, {}, {}, {}, {}, {}, 0};
  Learner days{ledger, flow, run, tag, {}, shut_parts(ledger, flow, run, response.decays)};
  for (auto d = run.first; d < run.end; ++d) days.values.push_back(ledger.days[d].values[tag]);
  response.sign = sign_of(days, tag, flow.injects[run.first]);
  for (auto& value : days.values)
    if (value) *value *= response.sign;
  response.flowing = flowing_levels(days);
  response.scatter = scatter_of(days, response.flowing);
  response.build_up = usual_rises(days.size(), outages_of(days, response.flowing));
  bound_flowing(days, response);
  double mean_rate = 0;
  double rates = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    mean_rate += flow.day_rate[run.first + i];
    rates += flow.day_rate[run.first + i] > 0 ? 1 : 0;
  }
  mean_rate = rates > 0 ? mean_rate / rates : 0;
  constexpr double kLeastRate = 0.2;  // of the mean one
  for (std::size_t i = 0; i < days.size(); ++i) {
    const double rate = std::max(flow.day_rate[run.first + i], kLeastRate * mean_rate);
    double rise = response.build_up[i];
    if (rise <= 0 && is_pressure_of_flow(tag)) rise = kElasticity * std::abs(response.flowing[i]);
    response.slope.push_back(rate > 0 ? rise / rate : 0.0);
  }
  return response;
}

}  // namespace flodata::upsampler
