// Steps 5 and 6: the least correction of an hourly curve that gives every day its exact total and keeps
// every hour within its bounds.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace flodata::upsampler {

/// A day of a run: its hours are [first, first + count), and sum(weight * x) over them must be `target`.
struct DayTotal {
  std::size_t first;
  std::size_t count;
  double target;
  double lower;  // bounds of x in every hour of the day
  double upper;
};

/// x = prior + scale * z over the hours of one run. Days lie one after the other and cover all hours.
/// Lag-one correlation per hour of the corrections z, unless the problem says otherwise.
inline constexpr double kCorrectionPersistence = 0.985;

struct ProjectionProblem {
  std::span<const double> prior;
  std::span<const double> scale;   // what a correction of one means in each hour
  std::span<const double> weight;  // share of each hour in its day's total, at least 0
  std::span<const DayTotal> days;
  double persistence = kCorrectionPersistence;
};

struct Projected {
  std::vector<double> x;
  std::vector<std::size_t> fallback_days;  // indices of days that got a plain profile instead
};

/// Rounds of fixing hours at their bounds and solving again.
inline constexpr int kMaxBoundRounds = 20;

/// Minimises z' Q z, Q being the precision of an AR(1) process, under the days' totals and bounds. Hours
/// beyond a bound are fixed there and the rest is solved again. A day that does not come within its bounds so
/// gets its prior scaled to the total, or a constant where that leaves the bounds too; one whose total no
/// constant within the bounds gives gets the constant that gives the total. Time and memory are linear in the
/// number of hours.
Projected project(const ProjectionProblem& problem);

}  // namespace flodata::upsampler
