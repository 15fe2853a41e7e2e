// Statistics of one quantity over the samples of one bucket.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "aggregation/exact_sum.h"

namespace flodata::aggregation {

enum class Moments : std::uint8_t { unused, used };

class Accumulator {
 public:
  void add(double value, Moments moments) {
    if (count_ == 0) {
      first_ = min_ = max_ = value;
    } else {
      if (value < min_) min_ = value;
      if (value > max_) max_ = value;
    }
    last_ = value;
    ++count_;
    sum_.add(value);
    if (moments == Moments::used) add_to_moments(value);
  }

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::optional<double> min() const { return if_any(min_); }
  [[nodiscard]] std::optional<double> max() const { return if_any(max_); }
  [[nodiscard]] std::optional<double> first() const { return if_any(first_); }
  [[nodiscard]] std::optional<double> last() const { return if_any(last_); }
  [[nodiscard]] std::optional<double> sum() const { return if_any(sum_.value()); }
  [[nodiscard]] std::optional<double> mean() const {
    return if_any(sum_.value() / static_cast<double>(count_ == 0 ? 1 : count_));
  }
  /// Sample standard deviation. Only with Moments::used.
  [[nodiscard]] std::optional<double> stddev() const {
    if (count_ < 2) return std::nullopt;
    return std::sqrt(squares_ / static_cast<double>(count_ - 1));
  }

 private:
  // Source: B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
  // Technometrics 4 (1962).
  void add_to_moments(double value) {
    const double before = value - running_mean_;
    running_mean_ += before / static_cast<double>(count_);
    squares_ += before * (value - running_mean_);
  }
  [[nodiscard]] std::optional<double> if_any(double value) const {
    return count_ == 0 ? std::nullopt : std::optional(value);
  }

  std::int64_t count_ = 0;
  ExactSum sum_;
  double min_ = 0;
  double max_ = 0;
  double first_ = 0;
  double last_ = 0;
  double running_mean_ = 0;
  double squares_ = 0;
};

/// A ratio of sums over the samples in which both are there.
class RatioOfSums {
 public:
  void add(double numerator, double denominator) {
    numerator_.add(numerator);
    denominator_.add(denominator);
  }
  /// Returns nothing where the denominator is 0, as it is without samples.
  [[nodiscard]] std::optional<double> value() const {
    if (denominator_.value() == 0) return std::nullopt;
    return numerator_.value() / denominator_.value();
  }

 private:
  ExactSum numerator_;
  ExactSum denominator_;
};

}  // namespace flodata::aggregation
