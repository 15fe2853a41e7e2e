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

  // An outage without a day that is shut throughout.
  double fill_partial(const Outage& outage, std::size_t first_day, std::size_t last_day) {
    const double level = (run_.flowing[first_day] + run_.flowing[last_day]) / 2;
    const double rise = (run_.rise[first_day] + run_.rise[last_day]) / 2;
    const double begin = begin_level(outage).value_or(level + rise);
    auto target = level + rise;
    double decay = run_.decay;
    for (auto d = first_day; d <= last_day; ++d) {
      if (run_.averaging[d] != Averaging::day) continue;
      const auto part = shut_part(outage, d);
      if (!run_.rise_is_known) decay = quick_enough(part, decay);
      target = target_of_day_mean(part, begin, decay).value_or(target);
    }
    if (run_.rise_is_known) target = std::clamp(target, run_.lowest, run_.highest);
    constexpr double kLeastShare =
        0.3;  // of the usual rise: the level at the beginning may be off by as much
    if (run_.way != ShutWay::any && sign() * (target - begin) < kLeastShare * std::abs(rise))
      target = begin + sign() * kLeastShare * std::abs(rise);
    double left = 1;
    for (auto t = outage.from; t < outage.end; ++t) {
      curves_.off[t] = target + (begin - target) * left * std::sqrt(decay);
      left *= decay;
    }
    return target + (begin - target) * left;
  }

  /// What of an outage lies in one day, and what its shut hours lack for the day's mean over all its hours.
  struct ShutPart {
    std::size_t before;        // hours of the outage before the day
    std::vector<double> offs;  // part of each hour that is shut
    double hours;              // their sum
    double sum;                // of the state over them
  };

  [[nodiscard]] ShutPart shut_part(const Outage& outage, std::size_t d) const {
    const auto from = std::max(outage.from, run_.firsts[d]);
    ShutPart part{from - outage.from, {}, 0, 0};
    for (auto t = from; t < std::min(outage.end, run_.firsts[d + 1]); ++t) {
      part.offs.push_back(1 - run_.mask[t]);
      part.hours += part.offs.back();
    }
    part.sum = run_.values[d] * static_cast<double>(run_.hour_count(d)) - on_hours_[d] * run_.flowing[d];
    return part;
  }

  /// Hours of the part, each counted by how much of the way to the shut level is gone.
  [[nodiscard]] static double hours_gone(const ShutPart& part, double decay) {
    double left = left_after(decay, part.before) * std::sqrt(decay);
    double gone = 0;
    for (const double off : part.offs) {
      gone += off * (1 - left);
      left *= decay;
    }
    return gone;
  }

  /// The shut level with which the day has its mean over all hours; nothing where it is not off for long.
  [[nodiscard]] static std::optional<double> target_of_day_mean(const ShutPart& part, double begin,
                                                                double decay) {
    const double gone = hours_gone(part, decay);
    constexpr double kLeastGone = 0.2;
    if (gone < kLeastGone) return std::nullopt;
    return begin + (part.sum - part.hours * begin) / gone;
  }

  /// Where no day has shown the shut level, the way there is so quick that it need not lie much beyond the
  /// mean of the shut hours.
  [[nodiscard]] static double quick_enough(const ShutPart& part, double decay) {
    constexpr double kLeastGone = 0.8;  // of the hours
    constexpr int kHalvings = 24;
    if (hours_gone(part, decay) >= kLeastGone * part.hours) return decay;
    double low = 0;
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
      if (on_hours_[d] > 0) {  // on stream for less than an hour, or shut in its first hours
        std::ranges::fill(hours, *level);
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

  /// Fills the hours before a shut day so that the way goes on there: the exponential whose mean over that
  /// day is `mean`. Returns the level at their end.
  double fill_before(std::size_t from, std::size_t shut_from, double begin, double mean) {
    double left = left_after(run_.decay, shut_from - from) * std::sqrt(run_.decay);
    double mean_left = 0;
    constexpr int kHours = 24;
    for (int i = 0; i < kHours; ++i, left *= run_.decay) mean_left += left / kHours;
    const double target = mean + (mean - begin) * mean_left / (1 - mean_left);
    const auto [low, high] = std::minmax(begin, mean);
    left = 1;
    for (auto t = from; t < shut_from; ++t) {
      curves_.off[t] = std::clamp(target + (begin - target) * left * std::sqrt(run_.decay), low, high);
      left *= run_.decay;
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
    const double wanted = curves_.level[d] == run_.values[d] ? (run_.values[d] - run_.flowing[d]) / way : 0;
    constexpr double kFastest = 0.08;  // left after an hour
    constexpr double kSlowest = 0.85;
    double low = kFastest;
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
