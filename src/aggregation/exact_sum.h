// A running sum in two numbers (106 bits), so that it does not depend on the order of the terms or on how
// they are grouped: exact while the sum is less than 2^105 times the last bit of its terms, as it is for
// values of a magnitude; beyond, its error is 2^-106 of the sum. Sources: D. E. Knuth, "The Art of Computer
// Programming" vol. 2, 4.2.2 (two-sum); T. J. Dekker, "A floating-point technique for extending the available
// precision", Numerische Mathematik 18 (1971).
#pragma once

#include <cmath>

namespace flodata::aggregation {

class ExactSum {
 public:
  ExactSum() = default;
  /// `rest`: what rounding took from `sum`.
  ExactSum(double sum, double rest) : sum_(sum), rest_(rest) {}

  void add(double term) {
    const double sum = sum_ + term;
    const double part = sum - sum_;
    const double lost = (sum_ - (sum - part)) + (term - part) + rest_;
    sum_ = sum + lost;
    rest_ = lost - (sum_ - sum);
  }
  void add(const ExactSum& other) {
    add(other.sum_);
    add(other.rest_);
  }
  void add_product(double one, double other) {
    const double product = one * other;
    add(product);
    add(std::fma(one, other, -product));
  }
  [[nodiscard]] double value() const { return sum_; }  // the sum, rounded once
  [[nodiscard]] double rest() const { return rest_; }
  bool operator==(const ExactSum&) const = default;

 private:
  double sum_ = 0;
  double rest_ = 0;
};

}  // namespace flodata::aggregation
