// How the choke is worked: opened step by step at first and after shut-ins, then moved at reviews towards the
// well's target within its limits.
#pragma once

#include "simulator/choke.h"
#include "simulator/design.h"

namespace flodata::simulator {

class ChokeOperator {
 public:
  ChokeOperator(const ProducerDesign& design, const RandomSource& well) : design_(design), well_(well) {}

  /// Returns the mean opening while on stream on `day` [%]. `partial`: the well is opened in the course of
  /// the day, in steps.
  [[nodiscard]] double opening_pct(int day, bool partial) const;

  /// Looks at a day that flowed and settles the next day's opening.
  void review(int day, double oil_sm3_per_day, double drawdown_bar);
  /// A day without flow: the next opening is careful again.
  void shut_day() { beaned_frac_ = kFirstBean; }

  static constexpr double kLeastOpeningPct = 4;

 private:
  static constexpr double kFirstBean = 0.6;
  void set(double opening_pct);

  ProducerDesign design_;
  RandomSource well_;
  double setting_pct_ = 9;
  double beaned_frac_ = 1;  // part of the setting that is open so far after a shut-in
  bool started_up_ = false;
  int next_review_day_ = 0;
};

}  // namespace flodata::simulator
