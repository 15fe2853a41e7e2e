// Statistics of one quantity over the samples of one bucket. Those of a longer time are the same whether its
// samples are added, or the statistics of its parts in the order of time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "aggregation/exact_sum.h"

namespace flodata::aggregation {

enum class Moments : std::uint8_t { unused, used };

class Accumulator {
 public:
  struct Parts {
    std::int64_t count = 0;
    double min = 0;
    double max = 0;
    double first = 0;
    double last = 0;
    ExactSum sum = {};
    ExactSum squares = {};  // with Moments::used
    bool operator==(const Parts&) const = default;
  };

  Accumulator() = default;
  explicit Accumulator(const Parts& parts) : parts_(parts) {}

  void add(double value, Moments moments) {
    if (parts_.count == 0) {
      parts_.first = parts_.min = parts_.max = value;
    } else {
      if (value < parts_.min) parts_.min = value;
      if (value > parts_.max) parts_.max = value;
    }
    parts_.last = value;
    ++parts_.count;
    parts_.sum.add(value);
    if (moments == Moments::used) parts_.squares.add_product(value, value);
  }

  void add(const Accumulator& later) {
    const auto& other = later.parts_;
    if (other.count == 0) return;
    if (parts_.count == 0) {
      parts_ = other;
      return;
    }
    parts_.min = std::min(parts_.min, other.min);
    parts_.max = std::max(parts_.max, other.max);
    parts_.last = other.last;
    parts_.count += other.count;
    parts_.sum.add(other.sum);
    parts_.squares.add(other.squares);
  }

  [[nodiscard]] const Parts& parts() const { return parts_; }
  [[nodiscard]] std::int64_t count() const { return parts_.count; }
  [[nodiscard]] std::optional<double> min() const { return if_any(parts_.min); }
  [[nodiscard]] std::optional<double> max() const { return if_any(parts_.max); }
  [[nodiscard]] std::optional<double> first() const { return if_any(parts_.first); }
  [[nodiscard]] std::optional<double> last() const { return if_any(parts_.last); }
  [[nodiscard]] std::optional<double> sum() const { return if_any(parts_.sum.value()); }
  [[nodiscard]] std::optional<double> mean() const {
    return if_any(parts_.sum.value() / static_cast<double>(parts_.count == 0 ? 1 : parts_.count));
  }
  /// Sample standard deviation. Only with Moments::used.
  [[nodiscard]] std::optional<double> stddev() const {
    if (parts_.count < 2) return std::nullopt;
    if (parts_.min == parts_.max) return 0;
    const auto count = static_cast<double>(parts_.count);
    return std::sqrt(std::max(0.0, scaled_squares(count)) / (count * (count - 1)));
  }

 private:
  /// The number of values times their squared distances from the mean: n Σx² − (Σx)². What cancels has 106
  /// bits.
  [[nodiscard]] double scaled_squares(double count) const {
    const auto& [sum, squares] = std::pair(parts_.sum, parts_.squares);
    ExactSum all;
    all.add_product(count, squares.value());
    all.add_product(-sum.value(), sum.value());
    all.add(count * squares.rest());
    all.add(-2 * sum.value() * sum.rest());
    return all.value();
  }
  [[nodiscard]] std::optional<double> if_any(double value) const {
    return parts_.count == 0 ? std::nullopt : std::optional(value);
  }

  Parts parts_;
};

/// A ratio of sums over the samples in which both are there.
class RatioOfSums {
 public:
  RatioOfSums() = default;
  RatioOfSums(const ExactSum& numerator, const ExactSum& denominator)
      : numerator_(numerator), denominator_(denominator) {}

  void add(double numerator, double denominator) {
    numerator_.add(numerator);
    denominator_.add(denominator);
  }
  void add(const RatioOfSums& other) {
    numerator_.add(other.numerator_);
    denominator_.add(other.denominator_);
  }
  /// Returns nothing where the denominator is 0, as it is without samples.
  [[nodiscard]] std::optional<double> value() const {
    if (denominator_.value() == 0) return std::nullopt;
    return numerator_.value() / denominator_.value();
  }
  [[nodiscard]] const ExactSum& numerator() const { return numerator_; }
  [[nodiscard]] const ExactSum& denominator() const { return denominator_; }

 private:
  ExactSum numerator_;
  ExactSum denominator_;
};

}  // namespace flodata::aggregation
