#include "simulator/choke_operator.h"

#include <algorithm>
#include <cmath>

namespace flodata::simulator {

double ChokeOperator::opening_pct(int day, bool partial) const {
  const double opening_losses = partial ? well_.between(0.02, 0.06, Aspect::opening_losses, day) : 0.0;
  return std::max(kLeastOpeningPct, setting_pct_ * beaned_frac_ * (1 - opening_losses));
}

void ChokeOperator::set(double opening_pct) {
  constexpr double kStepsPerPercent = 2;
  setting_pct_ = std::clamp(std::round(opening_pct * kStepsPerPercent) / kStepsPerPercent, kLeastOpeningPct,
                            kFullOpeningPct);
}

void ChokeOperator::review(int day, double oil_sm3_per_day, double drawdown_bar) {
  constexpr double kBeanStep = 0.13;
  constexpr double kTargetBand = 0.05;
  constexpr double kStartUpStep = 1.10;
  if (beaned_frac_ < 1) {
    beaned_frac_ = std::min(1.0, beaned_frac_ + kBeanStep);
    return;
  }
  if (day < next_review_day_) return;
  const bool too_deep = drawdown_bar > design_.largest_drawdown_bar;
  const bool too_little = oil_sm3_per_day < design_.plateau_oil_sm3_per_day * (1 - kTargetBand);
  const bool too_much = oil_sm3_per_day > design_.plateau_oil_sm3_per_day * (1 + kTargetBand);
  started_up_ = started_up_ || too_deep || !too_little;
  next_review_day_ =
      started_up_ ? day + static_cast<int>(well_.between(5, 21, Aspect::choke_review, day)) : day + 1;
  const double step = started_up_ ? well_.between(1.02, 1.08, Aspect::choke_step, day) : kStartUpStep;
  constexpr double kNearLimit = 0.95;  // of the drawdown: no further opening
  if (too_deep || too_much)
    set(setting_pct_ / step);
  else if (too_little && drawdown_bar < kNearLimit * design_.largest_drawdown_bar)
    set(std::max(setting_pct_ * step, setting_pct_ + 0.5));
}

}  // namespace flodata::simulator
