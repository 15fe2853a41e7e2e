#include "surveillance/arps_curve.h"

#include <cmath>
#include <limits>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

/// L(t), the logarithm of q(0)/q(t).
double log_fall(const ArpsCurve& curve, double days) {
  const double fall = curve.di_per_day * days;
  return curve.b > 0 ? std::log1p(curve.b * fall) / curve.b : fall;
}

/// (1 - e^(-x y))/y, which is x for y = 0.
double saturating(double x, double y) { return y != 0 ? -std::expm1(-x * y) / y : x; }

double days_to_terminal(const ArpsCurve& curve, double terminal_decline_per_day) {
  if (terminal_decline_per_day <= 0 || curve.b <= 0) return std::numeric_limits<double>::infinity();
  if (curve.di_per_day <= terminal_decline_per_day) return 0;
  return (curve.di_per_day / terminal_decline_per_day - 1) / (curve.b * curve.di_per_day);
}

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

ModifiedHyperbolic::ModifiedHyperbolic(const ArpsCurve& curve, double terminal_decline_per_day)
    : curve_(curve), switch_days_(days_to_terminal(curve, terminal_decline_per_day)), tail_{0, 0, 0} {
  if (!std::isfinite(switch_days_)) return;
  tail_ = curve_.from(switch_days_);
  tail_.b = 0;
}

double ModifiedHyperbolic::rate(double days) const {
  return days <= switch_days_ ? curve_.rate(days) : tail_.rate(days - switch_days_);
}

double ModifiedHyperbolic::volume(double days) const {
  if (days <= switch_days_) return curve_.volume(days);
  return curve_.volume(switch_days_) + tail_.volume(days - switch_days_);
}

double ModifiedHyperbolic::days_until(double rate_sm3_per_day) const {
  const double days = curve_.days_until(rate_sm3_per_day);
  return days <= switch_days_ ? days : switch_days_ + tail_.days_until(rate_sm3_per_day);
}

}  // namespace flodata::surveillance
