// Productivity index of a producer, injectivity index of an injector, and the absolute open flow
// (GET /surveillance/productivity-index): rate over the difference between the reservoir's and the flowing
// bottom-hole pressure, from the hours in which a well flows. All in Sm3/d and bar.
//
// Keys that end in _psi take the members in bar times kPsiPerBar, in either system of units; pi_* and
// injectivity_index are Sm3/d/bar, or times kStockTankBarrelsPerSm3 / kPsiPerBar in stb/d/psi; aof_rate is a
// liquid rate. pi_coefficient_of_variation is a fraction. Members named `…_range` are intervals of
// kConfidenceLevel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"
#include "surveillance/build_up.h"
#include "surveillance/reservoir_pressure.h"
#include "surveillance/well_day.h"

namespace flodata::surveillance {

inline constexpr std::size_t kLeastFlowingPoints = 3;

/// An hour flows when it is on stream for this part of it: in less, its mean pressure is half one of shut-in.
inline constexpr double kLeastFlowingFrac = 0.9;

/// After a shut-in a well needs so long on stream until its pressure has settled.
inline constexpr double kSettlingHours = 6;

/// Below this a drawdown is what the gauge and its depth leave open, and an index of it is noise.
inline constexpr double kLeastDrawdownBar = 1;

/// More flowing points than this part above (of an injector: below) the reservoir's pressure prove it wrong.
inline constexpr double kMostMisfitFrac = 0.1;

/// Part of the cases in which an interval holds the true value (measured: docs/surveillance.md).
inline constexpr double kConfidenceLevel = 0.9;

/// What metering and allocation leave open of a rate, as a standard deviation of its logarithm.
inline constexpr double kRateStdDevFrac = 0.02;

/// Interval that holds its value.
struct Range {
  double low;
  double high;
};

enum class PressureSource : std::uint8_t { given, shut_in, earlier_shut_in, build_up, earlier_build_up };
enum class AofMethod : std::uint8_t { vogel, composite, none };
enum class PiQuality : std::uint8_t { excellent, high, medium, low };
enum class Consistency : std::uint8_t { consistent, moderate, erratic };

/// Returns "provided", "shut-in", "shut-in before the period", "build-up" or "build-up before the period".
std::string_view to_string(PressureSource source);

/// Returns "excellent" (above 2 stb/d/psi, 4.6 Sm3/d/bar), "high" (above 1), "medium" (above 0.5) or "low".
std::string_view to_string(PiQuality quality);

/// Returns "consistent" (coefficient of variation below 0.1), "moderate" (below 0.25) or "erratic".
std::string_view to_string(Consistency consistency);

/// Returns a sentence for aof_description.
std::string_view describe(AofMethod method);

struct PressureData {
  double reservoir_pressure_bar;
  Range reservoir_pressure_range;
  PressureSource source;              // reservoir_pressure_source
  std::optional<double> shut_in_bar;  // mean of the last whole shut day, or last of a later build-up test;
                                      // none of a given pressure
  std::optional<double> shut_in_age_hours;  // from the end of that day or test to the last point
  std::optional<BuildUp> build_up;          // that test
  double mean_flowing_bar;
  double lowest_flowing_bar;
  double highest_flowing_bar;
  double mean_drawdown_bar;  // of an injector: how far the flowing pressure is above the reservoir's
};

/// Indices are ratios of sums [Sm3/d/bar]; none where no rate is known or the well is of the other role.
struct ProductivityIndices {
  std::optional<double> oil = {};
  std::optional<double> liquid = {};
  std::optional<double> injectivity = {};
  std::optional<double> straight =
      {};  // liquid, above the bubble point; none unless the bubble point is known
  std::optional<Range> oil_range = {};
  std::optional<Range> liquid_range = {};
  std::optional<Range> injectivity_range = {};
  std::optional<Range> straight_range = {};
  double std_dev;                   // sample standard deviation of the points' liquid index (without water
                                    // rates: oil index), or injectivity [Sm3/d/bar]
  double coefficient_of_variation;  // std_dev over the points' mean
};

struct Deliverability {
  std::optional<double> aof_sm3_per_day;  // oil; none of an injector
  std::optional<Range> aof_range;
  AofMethod method;
};

struct ProductivityIndex {
  std::size_t data_points;
  std::size_t valid_points;
  PressureData pressures;
  ProductivityIndices indices;
  Deliverability deliverability;
  PiQuality quality;
  Consistency consistency;
};

struct ReservoirState {
  std::optional<double> pressure_bar = {};      // none: that of `estimate`
  std::optional<double> bubble_point_bar = {};  // none: the oil is taken to be at its bubble point
  std::optional<ReservoirPressureEstimate> estimate = {};
};

/// Works on the points that are on stream and have been for 6 h as far as the window shows, have a downhole
/// pressure above 0, a rate above 0 (producers: oil known and oil + water above 0) and a drawdown of 1 bar or
/// more. A rate is taken per time on stream. The absolute open flow follows InflowCurve.
/// `points` in the order of time. Errors: invalid_argument when no reservoir pressure is given and none is
/// estimated (nothing is made up), when it does not fit to the flowing pressures, with fewer than 3 flowing
/// points, or a pressure that is not above 0.
Expected<ProductivityIndex> productivity_index(std::span<const HourlyFlow> points, WellRole role,
                                               const ReservoirState& reservoir);

}  // namespace flodata::surveillance
