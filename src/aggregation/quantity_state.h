// All statistics of one quantity, and of all quantities of a well, over some time.
#pragma once

#include <array>
#include <cstddef>

#include "aggregation/accumulator.h"
#include "aggregation/quantity.h"
#include "model/daily_history.h"
#include "model/tag.h"

namespace flodata::aggregation {

struct QuantityState {
  Accumulator values;
  RatioOfSums ratio;  // of gor and watercut: of the sums

  /// Adds what a row has of the quantity.
  void add(Quantity quantity, const TagValues& row, Moments moments) {
    if (const auto* tag = std::get_if<TagIndex>(&quantity)) {
      if (const auto& value = row[*tag]) values.add(*value, moments);
      return;
    }
    const auto derived = std::get<Derived>(quantity);
    const auto& oil = row[kOilRateTag];
    const auto& other = row[derived == Derived::gor ? kGasRateTag : kWaterRateTag];
    if (!oil || !other) return;
    if (derived == Derived::liquid_rate) {
      values.add(*oil + *other, moments);
      return;
    }
    const double denominator = derived == Derived::gor ? *oil : *oil + *other;
    ratio.add(*other, denominator);
    if (denominator != 0) values.add(*other / denominator, moments);
  }

  void add(const QuantityState& later) {
    values.add(later.values);
    ratio.add(later.ratio);
  }
};

inline constexpr std::size_t kDerivedCount = 3;
inline constexpr std::size_t kQuantityCount = kTagCount + kDerivedCount;

/// Position of a quantity in all_quantities().
constexpr std::size_t index_of(Quantity quantity) {
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) return *tag;
  return kTagCount + static_cast<std::size_t>(std::get<Derived>(quantity));
}

constexpr Quantity quantity_at(std::size_t index) {
  if (index < kTagCount) return TagIndex{index};
  return static_cast<Derived>(index - kTagCount);
}

using QuantityStates = std::array<QuantityState, kQuantityCount>;

}  // namespace flodata::aggregation
