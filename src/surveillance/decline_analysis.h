// Decline analysis of one well: exponential, hyperbolic and harmonic decline fitted to daily rates against
// elapsed time, the best of them chosen, and what it has still to give (GET /surveillance/decline-analysis).
//
// The choice is by the corrected information criterion AICc (Hurvich & Tsai, Biometrika 76, 1989), with as
// many days as are independent: R² always prefers the third parameter of the hyperbolic curve, and adjusted
// R² asks for too little in exchange. Exponential decline, whose forecast is the lowest, stands unless
// another curve is better by more than 2: on a few noisy days b is mostly noise, and reserves hang on b.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"
#include "model/units.h"
#include "surveillance/arps_curve.h"
#include "surveillance/forecast_range.h"

namespace flodata::surveillance {

enum class RateType : std::uint8_t { oil, gas, liquid };

inline constexpr std::size_t kLeastValidDays = 7;
inline constexpr double kForecastHorizonDays = 50 * kDaysPerYear;

/// Returns the rate [Sm3/d] below which a well is not worth its keep, unless given: 10 of oil;
/// 100 of liquid, which is that oil at a water cut of 0.9; 1,500 of gas, which is that oil at Volve's GOR of
/// 150.
double default_economic_limit(RateType type);

/// Returns the decline [1/year] that forecasts of little evidence are drawn to.
double usual_decline(RateType type);

/// Least nominal decline [1/d] of a forecast unless given: 1.8 % a year. It leaves what a curve
/// with b up to 1 forecasts in 50 years nearly as it is, and ends the growth of one above.
inline constexpr double kDefaultTerminalDecline = 0.00005;

/// One day of a well, or the part of it that lies in the window.
struct DailyRate {
  double elapsed_days;      // of the middle of its hours [d]: real time, days without rows count
  double rate_sm3_per_day;  // mean over the covered hours, shut ones included
  double on_stream_hours;
  double covered_hours;  // that the mean is taken over: 23, 24 or 25 for a whole day
};

enum class DeclineModel : std::uint8_t { exponential, hyperbolic, harmonic, not_declining };
enum class FitQuality : std::uint8_t { excellent, good, fair, poor, undefined };

/// Returns "exponential" (b is 0), "harmonic" (b is 1), "hyperbolic" (any other b), "not declining".
std::string_view to_string(DeclineModel model);

/// Returns "excellent" (R² of 0.95 and more), "good" (0.85), "fair" (0.7), "poor", or "undefined" where the
/// rate does not vary.
std::string_view to_string(FitQuality quality);

/// At which end of its range (0 to kLargestExponent) the fit left b: the best one may lie beyond it.
enum class Bound : std::uint8_t { none, lower, upper };

/// Returns "none", "lower" or "upper".
std::string_view to_string(Bound bound);

struct DeclineParameters {
  double qi_sm3_per_day;                         // key qi: of the curve on the first valid day
  double di_daily;                               // Di_daily: nominal [1/d]; 0 or negative when not declining
  double di_annual;                              // Di_annual: nominal [1/a], a year of 365.25 d
  std::optional<double> di_annual_percent = {};  // Di_annual_percent: effective [%]; none for a rising rate
  double b_factor;
  Bound b_bound = Bound::none;  // none too where b was not fitted, as in the harmonic model
  DeclineModel model;           // model_type
};

/// Rates are those while on stream.
struct ProductionSummary {
  double initial_rate_sm3_per_day;  // first valid day
  double current_rate_sm3_per_day;  // last valid day
  double rate_change_percent;
  double cumulative_sm3;  // cumulative_in_period: all days, not only the valid ones
};

/// What ends a forecast.
struct ForecastLimits {
  double economic_limit_sm3_per_day;
  double terminal_decline_per_day = kDefaultTerminalDecline;  // nominal; 0: none
  double horizon_days = kForecastHorizonDays;
  double usual_decline_per_year = kUsualDeclinePerYear;  // usual_decline() of the rate
};

/// Why there is no forecast.
enum class NoForecast : std::uint8_t { none, rising, constant, not_distinguishable };

/// Returns a sentence, or an empty text for none.
std::string_view to_string(NoForecast reason);

struct Forecast {
  std::optional<double> eur_remaining_sm3;  // by the curve; none when the decline is not one, or not sure
  std::optional<VolumeRange> eur_range_sm3;
  NoForecast reason;
  ForecastLimits limits;
  std::optional<double> days_to_terminal_decline;  // since the last day; none: not within the forecast
  std::optional<double> days;                      // length of the forecast; none without one
  double uptime_frac;  // on-stream part of the window, which the forecast goes on with
};

struct GoodnessOfFit {
  std::optional<double> r_squared;  // of rates, not of their logarithms; none where they do not vary
  FitQuality quality;
};

struct DeclineAnalysis {
  std::size_t data_points;
  std::size_t valid_points;
  DeclineParameters parameters;
  ProductionSummary summary;
  Forecast forecast;
  GoodnessOfFit fit;
};

/// Fits the decline of the rate while on stream (a day's mean over its on-stream part, weighted by that part:
/// a day with one hour on stream is no decline and says little). A day is valid when its rate is above 0 and
/// it is on stream. The forecast starts on the last day at the curve's rate, declines by no less than the
/// terminal decline from where the curve has come down to it, ends at the economic limit or the horizon,
/// and is on stream as much of the time as the window was. There is none where residuals that go on for days
/// could make a decline of that size.
/// Values that are not finite make a day invalid; the order of `days` does not matter.
/// Errors: invalid_argument with fewer than 7 valid days, with all of them at one time, or with a limit that
/// is negative or not finite.
Expected<DeclineAnalysis> analyse_decline(std::span<const DailyRate> days, const ForecastLimits& limits);

/// Oil is a part of the liquid: takes from a forecast of oil what a forecast of the same days' liquid to the
/// same rate does not have. Returns whether it took something.
bool limit_to_liquid(Forecast& oil, const Forecast& liquid);

/// Adds to a forecast of liquid what one of the same days' oil has beyond it. Returns whether it added
/// something.
bool raise_to_oil(Forecast& liquid, const Forecast& oil);

}  // namespace flodata::surveillance
