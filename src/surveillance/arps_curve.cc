#include "surveillance/arps_curve.h"

#include <cmath>
#include <limits>

namespace flodata::surveillance {
namespace {

/// L(t), the logarithm of q(0)/q(t).
double log_fall(const ArpsCurve& curve, double days) {
  const double fall = curve.di_per_day * days;
  return curve.b > 0 ? std::log1p(curve.b * fall) / curve.b : fall;
}

/// (1 - e^(-x y))/y, which is x for y = 0.
double saturating(double x, double y) { return y > 0 ? -std::expm1(-x * y) / y : x; }

}  // namespace

double ArpsCurve::rate(double days) const { return qi_sm3_per_day * std::exp(-log_fall(*this, days)); }

double ArpsCurve::volume(double days) const {
  if (di_per_day == 0) return qi_sm3_per_day * days;
  return qi_sm3_per_day / di_per_day * saturating(log_fall(*this, days), 1 - b);
}

double ArpsCurve::days_until(double rate_sm3_per_day) const {
  if (rate_sm3_per_day >= qi_sm3_per_day) return 0;
  if (di_per_day <= 0 || rate_sm3_per_day <= 0) return std::numeric_limits<double>::infinity();
  const double fall = std::log(qi_sm3_per_day / rate_sm3_per_day);
  return (b > 0 ? std::expm1(b * fall) / b : fall) / di_per_day;
}

ArpsCurve ArpsCurve::from(double days) const {
  return {rate(days), di_per_day / (1 + b * di_per_day * days), b};
}

double ArpsCurve::effective_annual_decline() const { return -std::expm1(-log_fall(*this, kDaysPerYear)); }

}  // namespace flodata::surveillance
