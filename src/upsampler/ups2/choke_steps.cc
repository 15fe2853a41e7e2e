#include "upsampler/ups2/choke_steps.h"

#include <algorithm>
#include <cmath>

#include "base/counter_random.h"
#include "upsampler/ups2/day_curve.h"

namespace flodata::upsampler {
namespace {

constexpr std::uint64_t kStepAspect = 4003;  // of the random numbers

/// Hours [from, end) in which the choke stands still.
struct Still {
  std::size_t from;
  std::size_t end;
  double opening = 0;
  bool is_given = false;  // by a day that stands still
};

/// Consecutive full days: where the steps lie, and how far open the choke is between them.
class FullDays {
 public:
  FullDays(const ChokeInput& input, DayRun run, double lowest, double highest)
      : input_(input),
        run_(run),
        counts_(hour_counts(input.ledger, run)),
        lowest_(lowest),
        highest_(highest) {
    firsts_.push_back(0);
    for (auto d = run.first; d < run.end; ++d) {
      means_.push_back(*input.ledger.days[d].values[kChokeTag]);
      firsts_.push_back(firsts_.back() + static_cast<std::size_t>(input.ledger.days[d].hour_count));
    }
    first_hour_ = first_hours(input.ledger)[run.first];
    is_still_.assign(means_.size(), 0);
    tries_.assign(means_.size(), 0);
    for (std::size_t i = 0; i < means_.size(); ++i)
      if ((i > 0 && means_[i] == means_[i - 1]) || (i + 1 < means_.size() && means_[i] == means_[i + 1]) ||
          means_[i] <= lowest_ || means_[i] >= highest_)
        is_still_[i] = 1;
    drive_ = driven_curve();
  }

  std::vector<double> hours() {
    constexpr int kMostRounds = 100;
    for (int round = 0; round < kMostRounds; ++round) {
      cut();
      solve();
      if (!hold_days_that_go_astray()) return filled();
    }
    std::ranges::fill(is_still_, 1);
    cut();
    return filled();
  }

 private:
  /// What the steps follow: the days' course, and the flow's deviation, as large as the days leave that
  /// course.
  [[nodiscard]] std::vector<double> driven_curve() const {
    auto curve = smooth_days(means_, counts_, input_.knots.subspan(run_.first, means_.size()));
    const auto size = deviation_size(means_, curve, counts_);
    for (std::size_t t = 0; t < curve.size(); ++t) curve[t] += size[t] * input_.deviation[first_hour_ + t];
    return curve;
  }

  /// The two hours at which a day has its steps.
  [[nodiscard]] std::pair<std::size_t, std::size_t> steps_of(std::size_t i) const {
    const auto day =
        static_cast<std::uint64_t>(input_.ledger.days[run_.first + i].day.time_since_epoch().count());
    const auto count = static_cast<double>(counts_[i]);
    const auto hour = [&](std::uint64_t which) {
      return static_cast<std::size_t>(
          random_uniform({input_.seed, input_.well_key, kStepAspect, day, 2 * tries_[i] + which}) * count);
    };
    auto first = hour(0);
    auto second = hour(1);
    if (first == second)
      second = (second + static_cast<std::size_t>(counts_[i]) / 2) % static_cast<std::size_t>(counts_[i]);
    if (first > second) std::swap(first, second);
    return {first, second};
  }

  /// Cuts the hours where the choke may move.
  void cut() {
    stills_.clear();
    std::vector<std::size_t> cuts{0};
    const auto at = [&](std::size_t hour) {
      if (hour > cuts.back()) cuts.push_back(hour);
    };
    for (std::size_t i = 0; i < means_.size(); ++i) {
      if (is_still_[i] != 0) {
        if (i > 0 && is_still_[i - 1] != 0 && means_[i] != means_[i - 1]) at(firsts_[i]);
        continue;
      }
      const auto [first, second] = steps_of(i);
      at(firsts_[i] + first);
      at(firsts_[i] + second);
    }
    cuts.push_back(firsts_.back());
    for (std::size_t k = 0; k + 1 < cuts.size(); ++k) {
      Still still{cuts[k], cuts[k + 1]};
      double sum = 0;
      for (auto t = still.from; t < still.end; ++t) sum += drive_[t];
      still.opening = sum / static_cast<double>(still.end - still.from);
      for (auto i = day_of(still.from); i < means_.size() && firsts_[i] < still.end; ++i)
        if (is_still_[i] != 0) {
          still.opening = means_[i];
          still.is_given = true;
        }
      stills_.push_back(still);
    }
  }

  [[nodiscard]] std::size_t day_of(std::size_t hour) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(firsts_, hour) - firsts_.begin()) - 1;
  }

  /// Part of day `i` that lies in the still.
  [[nodiscard]] double share(const Still& still, std::size_t i) const {
    const auto from = std::max(still.from, firsts_[i]);
    const auto end = std::min(still.end, firsts_[i + 1]);
    return end > from ? static_cast<double>(end - from) / counts_[i] : 0.0;
  }

  /// The least change of the openings that gives every day its mean. Days are coupled by a still over their
  /// midnight only, so the system is tridiagonal.
  void solve() {
    const auto size = means_.size();
    std::vector<double> diagonal(size, 0.0);
    std::vector<double> upper(size, 0.0);  // with the next day
    std::vector<double> right(means_.begin(), means_.end());
    for (const auto& still : stills_)
      for (auto i = day_of(still.from); i < size && firsts_[i] < still.end; ++i) {
        right[i] -= share(still, i) * still.opening;
        if (still.is_given) continue;
        diagonal[i] += share(still, i) * share(still, i);
        if (i + 1 < size) upper[i] += share(still, i) * share(still, i + 1);
      }
    for (std::size_t i = 0; i < size; ++i)
      if (diagonal[i] <= 0) {  // a day that stands still
        diagonal[i] = 1;
        right[i] = 0;
      }
    for (std::size_t i = 1; i < size; ++i) {
      const double factor = upper[i - 1] / diagonal[i - 1];
      diagonal[i] -= factor * upper[i - 1];
      right[i] -= factor * right[i - 1];
    }
    for (auto i = size; i-- > 0;)
      right[i] = (right[i] - (i + 1 < size ? upper[i] * right[i + 1] : 0.0)) / diagonal[i];
    for (auto& still : stills_) {
      if (still.is_given) continue;
      for (auto i = day_of(still.from); i < size && firsts_[i] < still.end; ++i)
        still.opening += share(still, i) * right[i];
    }
  }

  /// Days on which the choke would open or close further than their neighbours and the range explain, or move
  /// against the rate, have their steps at other hours, and stand still in the end. Returns whether there is
  /// one.
  bool hold_days_that_go_astray() {
    std::vector<std::size_t> astray;
    for (const auto& still : stills_) {
      if (still.is_given) continue;
      for (auto i = day_of(still.from); i < means_.size() && firsts_[i] < still.end; ++i) {
        const auto from = i > 0 ? i - 1 : i;
        const auto [low, high] =
            std::ranges::minmax(std::span(means_).subspan(from, std::min(means_.size(), i + 2) - from));
        constexpr double kRanges = 2;   // of the days beside
        constexpr double kRoom = 0.03;  // of the opening
        const double room = kRanges * (high - low) + kRoom * means_[i];
        if (still.opening < std::max(lowest_, low - room) || still.opening > std::min(highest_, high + room))
          astray.push_back(i);
      }
    }
    if (astray.empty()) astray = days_against_the_rate();
    std::ranges::sort(astray);
    astray.erase(std::ranges::unique(astray).begin(), astray.end());
    constexpr std::uint64_t kMostTries = 8;  // of other hours for the steps
    for (const auto i : astray)
      if (++tries_[i] == kMostTries) is_still_[i] = 1;
    return !astray.empty();
  }

  [[nodiscard]] std::vector<std::size_t> days_against_the_rate() const {
    const auto choke = filled();
    std::vector<std::size_t> days;
    for (std::size_t i = 0; i < means_.size(); ++i) {
      if (is_still_[i] != 0) continue;
      const auto rate =
          std::span(input_.flow.rate).subspan(first_hour_ + firsts_[i], firsts_[i + 1] - firsts_[i]);
      double mean = 0;
      for (const double value : rate) mean += value / static_cast<double>(rate.size());
      double together = 0;
      for (std::size_t h = 0; h < rate.size(); ++h)
        together += (rate[h] - mean) * (choke[firsts_[i] + h] - means_[i]);
      constexpr double kMoves = 0.04;  // of the rate: less says little
      const auto [least, most] = std::ranges::minmax(rate);
      if (together < 0 && most - least > kMoves * mean) days.push_back(i);
    }
    return days;
  }

  [[nodiscard]] std::vector<double> filled() const {
    std::vector<double> hours(firsts_.back());
    for (const auto& still : stills_)
      for (auto t = still.from; t < still.end; ++t) hours[t] = still.opening;
    return hours;
  }

  const ChokeInput& input_;
  DayRun run_;
  std::vector<int> counts_;
  double lowest_;
  double highest_;
  std::vector<std::size_t> firsts_;
  std::size_t first_hour_ = 0;
  std::vector<double> means_;
  std::vector<char> is_still_;
  std::vector<std::uint64_t> tries_;
  std::vector<double> drive_;
  std::vector<Still> stills_;
};

}  // namespace

void fill_full_days(const ChokeInput& input, DayRun run, double lowest, double highest,
                    std::vector<double>& series) {
  const auto hours = FullDays(input, run, lowest, highest).hours();
  std::ranges::copy(hours,
                    series.begin() + static_cast<std::ptrdiff_t>(first_hours(input.ledger)[run.first]));
}

void fill_partial_day(double mean, Averaging averaging, double opening, double shut, double highest,
                      std::span<const double> mask, std::span<double> choke) {
  double on_hours = 0;
  for (const double on : mask) on_hours += on;
  const auto hours = static_cast<double>(mask.size());
  if (on_hours <= 0 || on_hours >= hours) {
    std::ranges::fill(choke, mean);
    return;
  }
  if (averaging == Averaging::on_stream) {
    for (std::size_t t = 0; t < choke.size(); ++t) choke[t] = mask[t] > 0 ? mean : std::min(shut, mean);
    return;
  }
  const double widest = (mean * hours - std::min(shut, mean) * (hours - on_hours)) / on_hours;
  const double on = std::clamp(opening, mean, std::max(mean, std::min(highest, widest)));
  const double off = std::clamp((mean * hours - on * on_hours) / (hours - on_hours), 0.0, on);
  for (std::size_t t = 0; t < choke.size(); ++t) choke[t] = mask[t] * on + (1 - mask[t]) * off;
}

}  // namespace flodata::upsampler
