#include "upsampler/ups1/intensive.h"

#include <algorithm>

#include "upsampler/steps/base_rate.h"
#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/hour_shapes.h"
#include "upsampler/steps/projection.h"
#include "upsampler/ups1/rate_response.h"
#include "upsampler/ups1/shut_in_hours.h"

namespace flodata::upsampler {
namespace {

bool is_full_day(const LedgerDay& day) {
  return day.values[kOnStreamTag].value_or(0.0) >= static_cast<double>(day.hour_count);
}

/// How far an hour belongs to the step to the next day rather than to its own day: around midnight, half.
double blended(std::span<const double> by_day, std::size_t d, std::size_t hour, std::size_t count) {
  constexpr double kBlendHours = 4;
  const double since = static_cast<double>(hour) + 0.5;
  const double until = static_cast<double>(count) - since;
  if (since < kBlendHours && d > 0)
    return by_day[d] + (by_day[d - 1] - by_day[d]) * (0.5 - since / (2 * kBlendHours));
  if (until < kBlendHours && d + 1 < by_day.size())
    return by_day[d] + (by_day[d + 1] - by_day[d]) * (0.5 - until / (2 * kBlendHours));
  return by_day[d];
}

/// The strongest answer within a day, as a multiple of the usual slope.
constexpr double kStrongestAnswer = 6;

/// Consecutive days with a value of one tag, within a run of one role.
class StateRun {
 public:
  StateRun(const Ledger& ledger, TagIndex tag, const WellFlow& flow, const RateResponse& response,
           DayRun role_run, DayRun run)
      : tag_(kTags[tag]),
        sign_(response.sign),
        slope_(part(response.slope, role_run, run)),
        build_up_(part(response.build_up, role_run, run)),
        least_flowing_(part(response.least_flowing, role_run, run)),
        most_flowing_(part(response.most_flowing, role_run, run)),
        highest_(part(response.highest, role_run, run)),
        levels_(part(response.flowing, role_run, run)),
        counts_(hour_counts(ledger, run)) {
    std::size_t hours = 0;
    for (const int count : counts_) {
      firsts_.push_back(hours);
      hours += static_cast<std::size_t>(count);
    }
    firsts_.push_back(hours);
    for (auto d = run.first; d < run.end; ++d) means_.push_back(sign_ * *ledger.days[d].values[tag]);
    const auto first_hour = first_hours(ledger)[run.first];
    mask_ = std::span(flow.mask).subspan(first_hour, hours);
    deviation_ = std::span(flow.deviation).subspan(first_hour, hours);
    rate_ = std::span(flow.rate).subspan(first_hour, hours);
    scatter_ = response.scatter;
    decays_ = response.decays;
    for (std::size_t d = 0; d < means_.size(); ++d) on_hours_.push_back(on_sum(d, mask_));
  }

  /// Returns the run's hours, with the tag's own sign.
  std::vector<double> hours() {
    auto outages = with_outages();
    // Days partly on stream have shown at which level they flow: once more, with these.
    for (std::size_t d = 0; d < means_.size(); ++d)
      if (on_hours_[d] > 0 && on_hours_[d] < static_cast<double>(counts_[d]))
        levels_[d] += (on_target(d, outages) - on_sum(d, outages.flowing)) / on_hours_[d];
    outages = with_outages();
    const auto flowing = projected(outages);
    std::vector<double> hours(flowing.size());
    for (std::size_t t = 0; t < hours.size(); ++t) {
      if (mask_[t] >= 1)
        hours[t] = sign_ * flowing[t];
      else if (mask_[t] <= 0)
        hours[t] = sign_ * outages.off[t];
      else
        hours[t] = sign_ * (mask_[t] * flowing[t] + (1 - mask_[t]) * outages.off[t]);
    }
    for (std::size_t d = 0; d < means_.size(); ++d) {
      answer_rate(d, hours);
      keep_within_bounds(d, hours);
    }
    for (auto& value : hours) value += 0.0;  // no zero with a sign
    return hours;
  }

 private:
  static std::vector<double> part(const std::vector<double>& values, DayRun of, DayRun run) {
    const auto all = std::span(values).subspan(run.first - of.first, run.end - run.first);
    return {all.begin(), all.end()};
  }

  /// Sum over the day's hours, as far as they are on stream.
  [[nodiscard]] double on_sum(std::size_t d, std::span<const double> hours) const {
    double sum = 0;
    for (auto t = firsts_[d]; t < firsts_[d + 1]; ++t)
      sum += hours.data() == mask_.data() ? mask_[t] : mask_[t] * hours[t];
    return sum;
  }

  /// What the hours on stream must sum to, each as far as it is on stream.
  [[nodiscard]] double on_target(std::size_t d, const ShutInHours& outages) const {
    double target = means_[d] * counts_[d];
    for (auto t = firsts_[d]; t < firsts_[d + 1]; ++t) target -= (1 - mask_[t]) * outages.off[t];
    return target;
  }

  /// What is not negative by the day is not by the hour.
  void keep_within_bounds(std::size_t d, std::vector<double>& hours) const {
    const double mean = sign_ * means_[d];
    draw_within(mean, mean >= 0 ? std::max(tag_.lower, 0.0) : tag_.lower, tag_.upper,
                std::span(hours).subspan(firsts_[d], firsts_[d + 1] - firsts_[d]));
  }

  /// A day that is on stream throughout answers what the rate does within it, more strongly than usual where
  /// it would still rise with the rate.
  void answer_rate(std::size_t d, std::vector<double>& hours) const {
    const auto count = firsts_[d + 1] - firsts_[d];
    const auto day = std::span(hours).subspan(firsts_[d], count);
    if (on_hours_[d] < counts_[d]) return answer_outage(d, hours);
    if (slope_[d] <= 0) return;
    std::vector<double> turned(day.begin(), day.end());
    for (auto& value : turned) value *= -sign_;
    move_with_rate(rate_.subspan(firsts_[d], count), kStrongestAnswer * slope_[d], turned);
    for (std::size_t h = 0; h < count; ++h) day[h] = -sign_ * turned[h];
  }

  /// A day with an outage goes with it: where it did not yet, its hours off and on stream are moved apart,
  /// but not so far that an outage that goes on would fall into the next day.
  void answer_outage(std::size_t d, std::vector<double>& hours) const {
    const auto day = std::span(hours).subspan(firsts_[d], firsts_[d + 1] - firsts_[d]);
    const auto mask = mask_.subspan(firsts_[d], day.size());
    if (on_hours_[d] <= 0) return;
    const double on_part = on_hours_[d] / counts_[d];
    const double mean = sign_ * means_[d];
    double together = 0;
    double variance = 0;
    for (std::size_t h = 0; h < day.size(); ++h) {
      together += sign_ * (day[h] - mean) * (on_part - mask[h]);
      variance += (on_part - mask[h]) * (on_part - mask[h]);
    }
    constexpr double kLeastShare = 0.1;  // of the usual build-up
    const double wanted = kLeastShare * build_up_[d] * variance;
    if (together >= wanted) return;
    double apart = std::min((wanted - together) / variance, build_up_[d]);
    const auto next = firsts_[d + 1];
    if (next < hours.size() && mask.back() < 1 && mask_[next] < 1)
      apart = std::min(apart, sign_ * (hours[next] - day.back()) / on_part);
    if (apart <= 0) return;
    for (std::size_t h = 0; h < day.size(); ++h) day[h] += sign_ * apart * (on_part - mask[h]);
  }

  [[nodiscard]] ShutInHours with_outages() const {
    auto flowing = interpolate_days(levels_, counts_);
    for (std::size_t d = 0; d < means_.size(); ++d) {
      const auto count = firsts_[d + 1] - firsts_[d];
      for (std::size_t h = 0; h < count; ++h)
        flowing[firsts_[d] + h] -= blended(slope_, d, h, count) * deviation_[firsts_[d] + h];
    }
    return shut_in_hours({firsts_, means_, mask_, flowing, build_up_, least_flowing_, most_flowing_, highest_,
                          decays_, scatter_});
  }

  /// Bounds of a day's hours on stream: they leave the range of what is wanted and needed by its own width.
  [[nodiscard]] DayTotal day_total(std::size_t d, const ShutInHours& outages) const {
    const auto count = firsts_[d + 1] - firsts_[d];
    const auto wanted = std::span(outages.flowing).subspan(firsts_[d], count);
    const double lower_bound = sign_ > 0 ? tag_.lower : -tag_.upper;
    const double upper_bound = sign_ > 0 ? tag_.upper : -tag_.lower;
    if (on_hours_[d] <= 0) return {firsts_[d], count, 0, -kUnbounded, kUnbounded};
    const double needed = on_target(d, outages) / on_hours_[d];
    const auto [least, most] = std::ranges::minmax(wanted);
    const double lowest = std::min(least, needed);
    const double highest = std::max(most, needed);
    const double room = std::max(highest - lowest, scatter_);
    double lower = std::max(lower_bound, lowest - room);
    double upper = std::min(upper_bound, highest + room);
    // What is not negative by the day is not by the hour.
    if (sign_ > 0 && lowest >= 0) lower = std::max(lower, 0.0);
    if (sign_ < 0 && highest <= 0) upper = std::min(upper, 0.0);
    return {firsts_[d], count, on_target(d, outages) / counts_[d], lower, upper};
  }

  [[nodiscard]] std::vector<double> projected(const ShutInHours& outages) const {
    std::vector<double> weights;
    std::vector<DayTotal> totals;
    for (std::size_t d = 0; d < means_.size(); ++d) {
      totals.push_back(day_total(d, outages));
      for (auto t = firsts_[d]; t < firsts_[d + 1]; ++t) weights.push_back(mask_[t] / counts_[d]);
    }
    const std::vector<double> scale(weights.size(), 1.0);
    return project({outages.flowing, scale, weights, totals}).x;
  }

  const Tag& tag_;
  double sign_;
  std::vector<double> slope_;
  std::vector<double> build_up_;
  std::vector<double> least_flowing_;
  std::vector<double> most_flowing_;
  std::vector<double> highest_;
  std::vector<double> levels_;  // while flowing, of each day
  std::vector<int> counts_;
  std::vector<std::size_t> firsts_;
  std::vector<double> means_;
  std::vector<double> on_hours_;
  std::span<const double> mask_;
  std::span<const double> deviation_;
  std::span<const double> rate_;
  double scatter_ = 0;
  Decays decays_{};
};

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

/// The choke over consecutive days that are on stream throughout.
std::vector<double> choke_of_full_days(const Ledger& ledger, TagIndex tag, const WellFlow& flow, DayRun run) {
  const auto first_hour = first_hours(ledger)[run.first];
  std::vector<double> means;
  for (auto d = run.first; d < run.end; ++d) means.push_back(*ledger.days[d].values[tag]);
  const auto counts = hour_counts(ledger, run);
  auto prior = interpolate_days(means, counts);
  std::vector<double> weights;
  std::vector<DayTotal> totals;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto from = i > 0 ? i - 1 : i;
    const auto [lowest, highest] =
        std::ranges::minmax(std::span(means).subspan(from, std::min(means.size(), i + 2) - from));
    const auto count = static_cast<std::size_t>(counts[i]);
    const auto first = weights.size();
    constexpr double kShare = 0.5;  // of the rate's relative deviation
    double largest = 0;
    for (auto t = first; t < first + count; ++t) {
      // A choke that stands still between days stands still within them.
      const double rate = flow.rate[first_hour + t];
      const double moved =
          highest > lowest && rate > 0 ? kShare * means[i] * flow.deviation[first_hour + t] / rate : 0;
      prior[t] += moved;
      largest = std::max(largest, std::abs(moved));
    }
    const double room = 0.5 * (highest - lowest) + largest;
    totals.push_back({first, count, means[i], std::max(kTags[tag].lower, lowest - room),
                      std::min(kTags[tag].upper, highest + room)});
    weights.insert(weights.end(), count, 1.0 / static_cast<double>(count));
  }
  const std::vector<double> scale(prior.size(), 1.0);
  auto hours = project({prior, scale, weights, totals}).x;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto rate = std::span(flow.rate).subspan(first_hour + totals[i].first, totals[i].count);
    const auto day = std::span(hours).subspan(totals[i].first, totals[i].count);
    const auto [lowest, highest] = std::ranges::minmax(day);
    const double largest_rate = std::ranges::max(rate);
    if (highest > lowest && largest_rate > 0) move_with_rate(rate, means[i] / largest_rate, day);
    draw_within(means[i], kTags[tag].lower, kTags[tag].upper, day);
  }
  return hours;
}

}  // namespace

std::vector<double> hourly_state(const Ledger& ledger, TagIndex tag, const WellFlow& flow, std::uint64_t seed,
                                 std::uint64_t well_key, const std::function<bool(std::size_t)>& belongs) {
  const auto firsts = first_hours(ledger);
  std::vector<double> series(firsts.back(), 0.0);
  for (const auto role_run : role_runs(ledger, flow)) {
    const auto has_value = [&](std::size_t d) {
      return d >= role_run.first && d < role_run.end && ledger.days[d].values[tag].has_value() && belongs(d);
    };
    const auto runs = day_runs(ledger, has_value);
    if (runs.empty()) continue;
    const auto response = learn_response(ledger, flow, role_run, tag, seed, well_key);
    for (const auto run : runs) {
      const auto hours = StateRun(ledger, tag, flow, response, role_run, run).hours();
      std::ranges::copy(hours, series.begin() + static_cast<std::ptrdiff_t>(firsts[run.first]));
    }
  }
  return series;
}

std::vector<double> hourly_choke(const Ledger& ledger, TagIndex tag, const WellFlow& flow) {
  const auto firsts = first_hours(ledger);
  std::vector<double> series(firsts.back(), 0.0);
  const auto is_full = [&](std::size_t d) {
    return ledger.days[d].values[tag] && is_full_day(ledger.days[d]);
  };
  for (const auto run : day_runs(ledger, is_full)) {
    const auto hours = choke_of_full_days(ledger, tag, flow, run);
    std::ranges::copy(hours, series.begin() + static_cast<std::ptrdiff_t>(firsts[run.first]));
  }
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    const auto& mean = ledger.days[d].values[tag];
    if (!mean || is_full_day(ledger.days[d])) continue;
    const auto count = firsts[d + 1] - firsts[d];
    fill_choke_day(*mean, neighbour_opening(ledger, tag, d).value_or(*mean), kTags[tag].upper,
                   std::span(flow.mask).subspan(firsts[d], count),
                   std::span(series).subspan(firsts[d], count));
  }
  return series;
}

}  // namespace flodata::upsampler
