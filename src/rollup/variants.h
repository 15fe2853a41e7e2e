// The statistics of a cell under each quality filter. Most cells have no value that a filter takes away: then
// there is one set of statistics for all filters.
#pragma once

#include <memory>
#include <utility>

#include "aggregation/quality_gate.h"

namespace flodata::rollup {

using aggregation::QualityFilter;

template <typename T>
class Variants {
 public:
  /// Returns what counts under a filter.
  [[nodiscard]] const T& at(QualityFilter filter) const {
    if (filter == QualityFilter::good && good_) return *good_;
    if (filter != QualityFilter::any && uncertain_) return *uncertain_;
    return any_;
  }
  [[nodiscard]] T& any() { return any_; }
  [[nodiscard]] const T& any() const { return any_; }
  /// Nothing where the next weaker filter gives the same.
  [[nodiscard]] T* uncertain() { return uncertain_.get(); }
  [[nodiscard]] T* good() { return good_.get(); }
  [[nodiscard]] const T* uncertain() const { return uncertain_.get(); }
  [[nodiscard]] const T* good() const { return good_.get(); }

  /// Before something is added that differs from filter to filter.
  void split(bool uncertain_differs, bool good_differs) {
    if (uncertain_differs && !uncertain_) uncertain_ = std::make_unique<T>(any_);
    if (good_differs && !good_) good_ = std::make_unique<T>(at(QualityFilter::uncertain));
  }

  /// `add(to, from)`: adds statistics.
  template <typename Add>
  void merge(const Variants& other, Add add) {
    split(other.uncertain_ != nullptr, other.good_ != nullptr);
    add(any_, other.any_);
    if (uncertain_) add(*uncertain_, other.at(QualityFilter::uncertain));
    if (good_) add(*good_, other.at(QualityFilter::good));
  }

 private:
  T any_{};
  std::unique_ptr<T> uncertain_;
  std::unique_ptr<T> good_;
};

}  // namespace flodata::rollup
