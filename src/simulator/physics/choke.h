// The choke at the wellhead: a valve between the well and the line to the separator (or from the pump).
#pragma once

#include "simulator/physics/well_stream.h"

namespace flodata::simulator {

inline constexpr double kFullOpeningPct = 100;

/// Valve with a parabolic characteristic: flow coefficient = coefficient at full opening · (opening/100 %)².
/// The flow follows IEC 60534-2-1 (Q = Kv sqrt(Δp/SG), Kv in m3/h at 1 bar), of the mixture as it arrives.
/// Where the outlet is below kCriticalRatio of the inlet the flow is critical and a lower outlet changes
/// nothing (Gilbert 1954, Drilling and Production Practice, API, 126: outlet/inlet below 0.59; Sachdeva et
/// al. 1986, SPE 15657, for the two regimes of one choke).
class Choke {
 public:
  explicit Choke(double full_kv_m3_per_h) : full_kv_m3_per_h_(full_kv_m3_per_h) {}

  /// Returns the liquid rate [Sm3/d] that passes; 0 when the outlet's pressure is not below the inlet's.
  [[nodiscard]] double rate_sm3_per_day(const WellStream& stream, double opening_pct, double inlet_bar,
                                        double inlet_temp_k, double outlet_bar) const;

  /// Returns the opening [%] at which so much injection water passes; above 100 when it can't.
  [[nodiscard]] double opening_for_water_pct(double rate_sm3_per_day, double inlet_bar,
                                             double outlet_bar) const;

  static constexpr double kCriticalRatio = 0.59;

 private:
  double full_kv_m3_per_h_;
};

}  // namespace flodata::simulator
