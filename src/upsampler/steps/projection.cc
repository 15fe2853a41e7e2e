#include "upsampler/steps/projection.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace flodata::upsampler {
namespace {

/// Relative room for rounding where a value is compared with its bound or a sum with its target.
constexpr double kRounding = 1e-12;

/// Solves the equality-constrained problem by elimination in the order of hours, each day's multiplier after
/// its last hour. In that order a pivot has at most two later neighbours (the next hour and the day's
/// multiplier), so the factor is as sparse as the problem and one pass forward and one back solve it.
class BandedSolver {
 public:
  explicit BandedSolver(const ProjectionProblem& problem)
      : problem_(problem),
        hours_(problem.prior.size()),
        z_(hours_.size(), 0.0),
        multipliers_(problem.days.size()) {}

  /// `fixed[t]` tells whether z[t] is given in `fixed_z[t]`. Returns z.
  const std::vector<double>& solve(std::span<const char> fixed, std::span<const double> fixed_z) {
    Carry carry;
    for (std::size_t d = 0; d < problem_.days.size(); ++d) eliminate_day(d, fixed, fixed_z, carry);
    substitute_back(fixed, fixed_z);
    return z_;
  }

 private:
  struct Row {  // pivot * z[t] = right - coupling * multiplier + phi * z[t + 1]
    double pivot = 1;
    double coupling = 0;  // to the multiplier of the hour's day
    double right = 0;
  };
  struct Multiplier {  // pivot * multiplier = right - coupling * z[first hour of the next day]
    double pivot = 0;
    double right = 0;
    double coupling = 0;
  };
  struct Carry {  // what eliminated unknowns leave behind in the next hour's row
    double pivot = 0;
    double right = 0;
    double coupling = 0;
  };

  void eliminate_day(std::size_t d, std::span<const char> fixed, std::span<const double> fixed_z,
                     Carry& carry) {
    const double phi = problem_.persistence;
    const auto& day = problem_.days[d];
    Multiplier multiplier;
    multiplier.right = day.target;
    for (auto t = day.first; t < day.first + day.count; ++t)
      multiplier.right -= problem_.weight[t] * problem_.prior[t];
    for (auto t = day.first; t < day.first + day.count; ++t) {
      auto& row = hours_[t];
      row.coupling = problem_.weight[t] * problem_.scale[t] + carry.coupling;
      if (fixed[t] != 0) {
        multiplier.right -= row.coupling * fixed_z[t];
        carry = {0, phi * fixed_z[t], 0};
        continue;
      }
      const bool at_end = t == 0 || t + 1 == hours_.size();
      row.pivot = (at_end ? 1.0 : 1 + phi * phi) + carry.pivot;
      row.right = carry.right;
      const double inverse = 1 / row.pivot;
      multiplier.pivot -= row.coupling * row.coupling * inverse;
      multiplier.right -= row.coupling * row.right * inverse;
      carry = {-phi * phi * inverse, phi * row.right * inverse, phi * row.coupling * inverse};
    }
    // From here on the coupling in `carry` is that of this day's multiplier with the next day's first hour.
    multiplier.coupling = carry.coupling;
    carry.coupling = 0;
    if (multiplier.pivot < 0) {
      const double ratio = multiplier.coupling / multiplier.pivot;
      carry.pivot -= multiplier.coupling * ratio;
      carry.right -= multiplier.right * ratio;
    }
    multipliers_[d] = multiplier;
  }

  void substitute_back(std::span<const char> fixed, std::span<const double> fixed_z) {
    for (auto d = problem_.days.size(); d-- > 0;) {
      const auto& day = problem_.days[d];
      const auto end = day.first + day.count;
      double next = end < z_.size() ? z_[end] : 0;
      const auto& m = multipliers_[d];
      // A pivot of 0: every hour of the day is fixed or without weight, and no multiplier changes its total.
      const double multiplier = m.pivot < 0 ? (m.right - m.coupling * next) / m.pivot : 0;
      for (auto t = end; t-- > day.first;) {
        const auto& row = hours_[t];
        next = fixed[t] != 0
                   ? fixed_z[t]
                   : (row.right + problem_.persistence * next - row.coupling * multiplier) / row.pivot;
        z_[t] = next;
      }
    }
  }

  const ProjectionProblem& problem_;
  std::vector<Row> hours_;
  std::vector<double> z_;
  std::vector<Multiplier> multipliers_;
};

double room(const DayTotal& day, double value) {
  return kRounding * (std::abs(day.target) + std::abs(value));
}

bool is_below(const DayTotal& day, double value) { return value < day.lower - room(day, value); }
bool is_above(const DayTotal& day, double value) { return value > day.upper + room(day, value); }

double weighted_sum(const ProjectionProblem& problem, const DayTotal& day, std::span<const double> x) {
  double sum = 0;
  for (auto t = day.first; t < day.first + day.count; ++t) sum += problem.weight[t] * x[t];
  return sum;
}

/// Whether the day's hours in `x` give the target within the bounds.
bool holds(const ProjectionProblem& problem, const DayTotal& day, std::span<const double> x) {
  const auto hours = x.subspan(day.first, day.count);
  const auto outside = [&](double value) { return !(value >= day.lower && value <= day.upper); };
  if (std::ranges::any_of(hours, outside)) return false;
  return std::abs(weighted_sum(problem, day, x) - day.target) <= room(day, hours.front()) * 100;
}

/// Fixes every hour of the days that lie at one of their bounds: they have no other solution.
void fix_days_at_bounds(const ProjectionProblem& problem, std::span<char> fixed, std::span<double> fixed_z) {
  for (const auto& day : problem.days) {
    double weight = 0;
    for (auto t = day.first; t < day.first + day.count; ++t) weight += problem.weight[t];
    for (const double bound : {day.lower, day.upper}) {
      if (!std::isfinite(bound) || std::abs(weight * bound - day.target) > room(day, bound)) continue;
      for (auto t = day.first; t < day.first + day.count; ++t) {
        if (problem.scale[t] <= 0) continue;
        fixed[t] = 1;
        fixed_z[t] = (bound - problem.prior[t]) / problem.scale[t];
      }
    }
  }
}

/// Gives the day its prior scaled to the total, or a constant.
void fall_back(const ProjectionProblem& problem, const DayTotal& day, std::span<double> x) {
  const auto hours = x.subspan(day.first, day.count);
  const double prior_sum = weighted_sum(problem, day, problem.prior);
  if (prior_sum > 0)
    for (std::size_t i = 0; i < day.count; ++i)
      hours[i] = problem.prior[day.first + i] * (day.target / prior_sum);
  if (prior_sum > 0 && holds(problem, day, x)) return;
  double weight = 0;
  for (auto t = day.first; t < day.first + day.count; ++t) weight += problem.weight[t];
  std::ranges::fill(hours, weight > 0 ? day.target / weight : 0.0);
}

}  // namespace

Projected project(const ProjectionProblem& problem) {
  const auto size = problem.prior.size();
  FLODATA_CHECK(problem.scale.size() == size && problem.weight.size() == size);
  Projected result;
  result.x.assign(size, 0.0);
  std::vector<char> fixed(size, 0);
  std::vector<double> fixed_z(size, 0.0);
  fix_days_at_bounds(problem, fixed, fixed_z);
  BandedSolver solver(problem);
  for (int round = 0; round < kMaxBoundRounds; ++round) {
    const auto& z = solver.solve(fixed, fixed_z);
    bool within = true;
    for (const auto& day : problem.days) {
      for (auto t = day.first; t < day.first + day.count; ++t) {
        const double value = problem.prior[t] + problem.scale[t] * z[t];
        result.x[t] = std::clamp(value, day.lower, day.upper);
        if (fixed[t] != 0 || !(is_below(day, value) || is_above(day, value)) || problem.scale[t] <= 0)
          continue;
        fixed[t] = 1;
        fixed_z[t] = (result.x[t] - problem.prior[t]) / problem.scale[t];
        within = false;
      }
    }
    if (within) break;
  }
  for (std::size_t d = 0; d < problem.days.size(); ++d) {
    if (holds(problem, problem.days[d], result.x)) continue;
    fall_back(problem, problem.days[d], result.x);
    result.fallback_days.push_back(d);
  }
  return result;
}

}  // namespace flodata::upsampler
