// Totals of wells over some time, in parts that add up.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "aggregation/accumulator.h"
#include "model/daily_history.h"
#include "model/tag.h"

namespace flodata::aggregation {

/// A rate's sum, and the number of steps in which a row has it.
struct RateTotal {
  ExactSum sum;
  std::int64_t steps = 0;

  [[nodiscard]] std::optional<double> total() const {
    return steps == 0 ? std::nullopt : std::optional(sum.value());
  }
  /// Returns the mean over the steps in which a row has the rate.
  [[nodiscard]] std::optional<double> mean() const {
    return total().transform([this](double all) { return all / static_cast<double>(steps); });
  }
};

/// Wells by their numbers.
class WellSet {
 public:
  void add(std::size_t well) {
    const auto word = well / kBits;
    if (words_.size() <= word) words_.resize(word + 1);
    words_[word] |= std::uint64_t{1} << (well % kBits);
  }
  void add(const WellSet& other) {
    if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
    for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t count = 0;
    for (const auto word : words_) count += static_cast<std::size_t>(std::popcount(word));
    return count;
  }
  [[nodiscard]] const std::vector<std::uint64_t>& words() const { return words_; }
  void set_words(std::vector<std::uint64_t> words) { words_ = std::move(words); }
  bool operator==(const WellSet&) const = default;

 private:
  static constexpr std::size_t kBits = 64;
  std::vector<std::uint64_t> words_;  // the last one is not 0
};

struct FieldTotals {
  static constexpr std::array<TagIndex, 4> kRateTags = {kOilRateTag, kGasRateTag, kWaterRateTag,
                                                        kWaterInjectionRateTag};
  std::array<RateTotal, kRateTags.size()> rates;
  RateTotal liquid;
  RatioOfSums gor;
  RatioOfSums watercut;
  WellSet wells;      // with a row
  WellSet on_stream;  // with on-stream hours
  std::int64_t rows = 0;

  /// Adds a row's rates. `count_step(total, place)`: called before a rate is added, to count the step once;
  /// the liquid rate's place is the last.
  template <typename CountStep>
  void add_rates(const TagValues& values, CountStep count_step) {
    for (std::size_t i = 0; i < kRateTags.size(); ++i)
      if (const auto& rate = values[kRateTags[i]]) {
        count_step(rates[i], i);
        rates[i].sum.add(*rate);
      }
    const auto& oil = values[kOilRateTag];
    if (!oil) return;
    if (const auto& gas = values[kGasRateTag]) gor.add(*gas, *oil);
    if (const auto& water = values[kWaterRateTag]) {
      count_step(liquid, rates.size());
      liquid.sum.add(*oil + *water);
      watercut.add(*water, *oil + *water);
    }
  }

  /// Adds a row of the one step that the totals are of.
  void add_row_of_step(const TagValues& values, std::size_t well) {
    add_rates(values, [](RateTotal& total, std::size_t) { total.steps = 1; });
    add_well(values, well);
    ++rows;
  }

  void add_well(const TagValues& values, std::size_t well) {
    wells.add(well);
    if (values[kOnStreamTag].value_or(0) > 0) on_stream.add(well);
  }

  /// Adds totals of other wells in the same step.
  void add_wells(const FieldTotals& other) {
    add(other, [](std::int64_t one, std::int64_t two) { return std::max(one, two); });
  }

  /// Adds totals of later steps.
  void add_later(const FieldTotals& later) {
    add(later, [](std::int64_t one, std::int64_t two) { return one + two; });
  }

 private:
  template <typename Steps>
  void add(const FieldTotals& other, Steps steps) {
    const auto add_total = [&](RateTotal& to, const RateTotal& from) {
      to.sum.add(from.sum);
      to.steps = steps(to.steps, from.steps);
    };
    for (std::size_t i = 0; i < rates.size(); ++i) add_total(rates[i], other.rates[i]);
    add_total(liquid, other.liquid);
    gor.add(other.gor);
    watercut.add(other.watercut);
    wells.add(other.wells);
    on_stream.add(other.on_stream);
    rows += other.rows;
  }
};

}  // namespace flodata::aggregation
