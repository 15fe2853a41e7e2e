// How far a forecast can be off: the volumes that will be exceeded with 90, 50 and 10 % probability (P90,
// P50, P10: SPE-PRMS 2018, 2.2.2, so that P90 is the low estimate).
//
// Chokes, shut-ins and treatments set the rates more than the reservoir does, and they go on after the
// window. So a rate wanders about its decline like a random walk, by as much in a year as it did in the
// window; from that follow what the window can tell of the decline, and how far the level moves in the
// forecast. A decline that the window tells little about is drawn to that of wells in general.
#pragma once

#include "surveillance/arps_curve.h"

namespace flodata::surveillance {

/// What a fit says of the rates' decline, besides its curve.
struct DeclineEvidence {
  double window_days;      // from the first valid day to the last
  double scatter_frac;     // standard deviation of the residuals over the mean rate
  double std_dev_per_day;  // of the nominal decline, by the fit alone: of residuals that go on for days
  double decline_per_day;  // mean nominal decline of the window
};

/// Whether the fit alone tells the decline from none (one-sided, 90 %).
bool is_declining(const DeclineEvidence& evidence);

/// Nominal decline [1/year] of wells in general, of which those of single wells differ by
/// kUsualSpreadPerYear. Water takes the place of oil, so that liquid declines by less.
inline constexpr double kUsualDeclinePerYear = 0.4;
inline constexpr double kUsualLiquidDeclinePerYear = 0.1;
inline constexpr double kUsualSpreadPerYear = 0.3;

/// What ends a forecast, and what it is drawn to.
struct ForecastBounds {
  double limit_sm3_per_day;
  double terminal_decline_per_day;
  double horizon_days;
  double usual_decline_per_year = kUsualDeclinePerYear;
};

struct VolumeRange {
  double p90;
  double p50;
  double p10;
};

/// Returns the range of the volume [same unit] that `rest` gives from t = 0 to the limit or the horizon.
/// `rest` declines, or its rate is constant. It holds the volume of `rest` itself.
VolumeRange forecast_range(const ArpsCurve& rest, const DeclineEvidence& evidence,
                           const ForecastBounds& bounds);

}  // namespace flodata::surveillance
