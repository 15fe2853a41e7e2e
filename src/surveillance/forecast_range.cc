#include "surveillance/forecast_range.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

// How far levels and slopes of their rates wander. Measured on simulated
// fields (seeds 21 to 32); how well they serve elsewhere: docs/surveillance.md.
constexpr double kLevelPerScatter = 1.5;
constexpr double kSlopePerScatter = 2.7;
constexpr double kLongestWanderingYears = 2;  // operators hold rates within bounds

/// Normal deviates of equal probability.
constexpr std::array kDeviates = {-1.834, -1.282, -0.967, -0.728, -0.524, -0.341, -0.168, 0.0,
                                  0.168,  0.341,  0.524,  0.728,  0.967,  1.282,  1.834};

struct NormalDecline {
  double mean;
  double std_dev;
};

/// The decline [1/d] by the window and by what wells usually do.
NormalDecline decline_of(const ArpsCurve& rest, const DeclineEvidence& evidence, double yearly_scatter,
                         double usual_per_year) {
  const double years = evidence.window_days / kDaysPerYear;
  const double wandering = kSlopePerScatter * yearly_scatter / std::sqrt(years) / kDaysPerYear;
  const double by_window = std::pow(evidence.std_dev_per_day, 2) + wandering * wandering;
  const double usual = std::pow(kUsualSpreadPerYear / kDaysPerYear, 2);
  const double trust = usual / (usual + by_window);
  return {trust * rest.di_per_day + (1 - trust) * usual_per_year / kDaysPerYear,
          std::sqrt(trust * by_window)};
}

double quantile(const std::vector<double>& sorted, double part) {
  const double place = part * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return std::lerp(sorted[below], sorted[below + 1], place - static_cast<double>(below));
}

}  // namespace

bool is_declining(const DeclineEvidence& evidence) {
  constexpr double kSigmas = 1.2816;
  return evidence.decline_per_day > kSigmas * evidence.std_dev_per_day;
}

VolumeRange forecast_range(const ArpsCurve& rest, const DeclineEvidence& evidence,
                           const ForecastBounds& bounds) {
  const auto volume_of = [&](const ArpsCurve& curve) {
    const ModifiedHyperbolic forecast(curve, bounds.terminal_decline_per_day);
    return forecast.volume(std::min(forecast.days_until(bounds.limit_sm3_per_day), bounds.horizon_days));
  };
  const double yearly_scatter = evidence.scatter_frac * std::sqrt(kDaysPerYear / evidence.window_days);
  const double years = std::min(bounds.horizon_days / kDaysPerYear, kLongestWanderingYears);
  const double level = kLevelPerScatter * yearly_scatter * std::sqrt(years);
  const auto decline = decline_of(rest, evidence, yearly_scatter, bounds.usual_decline_per_year);
  constexpr double kFlattestPerDay = 1e-6;  // a forecast without any decline does not end
  const double flattest = std::max(bounds.terminal_decline_per_day, kFlattestPerDay);
  std::vector<double> volumes;
  for (const double slope : kDeviates)
    for (const double height : kDeviates)
      volumes.push_back(volume_of(
          {rest.qi_sm3_per_day * std::exp(level * height),
           std::max(decline.mean + decline.std_dev * slope, std::min(flattest, rest.di_per_day)), rest.b}));
  std::ranges::sort(volumes);
  const double own = volume_of(rest);
  constexpr double kLow = 0.1;
  return {std::min(own, quantile(volumes, kLow)), quantile(volumes, 0.5),
          std::max(own, quantile(volumes, 1 - kLow))};
}

}  // namespace flodata::surveillance
