#include "simulator/wells/choke_operator.h"

#include <algorithm>
#include <cmath>

namespace flodata::simulator {

double ChokeOperator::opening_pct(int day, bool partial) const {
  const double opening_losses = partial ? well_.between(0.02, 0.06, Aspect::opening_losses, day) : 0.0;
  constexpr double kFurther = 1.25;
  const double further = std::pow(kFurther, days_without_flow_);
  return std::clamp(setting_pct_ * beaned_frac_ * (1 - opening_losses) * further, kLeastOpeningPct,
                    kFullOpeningPct);
}

void ChokeOperator::shut_day(bool was_opened) {
  constexpr int kMostAttempts = 15;  // by then it is wide open
  beaned_frac_ = habits_.first_bean_frac;
  if (was_opened) days_without_flow_ = std::min(days_without_flow_ + 1, kMostAttempts);
}

void ChokeOperator::fidget(int day) {
  constexpr double kMove = 0.025;
  constexpr double kRarity = 12;
  constexpr double kLarge = 6;
  if (setting_pct_ >= kFullOpeningPct ||
      well_.uniform(Aspect::choke_fidget, -day - 1) >= habits_.fidgets_per_day)
    return;
  set(setting_pct_ * std::exp(kMove * well_.heavy(Aspect::choke_fidget, day, kRarity, kLarge)));
}

void ChokeOperator::set(double opening_pct) {
  constexpr double kStepsPerPercent = 2;
  setting_pct_ = std::clamp(std::round(opening_pct * kStepsPerPercent) / kStepsPerPercent, kLeastOpeningPct,
                            kFullOpeningPct);
}

void ChokeOperator::review(int day, double oil_sm3_per_day, double drawdown_bar) {
  constexpr double kTargetBand = 0.05;
  constexpr double kStartUpStep = 1.10;
  if (days_without_flow_ > 0) {  // what let it flow is its setting from now on
    set(opening_pct(day, false));
    days_without_flow_ = 0;
    beaned_frac_ = 1;
  }
  if (beaned_frac_ < 1) {
    beaned_frac_ = std::min(1.0, beaned_frac_ + habits_.bean_step_frac);
    return;
  }
  if (day < next_review_day_) return;
  const bool too_deep = drawdown_bar > design_.largest_drawdown_bar;
  const bool too_little = oil_sm3_per_day < design_.plateau_oil_sm3_per_day * (1 - kTargetBand);
  const bool too_much = oil_sm3_per_day > design_.plateau_oil_sm3_per_day * (1 + kTargetBand);
  started_up_ = started_up_ || too_deep || !too_little;
  next_review_day_ =
      started_up_ ? day + static_cast<int>(well_.between(habits_.least_review_days, habits_.most_review_days,
                                                         Aspect::choke_review, day))
                  : day + 1;
  const double step = started_up_
                          ? well_.between(habits_.least_step, habits_.most_step, Aspect::choke_step, day)
                          : kStartUpStep;
  if (too_deep || too_much)
    set(setting_pct_ / step);
  else if (too_little && drawdown_bar < habits_.near_limit_frac * design_.largest_drawdown_bar)
    set(std::max(setting_pct_ * step, setting_pct_ + 0.5));
}

}  // namespace flodata::simulator
