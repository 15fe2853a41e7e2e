#include "upsampler/ups2/day_curve.h"

#include <array>
#include <cmath>

#include "base/check.h"
#include "base/counter_random.h"

namespace flodata::upsampler {
namespace {

constexpr std::uint64_t kKnotAspect = 4002;  // of the random numbers

/// Slopes at the knots that keep the curve monotone between them; 0 at both ends.
std::vector<double> slopes_of(std::span<const double> x, std::span<const double> y) {
  std::vector<double> slopes(x.size(), 0.0);
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    const double before = x[i] - x[i - 1];
    const double after = x[i + 1] - x[i];
    const double left = (y[i] - y[i - 1]) / before;
    const double right = (y[i + 1] - y[i]) / after;
    if (left * right <= 0) continue;
    const double left_weight = 2 * after + before;
    const double right_weight = after + 2 * before;
    slopes[i] = (left_weight + right_weight) / (left_weight / left + right_weight / right);
  }
  return slopes;
}

/// The cubic Hermite curve at the middles of hours.
void fill_curve(std::span<const double> x, std::span<const double> y, std::span<double> hours) {
  const auto slopes = slopes_of(x, y);
  std::size_t right = 0;  // first knot beyond the hour's middle
  for (std::size_t t = 0; t < hours.size(); ++t) {
    const double middle = static_cast<double>(t) + 0.5;
    while (right < x.size() && x[right] <= middle) ++right;
    if (right == 0 || right == x.size()) {
      hours[t] = right == 0 ? y.front() : y.back();
      continue;
    }
    const auto left = right - 1;
    const double width = x[right] - x[left];
    const double s = (middle - x[left]) / width;
    const double r = 1 - s;
    hours[t] = y[left] * (1 + 2 * s) * r * r + y[right] * (1 + 2 * r) * s * s +
               width * s * r * (slopes[left] * r - slopes[right] * s);
  }
}

}  // namespace

std::vector<double> knot_times(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key) {
  constexpr double kEarliest = 0.2;
  constexpr double kLatest = 0.8;
  std::vector<double> times;
  times.reserve(ledger.days.size());
  for (const auto& day : ledger.days) {
    const auto number = static_cast<std::uint64_t>(day.day.time_since_epoch().count());
    times.push_back(kEarliest +
                    (kLatest - kEarliest) * random_uniform({seed, well_key, kKnotAspect, number}));
  }
  return times;
}

std::vector<double> smooth_days(std::span<const double> values, std::span<const int> hour_counts,
                                std::span<const double> times) {
  FLODATA_CHECK(values.size() == hour_counts.size() && values.size() == times.size());
  std::vector<double> x;
  std::vector<double> y;
  std::size_t hours = 0;
  for (std::size_t d = 0; d < values.size(); ++d) {
    x.push_back(static_cast<double>(hours) + times[d] * hour_counts[d]);
    y.push_back(0.25 * values[d > 0 ? d - 1 : d] + 0.5 * values[d] +
                0.25 * values[d + 1 < values.size() ? d + 1 : d]);
    hours += static_cast<std::size_t>(hour_counts[d]);
  }
  std::vector<double> curve(hours);
  fill_curve(x, y, curve);
  return curve;
}

std::vector<double> deviation_size(std::span<const double> values, std::span<const double> curve,
                                   std::span<const int> hour_counts) {
  // Standard deviation of a 24 h mean of a first-order autoregressive process of persistence 0.9 and variance
  // 1; and of the normal distribution with a mean absolute value of 1.
  constexpr double kOfDayMean = 0.71;
  constexpr double kOfMeanAbsolute = 1.2533;
  constexpr double kLarger = 1.5;  // the course has a part of the scatter of the days too
  std::vector<double> rest;
  std::size_t hour = 0;
  for (std::size_t d = 0; d < values.size(); ++d) {
    double sum = 0;
    for (int h = 0; h < hour_counts[d]; ++h) sum += curve[hour++];
    rest.push_back(std::abs(values[d] - sum / hour_counts[d]));
  }
  constexpr std::array kWeights = {1.0, 2.0, 3.0, 2.0, 1.0};
  constexpr std::size_t kReach = 2;  // days to each side
  std::vector<double> sizes;
  for (std::size_t d = 0; d < rest.size(); ++d) {
    double sum = 0;
    double weights = 0;
    for (std::size_t k = 0; k < kWeights.size(); ++k) {
      if (d + k < kReach || d + k - kReach >= rest.size()) continue;
      sum += kWeights[k] * rest[d + k - kReach];
      weights += kWeights[k];
    }
    sizes.push_back(kLarger * kOfMeanAbsolute / kOfDayMean * sum / weights);
  }
  std::vector<double> times(sizes.size(), 0.5);
  return smooth_days(sizes, hour_counts, times);
}

}  // namespace flodata::upsampler
