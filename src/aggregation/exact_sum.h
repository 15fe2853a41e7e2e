// A running sum whose error does not grow with the number of terms, so that a volume is the same whether it
// is summed by the hour or by the month. Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur
// Summation endlicher Summen", ZAMM 54 (1974).
#pragma once

#include <cmath>

namespace flodata::aggregation {

class ExactSum {
 public:
  void add(double term) {
    const double sum = sum_ + term;
    rest_ += std::abs(sum_) >= std::abs(term) ? (sum_ - sum) + term : (term - sum) + sum_;
    sum_ = sum;
  }
  [[nodiscard]] double value() const { return sum_ + rest_; }

 private:
  double sum_ = 0;
  double rest_ = 0;  // what rounding took from sum_
};

}  // namespace flodata::aggregation
