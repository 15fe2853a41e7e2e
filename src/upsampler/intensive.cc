#include "upsampler/intensive.h"

#include <algorithm>

#include "upsampler/base_rate.h"
#include "upsampler/day_runs.h"
#include "upsampler/projection.h"

namespace flodata {
namespace {

bool is_full_day(const LedgerDay& day) {
  return day.values[kOnStreamTag].value_or(0.0) >= static_cast<double>(day.hour_count);
}

/// Bounds of a day's hours: a curve may leave the range of the day and its neighbours in the run by half
/// of it, but not the tag's bounds, and where no daily value is negative no hour is.
DayTotal bounded_total(std::span<const double> means, std::size_t i, const Tag& tag) {
  const auto from = i > 0 ? i - 1 : i;
  const auto around = means.subspan(from, std::min(means.size(), i + 2) - from);
  const auto [lowest, highest] = std::ranges::minmax(around);
  constexpr double kOvershoot = 0.5;
  const double room = kOvershoot * (highest - lowest);
  const double lower = lowest >= 0 ? std::max(0.0, lowest - room) : lowest - room;
  return {0, 0, means[i], std::max(tag.lower, lower), std::min(tag.upper, highest + room)};
}

/// Mean choke opening of the neighbouring calendar days that are on stream throughout [%].
std::optional<double> neighbour_opening(const Ledger& ledger, TagIndex tag, std::size_t d) {
  double sum = 0;
  int count = 0;
  const auto add = [&](std::size_t neighbour) {
    const auto& day = ledger.days[neighbour];
    if (std::chrono::abs(day.day - ledger.days[d].day) != std::chrono::days(1)) return;
    if (!is_full_day(day) || !day.values[tag]) return;
    sum += *day.values[tag];
    ++count;
  };
  if (d > 0) add(d - 1);
  if (d + 1 < ledger.days.size()) add(d + 1);
  if (count == 0) return std::nullopt;
  return sum / count;
}

/// Openings of one day that is not on stream throughout.
void fill_choke_day(double mean, double opening_on, double upper, std::span<const double> mask,
                    std::span<double> choke) {
  double on_hours = 0;
  for (const double on : mask) on_hours += on;
  const auto hours = static_cast<double>(mask.size());
  if (on_hours <= 0 || on_hours >= hours) {
    std::ranges::fill(choke, mean);
    return;
  }
  const double on = std::clamp(opening_on, mean, std::min(upper, mean * hours / on_hours));
  const double off = std::clamp((mean * hours - on * on_hours) / (hours - on_hours), 0.0, on);
  for (std::size_t t = 0; t < choke.size(); ++t) choke[t] = mask[t] * on + (1 - mask[t]) * off;
}

}  // namespace

std::vector<double> hourly_intensive(const Ledger& ledger, TagIndex tag,
                                     const std::function<bool(std::size_t)>& belongs) {
  const auto firsts = first_hours(ledger);
  std::vector<double> series(firsts.back(), 0.0);
  const auto has_value = [&](std::size_t d) { return ledger.days[d].values[tag].has_value() && belongs(d); };
  for (const auto run : day_runs(ledger, has_value)) {
    const auto first_hour = firsts[run.first];
    std::vector<double> means;
    std::vector<double> weights;
    std::vector<DayTotal> totals;
    for (auto d = run.first; d < run.end; ++d) {
      const auto count = firsts[d + 1] - firsts[d];
      means.push_back(*ledger.days[d].values[tag]);
      weights.insert(weights.end(), count, 1.0 / static_cast<double>(count));
    }
    for (std::size_t i = 0; i < means.size(); ++i) {
      totals.push_back(bounded_total(means, i, kTags[tag]));
      totals.back().first = firsts[run.first + i] - first_hour;
      totals.back().count = firsts[run.first + i + 1] - firsts[run.first + i];
    }
    const auto prior = interpolate_days(means, hour_counts(ledger, run));
    const std::vector<double> scale(prior.size(), 1.0);
    const auto projected = project({prior, scale, weights, totals});
    std::ranges::copy(projected.x, series.begin() + static_cast<std::ptrdiff_t>(first_hour));
  }
  return series;
}

std::vector<double> hourly_choke(const Ledger& ledger, TagIndex tag, std::span<const double> mask) {
  auto series = hourly_intensive(ledger, tag, [&](std::size_t d) { return is_full_day(ledger.days[d]); });
  const auto firsts = first_hours(ledger);
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    const auto& mean = ledger.days[d].values[tag];
    if (!mean || is_full_day(ledger.days[d])) continue;
    const auto count = firsts[d + 1] - firsts[d];
    fill_choke_day(*mean, neighbour_opening(ledger, tag, d).value_or(*mean), kTags[tag].upper,
                   mask.subspan(firsts[d], count), std::span(series).subspan(firsts[d], count));
  }
  return series;
}

}  // namespace flodata
