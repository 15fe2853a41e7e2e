// Hours of a well as production days: whole shut days, full flowing days, and what was taken out meanwhile.
// A source may hold daily values whose hours were computed (docs/surveillance.md): a day's mean is evidence,
// the course within a day may not be.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

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
  std::optional<double> wellhead_pressure_bar = {};
  std::int64_t day = 0;  // number of the production day: grows by 1 from one day to the next
};

/// A production day, or the part of it that the hours cover.
struct WellDay {
  double middle_hours = 0;  // of its hours, since the same time as theirs
  double end_hours = 0;     // end of its last step
  double covered_hours = 0;
  double on_stream_hours = 0;
  double volume_sm3 = 0;               // oil and water produced, or water injected
  double water_frac = 0;               // of that volume
  double closed_hours = 0;             // from the end of the last step with flow to the middle; 0: not known
  std::optional<double> pressure_bar;  // mean; none where a step has none

  /// Whether the well was shut from the first to the last hour of a whole day.
  [[nodiscard]] bool is_whole_shut_day() const;
  /// Whether the day's means are those of flow.
  [[nodiscard]] bool is_flowing_day() const;
};

/// Where the pressure at the bottom of a well comes from.
enum class PressureGauge : std::uint8_t { downhole, wellhead };

/// Returns the production days of `points`, which are in the order of time and `step_hours` long each.
std::vector<WellDay> well_days(std::span<const HourlyFlow> points, double step_hours, WellRole role);

}  // namespace flodata::surveillance
