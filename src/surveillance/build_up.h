// Build-up tests in measured hours: a well is shut, and its pressure rises towards the reservoir's (of an
// injector: it falls). Horner's straight line (Horner 1951, Proc. 3rd World Petroleum Congress II, 503)
// says where it would end.
#pragma once

#include <span>
#include <vector>

#include "surveillance/well_day.h"

namespace flodata::surveillance {

/// Shut-ins below this are too short: the well's own volume sets their course.
inline constexpr double kShortestBuildUpHours = 12;

struct BuildUp {
  double begin_hours;          // when the well was shut, since the same time as the points'
  double end_hours;            // end of the last point
  double last_bar;             // pressure at the end
  double line_end_bar;         // where the straight line ends
  double region_bar;           // mean pressure of the well's region: between the two
  double std_dev_bar;          // of that
  double slope_bar_per_cycle;  // of the line, per tenfold of Horner time; above 0
};

/// Returns the build-up tests among `points`, which are measured, in the order of time and `step_hours` long
/// each. A test is a shut-in of 12 h or more after flow, with a good pressure in every point, whose last
/// tenfold of time lies on a straight line.
/// The line ends at the region's mean pressure only while no boundary is felt; in a finite region, after long
/// flow, above it (Matthews, Brons & Hazebroek 1954, Trans. AIME 201, 182). By how much, the test does not
/// say.
std::vector<BuildUp> find_build_ups(std::span<const HourlyFlow> points, double step_hours, WellRole role);

}  // namespace flodata::surveillance
