// How the choke is worked: opened step by step at first and after shut-ins, then moved at reviews towards the
// well's target within its limits.
#pragma once

#include "simulator/physics/choke.h"
#include "simulator/wells/design.h"

namespace flodata::simulator {

/// How an operator works.
struct ChokeHabits {
  double first_bean_frac;  // part of the setting that is open after a shut-in
  double bean_step_frac;   // and so much more on every day on stream
  double near_limit_frac;  // of the drawdown: no further opening
  double least_review_days, most_review_days;
  double least_step, most_step;  // factors on the opening
  double fidgets_per_day;        // small moves without a review
};

inline constexpr ChokeHabits kCleanHabits{0.6, 0.13, 0.95, 5, 21, 1.02, 1.08, 0};
/// Wells are opened within hours, and touched often.
inline constexpr ChokeHabits kNaturalHabits{0.82, 0.07, 0.98, 6, 45, 1.02, 1.12, 0.045};

class ChokeOperator {
 public:
  ChokeOperator(const ProducerDesign& design, const ChokeHabits& habits, const RandomSource& well)
      : design_(design), habits_(habits), well_(well) {}

  /// Returns the mean opening while on stream on `day` [%]. `partial`: the well is opened in the course of
  /// the day, in steps.
  [[nodiscard]] double opening_pct(int day, bool partial) const;

  /// Looks at a day that flowed and settles the next day's opening.
  void review(int day, double oil_sm3_per_day, double drawdown_bar);
  /// A day without flow: the next opening is careful again. `was_opened`: it was to flow and did not; then it
  /// is opened further the next time.
  void shut_day(bool was_opened);
  /// A small move now and then; at most once a day.
  void fidget(int day);
  [[nodiscard]] double setting_pct() const { return setting_pct_; }

  static constexpr double kLeastOpeningPct = 4;

 private:
  void set(double opening_pct);

  ProducerDesign design_;
  ChokeHabits habits_;
  RandomSource well_;
  double setting_pct_ = 9;
  int days_without_flow_ = 0;  // although it was opened
  double beaned_frac_ = 1;     // part of the setting that is open so far after a shut-in
  bool started_up_ = false;
  int next_review_day_ = 0;
};

}  // namespace flodata::simulator
