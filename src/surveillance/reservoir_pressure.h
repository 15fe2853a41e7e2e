// The pressure that a well flows against, now: from whole shut days, and from how the flowing pressure has
// moved since. A Kalman filter (Kalman 1960, J. Basic Eng. 82, 35) over the days of the well.
//
// State: level L of the reservoir's pressure, depletion r of the well's region by its own rate, ln J. The
// well flows against L - r E(t), where E is the rate averaged over the region's memory. Shut days measure
// that pressure but for the unfinished build-up, and build-up tests in measured hours show it; flowing days
// tie it to J, which moves slowly. Memory of the region and course of the build-up are not known: a bank of
// filters has one of each, weighted by how well it foretold (Magill 1965, IEEE Trans. Automat. Contr. 10,
// 434). An injector is a producer with all differences turned over.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "surveillance/build_up.h"
#include "surveillance/well_day.h"

namespace flodata::surveillance {

struct ReservoirPressureEstimate {
  double bar;          // at the end of the days
  double std_dev_bar;  // of that
  double shut_in_bar;  // mean of the last whole shut day, or the end of a later build-up test; as measured
  double shut_in_end_hours;              // its end, since the same time as the points'
  std::size_t shut_days;                 // whole shut days with a pressure, outside build-up tests
  std::optional<BuildUp> build_up = {};  // the last test, if no whole shut day is newer
};

/// Returns the pressure at the gauge's depth, or nothing without a whole shut day that has a pressure and
/// without a build-up test. `bubble_point_bar`: none to take rate against drawdown as a straight line.
/// `build_ups`: in the order of time; the days that lie in them count by their straight line.
std::optional<ReservoirPressureEstimate> estimate_reservoir_pressure(
    std::span<const WellDay> days, WellRole role, const std::optional<double>& bubble_point_bar,
    std::span<const BuildUp> build_ups = {});

}  // namespace flodata::surveillance
