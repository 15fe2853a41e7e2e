#include "upsampler/ups2/state_hours.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "upsampler/steps/base_rate.h"
#include "upsampler/steps/hour_shapes.h"
#include "upsampler/steps/projection.h"
#include "upsampler/steps/texture.h"
#include "upsampler/ups2/day_curve.h"
#include "upsampler/ups2/shut_curves.h"

namespace flodata::upsampler {
namespace {

bool is_pressure_of_flow(TagIndex tag) {
  return tag == kDownholePressureTag || tag == kWellheadPressureTag || tag == kChokePressureTag;
}

class StateBuilder {
 public:
  StateBuilder(const StateInput& input, DayRun run, std::span<Averaging> averaging)
      : input_(input),
        run_days_(run),
        counts_(hour_counts(input.ledger, run)),
        averaging_(averaging.subspan(run.first - input.role_run.first, run.end - run.first)) {
    const auto& facts = input.facts;
    std::size_t hours = 0;
    for (const int count : counts_) {
      run_.firsts.push_back(hours);
      hours += static_cast<std::size_t>(count);
    }
    run_.firsts.push_back(hours);
    first_hour_ = first_hours(input.ledger)[run.first];
    for (auto d = run.first; d < run.end; ++d) run_.values.push_back(*input.ledger.days[d].values[input.tag]);
    run_.averaging.assign(averaging_.begin(), averaging_.end());
    run_.mask = of_hours(input.flow.mask);
    run_.flowing = of_days(facts.flowing);
    run_.rise = of_days(facts.rise);
    run_.way = facts.way;
    run_.rise_is_known = facts.rise_is_known;
    run_.lowest = facts.lowest;
    run_.highest = facts.highest;
    run_.decay = facts.decay_shut;
    for (std::size_t d = 0; d < run_.day_count(); ++d) on_hours_.push_back(run_.on_hours(d));
  }

  void fill(std::vector<double>& series) {
    auto curves = curves_of(run_.flowing);
    settle_averaging(curves);
    do {
      curves = curves_of(within_range(curves.level));
    } while (!settle_averaging(curves));
    const auto flowing = against_the_rate(curves);
    lift_shut_hours(flowing, curves);
    for (std::size_t t = 0; t < flowing.size(); ++t) series[first_hour_ + t] = hour_value(t, flowing, curves);
    for (std::size_t d = 0; d < run_.day_count(); ++d) finish_day(d, day_hours(d, series));
    std::ranges::copy(run_.averaging, averaging_.begin());
  }

 private:
  [[nodiscard]] std::span<const double> of_hours(const std::vector<double>& hours) const {
    return std::span(hours).subspan(first_hour_, run_.firsts.back());
  }
  [[nodiscard]] std::span<const double> of_days(const std::vector<double>& days) const {
    return std::span(days).subspan(run_days_.first - input_.role_run.first, run_.firsts.size() - 1);
  }
  [[nodiscard]] std::span<double> day_hours(std::size_t d, std::vector<double>& series) const {
    return std::span(series).subspan(first_hour_ + run_.firsts[d], run_.hour_count(d));
  }
  [[nodiscard]] std::span<const double> day_mask(std::size_t d) const {
    return run_.mask.subspan(run_.firsts[d], run_.hour_count(d));
  }
  [[nodiscard]] bool is_full(std::size_t d) const { return on_hours_[d] >= static_cast<double>(counts_[d]); }
  [[nodiscard]] bool is_partial(std::size_t d) const { return on_hours_[d] > 0 && !is_full(d); }
  [[nodiscard]] bool is_still(std::size_t d) const {
    return input_.facts.is_still[run_days_.first - input_.role_run.first + d] != 0;
  }
  /// Whether hours that are partly on stream mix both levels: those of means over the day do.
  [[nodiscard]] bool mixes(std::size_t d) const { return run_.averaging[d] == Averaging::day; }

  [[nodiscard]] double lower() const {
    const double room = kRangeRoom * (run_.highest - run_.lowest);
    const double least = run_.lowest >= 0 ? std::max(0.0, kTags[input_.tag].lower) : kTags[input_.tag].lower;
    return std::max(least, run_.lowest - room);
  }
  [[nodiscard]] double upper() const {
    return std::min(kTags[input_.tag].upper, run_.highest + kRangeRoom * (run_.highest - run_.lowest));
  }

  /// How far a state moves when the rate changes by all of itself, at least: a tenth of a pressure, and of a
  /// wellhead temperature three tenths of what an outage does.
  [[nodiscard]] double elasticity(std::size_t d) const {
    constexpr double kOfPressure = 0.1;
    constexpr double kOfHeat = 0.3;
    if (input_.tag == kWellheadTemperatureTag) return kOfHeat * std::abs(run_.rise[d]);
    if (!is_pressure_of_flow(input_.tag)) return 0;
    return std::max(kOfPressure * std::abs(run_.flowing[d]), std::abs(run_.rise[d]));
  }

  [[nodiscard]] std::vector<double> smooth(std::span<const double> levels) const {
    return smooth_days(levels, counts_, input_.knots.subspan(run_days_.first, run_.day_count()));
  }

  [[nodiscard]] std::vector<double> within_range(std::vector<double> levels) const {
    for (auto& level : levels) level = std::clamp(level, run_.lowest, run_.highest);
    return levels;
  }

  /// Shut hours that count in a day's mean must stay in the range before the others are brought to it.
  [[nodiscard]] ShutCurves curves_of(std::span<const double> levels) const {
    auto curves = shut_curves(run_, smooth(levels));
    for (std::size_t d = 0; d < run_.day_count(); ++d) {
      if (!is_partial(d) || !mixes(d)) continue;
      for (auto t = run_.firsts[d]; t < run_.firsts[d + 1]; ++t)
        curves.off[t] = within_shut_range(curves.off[t]);
    }
    return curves;
  }

  [[nodiscard]] double off_sum(std::size_t d, const ShutCurves& curves) const {
    double sum = 0;
    for (auto t = run_.firsts[d]; t < run_.firsts[d + 1]; ++t) sum += (1 - run_.mask[t]) * curves.off[t];
    return sum;
  }

  [[nodiscard]] double tail_sum(std::size_t d, const ShutCurves& curves) const {
    double sum = 0;
    for (auto t = run_.firsts[d]; t < run_.firsts[d + 1]; ++t) sum += run_.mask[t] * curves.tail[t];
    return sum;
  }

  /// Returns whether all means over the day can be that.
  bool settle_averaging(const ShutCurves& curves) {
    bool settled = true;
    for (std::size_t d = 0; d < run_.day_count(); ++d) settled = can_be_mean_of_day(d, curves) && settled;
    return settled;
  }

  /// A mean over all hours that asks for a level far from that of the neighbours is none: false, and the day
  /// is undecided from now on.
  [[nodiscard]] bool can_be_mean_of_day(std::size_t d, const ShutCurves& curves) {
    if (!is_partial(d) || run_.averaging[d] != Averaging::day) return true;
    constexpr double kScatters = 6;
    constexpr double kShareOfRise = 0.25;
    const double room = std::max(kScatters * input_.facts.scatter, kShareOfRise * std::abs(run_.rise[d]));
    const double mean = (run_.values[d] * counts_[d] - off_sum(d, curves)) / on_hours_[d];  // on stream
    const double level = mean - tail_sum(d, curves) / on_hours_[d];
    if (std::abs(level - run_.flowing[d]) <= room && mean >= run_.lowest && mean <= run_.highest &&
        has_shut_hour(day_mask(d)))
      return true;
    run_.averaging[d] = Averaging::undecided;
    return false;
  }

  [[nodiscard]] std::span<const double> day_rate(std::size_t d) const {
    return std::span(input_.flow.rate).subspan(first_hour_ + run_.firsts[d], run_.hour_count(d));
  }

  static double mean_of(std::span<const double> values) {
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    return mean;
  }

  /// Whether the day's pressure goes with its rate, which moves.
  [[nodiscard]] bool goes_with_rate(std::size_t d, std::span<const double> flowing) const {
    if (!is_full(d) || is_still(d)) return false;
    const auto rate = day_rate(d);
    const double mean = mean_of(rate);
    double together = 0;
    for (std::size_t h = 0; h < rate.size(); ++h)
      together += (rate[h] - mean) * (flowing[run_.firsts[d] + h] - run_.values[d]);
    constexpr double kMoves = 0.04;  // of the rate: less says little
    const auto [least, most] = std::ranges::minmax(rate);
    return together >= 0 && most - least > kMoves * mean;
  }

  /// The hours on stream. On days on which a producer's downhole pressure would go with the rate, because the
  /// days do, its deviation is larger.
  [[nodiscard]] std::vector<double> against_the_rate(const ShutCurves& curves) {
    boosts_.assign(run_.day_count(), 1.0);
    auto flowing = projected(curves);
    if (input_.tag != kDownholePressureTag || run_.way != ShutWay::up) return flowing;
    constexpr int kRounds = 4;
    for (int round = 0; round < kRounds; ++round) {
      bool any = false;
      for (std::size_t d = 0; d < run_.day_count(); ++d) {
        if (!goes_with_rate(d, flowing)) continue;
        boosts_[d] *= 2;
        any = true;
      }
      if (!any) break;
      flowing = projected(curves);
    }
    for (std::size_t d = 0; d < run_.day_count(); ++d)
      if (goes_with_rate(d, flowing)) turn_against_rate(d, flowing);
    return flowing;
  }

  /// Takes from a full day's hours what goes with the rate, and a little more. Their mean stays.
  void turn_against_rate(std::size_t d, std::span<double> flowing) const {
    const auto rate = day_rate(d);
    const double mean = mean_of(rate);
    double together = 0;
    double square = 0;
    for (std::size_t h = 0; h < rate.size(); ++h) {
      together += (rate[h] - mean) * (flowing[run_.firsts[d] + h] - run_.values[d]);
      square += (rate[h] - mean) * (rate[h] - mean);
    }
    constexpr double kMore = 1.1;
    for (std::size_t h = 0; h < rate.size(); ++h)
      flowing[run_.firsts[d] + h] -= kMore * together / square * (rate[h] - mean);
  }

  struct Shape {
    std::vector<double> wanted;  // the level while flowing, before it is brought to the means
    std::vector<double> scale;   // size of its deviation
  };

  /// A downhole gauge that fails jumps as no well does: its jumps say nothing of the hours.
  [[nodiscard]] double largest_deviation() const {
    constexpr double kScatters = 8;  // from day to day
    return input_.tag == kDownholePressureTag ? kScatters * input_.facts.scatter
                                              : std::numeric_limits<double>::infinity();
  }

  [[nodiscard]] Shape shape_of(const ShutCurves& curves) const {
    constexpr double kLeastShare = 0.1;    // of the scatter from day to day
    constexpr double kAnswerShare = 0.25;  // of what the rate's deviation would make it move
    const auto levels = within_range(curves.level);
    Shape shape{smooth(levels), {}};
    shape.scale = deviation_size(levels, shape.wanted, counts_);
    const auto boosts = interpolate_days(boosts_, counts_);
    for (std::size_t d = 0; d < run_.day_count(); ++d)
      for (auto t = run_.firsts[d]; t < run_.firsts[d + 1]; ++t) {
        const auto hour = first_hour_ + t;
        const double answer = kAnswerShare * elasticity(d) * input_.flow_size[hour];
        const double scatter = input_.facts.scatter;
        const double size = std::min(shape.scale[t], largest_deviation());
        shape.scale[t] = boosts[t] * std::max({size, kLeastShare * scatter, answer});
        shape.wanted[t] += curves.tail[t] + shape.scale[t] * input_.deviation[hour];
        if (is_still(d) && is_full(d)) {
          shape.wanted[t] = run_.values[d];
          shape.scale[t] = 0;
        }
      }
    return shape;
  }

  [[nodiscard]] std::vector<double> projected(const ShutCurves& curves) const {
    const auto shape = shape_of(curves);
    std::vector<double> weights;
    std::vector<DayTotal> totals;
    for (std::size_t d = 0; d < run_.day_count(); ++d) {
      DayTotal total{run_.firsts[d], run_.hour_count(d), run_.values[d], lower(), upper()};
      const bool over_on_stream = is_partial(d) && !mixes(d) && has_shut_hour(day_mask(d));
      if (is_partial(d) && mixes(d)) total.target -= off_sum(d, curves) / counts_[d];
      if (on_hours_[d] <= 0) total = {total.first, total.count, 0, -kUnbounded, kUnbounded};
      totals.push_back(total);
      for (const double on : day_mask(d)) {
        if (over_on_stream)
          weights.push_back(on / on_hours_[d]);
        else
          weights.push_back((is_partial(d) && !mixes(d) ? 1.0 : on) / counts_[d]);
      }
    }
    return project({shape.wanted, shape.scale, weights, totals, kTexturePersistence}).x;
  }

  /// What is computed for an hour that is shut stays in the range too, unless no day has shown where it goes.
  [[nodiscard]] double within_shut_range(double value) const {
    const auto& tag = kTags[input_.tag];
    if (run_.rise_is_known) return std::clamp(value, lower(), upper());
    return std::clamp(value, run_.lowest >= 0 ? std::max(0.0, tag.lower) : tag.lower, tag.upper);
  }

  [[nodiscard]] double hour_value(std::size_t t, std::span<const double> flowing,
                                  const ShutCurves& curves) const {
    const double on = run_.mask[t];
    const auto d = run_.day_of(t);
    if (on <= 0) return is_partial(d) && !mixes(d) ? within_shut_range(curves.off[t]) : curves.off[t];
    if (on >= 1 || !mixes(d)) return flowing[t];
    return on * flowing[t] + (1 - on) * curves.off[t];
  }

  /// Where a state must rise in an outage, its shut hours lie above those on stream of each day.
  void lift_shut_hours(std::span<const double> flowing, ShutCurves& curves) const {
    if (run_.way == ShutWay::any) return;
    for (std::size_t t = 0; t < flowing.size(); ++t) {
      if (run_.mask[t] >= 1) continue;
      auto end = t;
      while (end < flowing.size() && run_.mask[end] < 1) ++end;
      lift_outage(t, end, flowing, curves);
      t = end;
    }
  }

  void lift_outage(std::size_t from, std::size_t end, std::span<const double> flowing,
                   ShutCurves& curves) const {
    constexpr double kLeastShare = 0.15;  // of the usual rise
    const double sign = static_cast<double>(run_.way);
    double lift = 0;
    for (auto d = run_.day_of(from); d <= run_.day_of(end - 1); ++d) {
      if (on_hours_[d] <= 0 || mixes(d)) return;
      double off = 0;
      double on = 0;
      double off_hours = 0;
      for (auto t = run_.firsts[d]; t < run_.firsts[d + 1]; ++t) {
        on += run_.mask[t] * flowing[t] / on_hours_[d];
        if (run_.mask[t] > 0) continue;
        off += curves.off[t];
        off_hours += 1;
      }
      if (off_hours > 0)
        lift = std::max(lift, kLeastShare * std::abs(run_.rise[d]) - sign * (off / off_hours - on));
    }
    for (auto t = from; t < end; ++t) curves.off[t] += sign * lift;
  }

  void finish_day(std::size_t d, std::span<double> hours) const {
    if (!is_partial(d)) draw_within(run_.values[d], lower(), upper(), hours);
    for (auto& value : hours) value += 0.0;  // no zero with a sign
  }

  const StateInput& input_;
  DayRun run_days_;
  std::vector<int> counts_;
  std::span<Averaging> averaging_;
  std::size_t first_hour_ = 0;
  StateRun run_{};
  std::vector<double> on_hours_;
  std::vector<double> boosts_;  // by day: of the size of the deviation
};

}  // namespace

void fill_state_hours(const StateInput& input, DayRun run, std::span<Averaging> averaging,
                      std::vector<double>& series) {
  StateBuilder(input, run, averaging).fill(series);
}

bool has_shut_hour(std::span<const double> mask_of_day) {
  return std::ranges::any_of(mask_of_day, [](double on) { return on <= 0; });
}

}  // namespace flodata::upsampler
