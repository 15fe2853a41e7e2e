// Statistic::reported: a production day's values as its source gave them, out of the rows of one well.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "aggregation/bucket_fold.h"
#include "aggregation/exact_sum.h"
#include "aggregation/quantity.h"
#include "model/tag.h"

namespace flodata::aggregation {

/// Rates and on-stream hours add up; a state is the mean over the hours that the source averaged: those on
/// stream, in proportion, where a row says that the state is computed while shut (R10), else all.
class ReportedDay {
 public:
  void add(const Sample& sample);

  /// Returns the number of rows added.
  [[nodiscard]] std::int64_t rows() const { return rows_; }

  /// Returns the value of a day whose rows were all added: a volume [Sm3], hours [h], a state; ratios are
  /// those of the volumes. Nothing where the source gave none that can be used (Bad), or a row lacks a rate.
  [[nodiscard]] std::optional<double> value(Quantity quantity, double step_hours) const;

 private:
  struct Sums {
    ExactSum values;
    ExactSum on_stream_values;  // times the part on stream
    ExactSum on_stream;
    std::int64_t count = 0;
    bool computed_while_shut = false;
  };
  [[nodiscard]] std::optional<double> total(TagIndex tag, double hours_factor) const;
  [[nodiscard]] std::optional<double> mean(TagIndex tag) const;

  std::array<Sums, kTagCount> tags_{};
  std::int64_t rows_ = 0;
};

}  // namespace flodata::aggregation
