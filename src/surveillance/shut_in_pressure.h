// Reservoir pressure from the hours in which a well is shut: what its gauge shows once it no longer moves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace flodata::surveillance {

enum class WellRole : std::uint8_t { producer, injector };

/// One hour (or finer step) of a well. A value that is missing, or whose quality is Bad, is none.
struct HourlyFlow {
  double elapsed_hours;                        // since any fixed time [h]; real time
  double on_stream_frac;                       // 0 to 1
  std::optional<double> oil_rate_sm3_per_day;  // means over the hour, its shut part included
  std::optional<double> water_rate_sm3_per_day;
  std::optional<double> injection_rate_sm3_per_day;
  std::optional<double> downhole_pressure_bar;
};

inline constexpr double kLeastShutInHours = 24;
inline constexpr double kSteadyHours = 12;
inline constexpr double kSteadyBar = 0.5;

/// Returns the highest (of an injector: lowest) pressure [bar] at the end of a shut-in of at least
/// kLeastShutInHours within whose last kSteadyHours it moved by no more than kSteadyBar, or nothing when
/// there is no such shut-in. A missing row for longer than an hour and a half ends a shut-in. `points` in the
/// order of time. It is not extrapolated to infinite time (Horner, 1951) and stands at the gauge's depth:
/// where the build-up was not over, the reservoir's pressure is higher, and an index computed with it is too
/// high.
std::optional<double> stabilised_shut_in_pressure(std::span<const HourlyFlow> points, WellRole role);

/// Returns the pressure at the end of the last of such shut-ins [bar].
std::optional<double> last_shut_in_pressure(std::span<const HourlyFlow> points);

}  // namespace flodata::surveillance
