#include "upsampler/steps/shut_in_curve.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/counter_random.h"

namespace flodata::upsampler {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Adds what the mean lacks to all hours: noise of rounding.
void settle_mean(double mean, std::span<double> hours) {
  const double missing = mean - mean_of(hours);
  for (auto& value : hours) value += missing;
}

/// Fills `parts` with the way covered in the middles of the hours, from 0 to 1 over all of them, when what is
/// left decays by `decay` < 1 per hour.
void fill_parts(double decay, std::span<double> parts) {
  double all = 1;
  for (std::size_t i = 0; i < parts.size(); ++i) all *= decay;
  double left = std::sqrt(decay);
  for (auto& part : parts) {
    part = (1 - left) / (1 - all);
    left *= decay;
  }
}

/// Fills `parts` with a concave way whose mean is `mean` in (0.5, 1).
void fill_parts_of_mean(double mean, std::span<double> parts) {
  constexpr int kHalvings = 60;
  double fast = 0;
  double slow = 1;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (fast + slow) / 2;
    fill_parts(middle, parts);
    (mean_of(parts) > mean ? fast : slow) = middle;
  }
  fill_parts(fast, parts);
}

void fill_straight_with_parabola(double begin, double end, double mean, std::span<double> hours) {
  const auto count = static_cast<double>(hours.size());
  double area = 0;
  const auto parabola = [&](std::size_t i) {
    const double part = (static_cast<double>(i) + 0.5) / count;
    return part * (1 - part);
  };
  for (std::size_t i = 0; i < hours.size(); ++i) area += parabola(i) / count;
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const double part = (static_cast<double>(i) + 0.5) / count;
    hours[i] = begin + (end - begin) * part + (mean - (begin + end) / 2) * parabola(i) / area;
  }
}

}  // namespace

double decay_per_hour(double tau_hours) {
  constexpr int kSquarings = 6;
  double decay = 1 - 1 / (64 * tau_hours);
  for (int i = 0; i < kSquarings; ++i) decay *= decay;
  return decay;
}

double build_up_hours(std::uint64_t seed, std::uint64_t well_key) {
  constexpr std::uint64_t kAspect = 2000;  // of the random numbers
  constexpr double kShortest = 2;
  constexpr double kLongest = 6;
  return kShortest + (kLongest - kShortest) * random_uniform({seed, well_key, kAspect});
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

void go_between(double begin, double end, double mean, std::span<double> hours) {
  FLODATA_CHECK(!hours.empty());
  constexpr double kStraight = 1e-6;  // so near to the half there is nothing to bend
  const double part = end == begin ? -1 : (mean - begin) / (end - begin);
  if (!(part > 0 && part < 1) || std::abs(part - 0.5) < kStraight) {
    fill_straight_with_parabola(begin, end, mean, hours);
  } else if (part > 0.5) {
    fill_parts_of_mean(part, hours);
    for (auto& value : hours) value = begin + (end - begin) * value;
  } else {  // the same, seen from the end
    fill_parts_of_mean(1 - part, hours);
    for (auto& value : hours) value = end + (begin - end) * value;
    std::ranges::reverse(hours);
  }
  settle_mean(mean, hours);
}

double fill_shut_day(const ShutDay& day, double decay, std::span<double> hours) {
  if (!day.before) {
    const double end = day.next_mean ? (day.mean + *day.next_mean) / 2 : day.mean;
    go_between(2 * day.mean - end, end, day.mean, hours);
    return end;
  }
  if (*day.before <= day.mean) {
    fill_parts(decay, hours);
    const double rise = (day.mean - *day.before) / mean_of(hours);
    // The highest mean is one of a whole day, so its end may lie a little above.
    constexpr double kAbove = 0.02;
    const double most =
        day.next_mean.value_or(std::max(day.highest, day.mean + kAbove * (day.mean - *day.before)));
    if (*day.before + rise <= most) {
      for (auto& value : hours) value = *day.before + rise * value;
      settle_mean(day.mean, hours);
      return *day.before + rise;
    }
    if (!day.next_mean) {
      go_between(*day.before, most, day.mean, hours);
      return most;
    }
  }
  const double end = day.next_mean ? (day.mean + *day.next_mean) / 2 : day.mean;
  if (*day.before <= day.mean && end == day.mean) {  // a rise within the day would have to end above the next
    std::ranges::fill(hours, day.mean);
    return day.mean;
  }
  go_between(*day.before, end, day.mean, hours);
  return end;
}

}  // namespace flodata::upsampler
