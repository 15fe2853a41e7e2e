#include "upsampler/ups2/shut_curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "upsampler/steps/shut_in_curve.h"

namespace flodata::upsampler {

double StateRun::on_hours(std::size_t d) const {
  double sum = 0;
  for (auto t = firsts[d]; t < firsts[d + 1]; ++t) sum += mask[t];
  return sum;
}

std::size_t StateRun::day_of(std::size_t hour) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(firsts, hour) - firsts.begin()) - 1;
}

namespace {

/// decay^hours, the same bits from every compiler.
double left_after(double decay, std::size_t hours) {
  double left = 1;
  for (std::size_t i = 0; i < hours; ++i) left *= decay;
  return left;
}

/// Hours [from, end) that are not on stream throughout.
struct Outage {
  std::size_t from;
  std::size_t end;
};

class Builder {
 public:
  Builder(const StateRun& run, std::span<const double> base)
      : run_(run),
        base_(base),
        curves_{std::vector<double>(base.size(), 0.0), std::vector<double>(base.size(), 0.0), {}} {
    for (std::size_t d = 0; d < run.day_count(); ++d) {
      on_hours_.push_back(run.on_hours(d));
      const bool is_full = on_hours_[d] >= static_cast<double>(run.hour_count(d));
      const bool says = is_full || (on_hours_[d] > 0 && run.averaging[d] != Averaging::day);
      curves_.level.push_back(says ? run.values[d] : run.flowing[d]);
    }
  }

  ShutCurves build() {
    for (std::size_t t = 0; t < base_.size(); ++t) {
      if (run_.mask[t] >= 1) continue;
      Outage outage{t, t};
      while (outage.end < base_.size() && run_.mask[outage.end] < 1) ++outage.end;
      const double end_level = fill_outage(outage);
      if (outage.end < base_.size()) fill_tail(outage.end, end_level);
      t = outage.end;
    }
    return std::move(curves_);
  }

 private:
  static constexpr double kFastestTail = 0.08;  // left after an hour
  static constexpr double kQuickest = 1e-6;

  [[nodiscard]] double sign() const { return static_cast<double>(run_.way); }

  [[nodiscard]] std::optional<double> begin_level(const Outage& outage) const {
    if (outage.from == 0) return std::nullopt;
    return base_[outage.from];
  }

  /// Returns the level at the outage's end.
  double fill_outage(const Outage& outage) {
    const auto first_day = run_.day_of(outage.from);
    const auto last_day = run_.day_of(outage.end - 1);
    for (auto d = first_day; d <= last_day; ++d)
      if (on_hours_[d] <= 0) return fill_with_shut_days(outage, d, last_day);
    return fill_partial(outage, first_day, last_day);
  }

  // An outage without a day that is shut throughout: towards the usual level, or on each day whose mean is
  // over all its hours to where it has that mean.
  double fill_partial(const Outage& outage, std::size_t first_day, std::size_t last_day) {
    const double flowing = (run_.flowing[first_day] + run_.flowing[last_day]) / 2;
    const double rise = (run_.rise[first_day] + run_.rise[last_day]) / 2;
    auto level = begin_level(outage).value_or(flowing + rise);
    // Of the usual rise: the level at the beginning may be off by as much.
    constexpr double kLeastShare = 0.3;
    double least_way = kLeastShare * std::abs(rise);
    double sign = this->sign();
    double decay = decay_of_pair(outage, first_day, last_day, level);
    for (auto d = first_day; d <= last_day; ++d) {
      auto target = flowing + rise;
      if (run_.averaging[d] == Averaging::day) {
        const auto part = shut_part(outage, d);
        if (run_.rise_is_known)
          decay = within_reach(part, level, d, decay);
        else
          decay = quick_enough(part, decay);
        target = target_of_day_mean(part, level, d, decay).value_or(target);
      }
      if (run_.rise_is_known) target = std::clamp(target, run_.lowest, run_.highest);
      if (sign != 0 && sign * (target - level) < least_way) target = level + sign * least_way;
      if (sign == 0 && target != level) sign = target > level ? 1 : -1;
      level = fill_towards(target, decay, level, outage, d);
      least_way = 0;
    }
    return level;
  }

  /// Fills the outage's hours in day `d`. Returns the level at their end.
  double fill_towards(double target, double decay, double begin, const Outage& outage, std::size_t d) {
    double left = 1;
    for (auto t = std::max(outage.from, run_.firsts[d]); t < std::min(outage.end, run_.firsts[d + 1]); ++t) {
      curves_.off[t] = target + (begin - target) * left * std::sqrt(decay);
      left *= decay;
    }
    return target + (begin - target) * left;
  }

  /// What of an outage lies in one day, and what its shut hours lack for the day's mean over all its hours.
  struct ShutPart {
    std::vector<double> offs;  // part of each hour that is shut
    double hours;              // their sum
    double tail;               // hours for which what they went to is left on stream, at least
    double sum;                // of the state over them, and of what is left
  };

  [[nodiscard]] ShutPart shut_part(const Outage& outage, std::size_t d) const {
    ShutPart part{{}, 0, 0, missing_sum(d, outage.from)};
    double hours_to_come = 0;  // of the day, in this outage or another
    for (auto t = std::max(outage.from, run_.firsts[d]); t < run_.firsts[d + 1]; ++t) {
      const double off = 1 - run_.mask[t];
      hours_to_come += off;
      if (t >= outage.end) continue;
      part.offs.push_back(off);
      part.hours += off;
    }
    part.sum *= part.hours / hours_to_come;
    double left = std::sqrt(kFastestTail);
    for (auto t = outage.end; t < run_.firsts[d + 1] && run_.mask[t] >= 1; ++t, left *= kFastestTail)
      part.tail += left;
    if (outage.end < run_.firsts[d + 1]) part.tail += run_.mask[outage.end - 1];
    return part;
  }

  /// What the shut hours of the day from `from` on must add to those before it and to the hours on stream,
  /// for the mean over all its hours.
  [[nodiscard]] double missing_sum(std::size_t d, std::size_t from) const {
    double sum = run_.values[d] * static_cast<double>(run_.hour_count(d)) - on_hours_[d] * run_.flowing[d];
    for (auto t = run_.firsts[d]; t < run_.firsts[d + 1]; ++t) {
      sum -= run_.mask[t] * curves_.tail[t];
      if (t < from) sum -= (1 - run_.mask[t]) * curves_.off[t];
    }
    return sum;
  }

  /// Hours of the part and of what is left of it, each counted by how much of the way to the shut level is
  /// gone.
  [[nodiscard]] static double hours_gone(const ShutPart& part, double decay) {
    double left = std::sqrt(decay);
    double gone = 0;
    for (const double off : part.offs) {
      gone += off * (1 - left);
      left *= decay;
    }
    return gone + part.tail * (1 - left_after(decay, part.offs.size()));
  }

  /// The shut level with which the day has its mean over all hours; nothing where it is not off for long.
  [[nodiscard]] std::optional<double> target_of_day_mean(const ShutPart& part, double begin, std::size_t d,
                                                         double decay) const {
    const double gone = hours_gone(part, decay);
    constexpr double kLeastGone = 0.2;
    if (gone < kLeastGone) return std::nullopt;
    return begin + missing_of(part, begin, d) / gone;
  }

  /// What the part lacks if the state stays where it is at its beginning.
  [[nodiscard]] double missing_of(const ShutPart& part, double begin, std::size_t d) const {
    return part.sum - part.hours * begin - part.tail * (begin - run_.flowing[d]);
  }

  /// Where the way would need a shut level beyond the range, it is quicker.
  [[nodiscard]] double within_reach(const ShutPart& part, double begin, std::size_t d, double decay) const {
    const auto is_within = [&](double tried) {
      const auto target = target_of_day_mean(part, begin, d, tried);
      return !target || (*target >= run_.lowest && *target <= run_.highest);
    };
    if (is_within(decay)) return decay;
    double low = kQuickest;
    double high = decay;
    constexpr int kHalvings = 24;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      (is_within(middle) ? low : high) = middle;
    }
    return low;
  }

  /// Of an outage over midnight: how quickly it goes is what gives both days their means over all hours with
  /// one shut level.
  [[nodiscard]] double decay_of_pair(const Outage& outage, std::size_t first_day, std::size_t last_day,
                                     double begin) const {
    if (last_day != first_day + 1 || !run_.rise_is_known || run_.averaging[first_day] != Averaging::day ||
        run_.averaging[last_day] != Averaging::day)
      return run_.decay;
    const auto first = shut_part(outage, first_day);
    const auto second = shut_part(outage, last_day);
    double low = 0.3;
    double high = 0.98;
    constexpr int kHalvings = 20;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      const auto target = target_of_day_mean(first, begin, first_day, middle);
      if (!target) return run_.decay;
      const double way = std::clamp(*target, run_.lowest, run_.highest) - begin;
      double left = left_after(middle, first.offs.size());
      const double all = second.hours + second.tail;
      const double gone = all - left * (all - hours_gone(second, middle));
      const double missing = missing_of(second, begin, last_day);
      ((way >= 0 ? way * gone < missing : way * gone > missing) ? low : high) = middle;
    }
    return low;
  }

  /// Where no day has shown the shut level, the way there is so quick that it need not lie much beyond the
  /// mean of the shut hours.
  [[nodiscard]] static double quick_enough(const ShutPart& part, double decay) {
    constexpr double kLeastGone = 0.8;  // of the hours
    constexpr int kHalvings = 24;
    if (hours_gone(part, decay) >= kLeastGone * part.hours) return decay;
    double low = kQuickest;
    double high = decay;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      (hours_gone(part, middle) >= kLeastGone * part.hours ? low : high) = middle;
    }
    return low;
  }

  [[nodiscard]] std::span<double> off(std::size_t from, std::size_t end) {
    return std::span(curves_.off).subspan(from, end - from);
  }

  // An outage with days that are shut throughout, the first of them `shut_day`.
  double fill_with_shut_days(const Outage& outage, std::size_t shut_day, std::size_t last_day) {
    auto level = begin_level(outage);
    const double mean = run_.values[shut_day];
    if (level && run_.way == ShutWay::up) level = std::min(*level, mean);
    if (level && run_.way == ShutWay::down) level = std::max(*level, mean);
    if (level) level = fill_before(outage.from, run_.firsts[shut_day], *level, mean);
    const double orientation = level && mean < *level ? -1 : 1;
    if (!level) std::ranges::fill(off(outage.from, run_.firsts[shut_day]), mean);
    for (auto d = shut_day; d <= last_day; ++d) {
      const auto hours = off(run_.firsts[d], std::min(outage.end, run_.firsts[d + 1]));
      if (on_hours_[d] > 0) {
        fill_interrupted(d, d + 1 <= last_day ? std::optional(run_.values[d + 1]) : std::nullopt, *level,
                         hours);
        continue;
      }
      ShutDay day{orientation * run_.values[d], std::nullopt, std::nullopt,
                  orientation > 0 ? run_.highest : -run_.lowest};
      if (level) day.before = orientation * *level;
      if (d + 1 <= last_day && on_hours_[d + 1] <= 0) day.next_mean = orientation * run_.values[d + 1];
      level = orientation * fill_shut_day(day, run_.decay, hours);
      for (auto& value : hours) value *= orientation;
    }
    return *level;
  }

  /// Fills the hours of a day, after a shut one, that is on stream in none of them throughout. After its time
  /// on stream the way to the next day's mean begins again.
  void fill_interrupted(std::size_t d, std::optional<double> next_mean, double& level,
                        std::span<double> hours) const {
    for (std::size_t h = 0; h < hours.size(); ++h) {
      const bool was_opened = h > 0 && run_.mask[run_.firsts[d] + h - 1] > 0;
      if (was_opened && next_mean && run_.way == ShutWay::up) level = std::min(level, *next_mean);
      if (was_opened && next_mean && run_.way == ShutWay::down) level = std::max(level, *next_mean);
      hours[h] = level;
    }
  }

  /// Fills the hours before a shut day so that the way goes on there: the exponential whose mean over that
  /// day is `mean`. Returns the level at their end.
  double fill_before(std::size_t from, std::size_t shut_from, double begin, double mean) {
    return fill_way_to({from, shut_from}, begin, mean, decay_before(from, shut_from, begin, mean));
  }

  /// How quickly it goes there is what gives the days before their means over all their hours.
  double decay_before(std::size_t from, std::size_t shut_from, double begin, double mean) {
    double wanted = 0;
    for (auto d = run_.day_of(from); run_.firsts[d] < shut_from; ++d) {
      if (run_.averaging[d] != Averaging::day) return run_.decay;
      wanted += missing_sum(d, from);
    }
    double low = 0.05;
    double high = 0.98;
    constexpr int kHalvings = 20;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      fill_way_to({from, shut_from}, begin, mean, middle);
      double sum = 0;
      for (auto t = from; t < shut_from; ++t) sum += (1 - run_.mask[t]) * curves_.off[t];
      ((mean > begin ? sum > wanted : sum < wanted) ? low : high) = middle;
    }
    return low;
  }

  /// Fills the hours with a way whose mean over the day after them is `mean`.
  double fill_way_to(const Outage& hours, double begin, double mean, double decay) {
    double left = left_after(decay, hours.end - hours.from) * std::sqrt(decay);
    double mean_left = 0;
    constexpr int kHours = 24;
    for (int i = 0; i < kHours; ++i, left *= decay) mean_left += left / kHours;
    const double target = mean + (mean - begin) * mean_left / (1 - mean_left);
    const auto [low, high] = std::minmax(begin, mean);
    left = 1;
    for (auto t = hours.from; t < hours.end; ++t) {
      curves_.off[t] = std::clamp(target + (begin - target) * left * std::sqrt(decay), low, high);
      left *= decay;
    }
    return std::clamp(target + (begin - target) * left, low, high);
  }

  /// What is left of an outage's way from hour `from` on, when the well is opened. How quickly it goes is
  /// what makes the day's mean, within bounds.
  void fill_tail(std::size_t from, double end_level) {
    const auto d = run_.day_of(from);
    const double way = end_level - run_.flowing[d];
    if (way == 0) return;
    auto end = from;  // of this opening
    constexpr std::size_t kLongest = 48;
    while (end < base_.size() && end - from < kLongest && run_.mask[end] >= 1) ++end;
    const double wanted = wanted_tail(d, from, end, way) / way;
    constexpr double kSlowest = 0.85;
    double low = kFastestTail;
    double high = kSlowest;
    constexpr int kHalvings = 24;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      (tail_mean(d, from, end, middle) < wanted ? low : high) = middle;
    }
    double left = std::sqrt(low);
    for (auto t = from; t < end; ++t, left *= low) curves_.tail[t] = left * way;
    if (run_.mask[from - 1] > 0) curves_.tail[from - 1] = way;  // it was opened within that hour
    if (curves_.level[d] == run_.values[d]) curves_.level[d] -= tail_mean(d, from, end, low) * way;
  }

  /// Mean over the hours on stream of what a day has beyond its flowing level. Of a mean over all its hours,
  /// what the shut hours leave; a second outage takes that.
  [[nodiscard]] double wanted_tail(std::size_t d, std::size_t from, std::size_t end, double way) const {
    if (curves_.level[d] == run_.values[d]) return run_.values[d] - run_.flowing[d];
    const bool is_last = end >= run_.firsts[d + 1];
    if (!is_last || run_.averaging[d] != Averaging::day) return 0;
    return (missing_sum(d, from) - run_.mask[from - 1] * way) / on_hours_[d];
  }

  /// Mean over the day's hours on stream of what is left of a way of 1.
  [[nodiscard]] double tail_mean(std::size_t d, std::size_t from, std::size_t end, double decay) const {
    double left = std::sqrt(decay);
    double sum = 0;
    for (auto t = from; t < std::min(end, run_.firsts[d + 1]); ++t, left *= decay) sum += left;
    return sum / on_hours_[d];
  }

  const StateRun& run_;
  std::span<const double> base_;
  std::vector<double> on_hours_;
  ShutCurves curves_;
};

}  // namespace

ShutCurves shut_curves(const StateRun& run, std::span<const double> base) {
  return Builder(run, base).build();
}

}  // namespace flodata::upsampler
