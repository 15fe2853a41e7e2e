#include "surveillance/shut_in_pressure.h"

#include <algorithm>
#include <cstddef>

namespace flodata::surveillance {
namespace {

constexpr double kLongestStepHours = 1.5;

/// Returns the pressure at the end of one shut-in, when it stands still there.
std::optional<double> steady_end(std::span<const HourlyFlow> shut_in) {
  if (shut_in.empty()) return std::nullopt;
  const double end = shut_in.back().elapsed_hours;
  if (end - shut_in.front().elapsed_hours < kLeastShutInHours) return std::nullopt;
  std::optional<HourlyFlow> first;
  HourlyFlow last{};
  double lowest = 0;
  double highest = 0;
  for (const auto& point : shut_in) {
    if (point.elapsed_hours < end - kSteadyHours || !(point.downhole_pressure_bar > 0.0)) continue;
    const double pressure = *point.downhole_pressure_bar;
    lowest = first ? std::min(lowest, pressure) : pressure;
    highest = first ? std::max(highest, pressure) : pressure;
    if (!first) first = point;
    last = point;
  }
  // A few readings at one end of it do not show that the pressure stands still.
  if (!first || last.elapsed_hours - first->elapsed_hours < kSteadyHours - kLongestStepHours ||
      highest - lowest > kSteadyBar)
    return std::nullopt;
  return last.downhole_pressure_bar;
}

/// Calls `use` with the pressure [bar] at the end of every shut-in where it stands still, in order.
template <typename Use>
void for_each_steady_end(std::span<const HourlyFlow> points, const Use& use) {
  const auto consider = [&](std::span<const HourlyFlow> shut_in) {
    if (const auto pressure = steady_end(shut_in)) use(*pressure);
  };
  std::size_t first = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool gap = i > first && points[i].elapsed_hours - points[i - 1].elapsed_hours > kLongestStepHours;
    if (!gap && points[i].on_stream_frac <= 0) continue;
    consider(points.subspan(first, i - first));
    first = points[i].on_stream_frac <= 0 ? i : i + 1;
  }
  consider(points.subspan(first));
}

}  // namespace

std::optional<double> stabilised_shut_in_pressure(std::span<const HourlyFlow> points, WellRole role) {
  std::optional<double> best;
  for_each_steady_end(points, [&](double bar) {
    if (!best || (role == WellRole::producer ? bar > *best : bar < *best)) best = bar;
  });
  return best;
}

std::optional<double> last_shut_in_pressure(std::span<const HourlyFlow> points) {
  std::optional<double> last;
  for_each_steady_end(points, [&](double bar) { last = bar; });
  return last;
}

}  // namespace flodata::surveillance
