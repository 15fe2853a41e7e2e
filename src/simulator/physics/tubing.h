// From the downhole gauge to the wellhead and back: weight and friction of what stands or flows in the
// tubing.
#pragma once

#include "simulator/physics/well_stream.h"

namespace flodata::simulator {

struct TubingDescription {
  double gauge_depth_m;  // true vertical, of the downhole gauge
  double length_m;       // along the hole
  double inner_diameter_m;
  double roughness_m;
};

class Tubing {
 public:
  explicit Tubing(const TubingDescription& description);

  /// Returns the wellhead's pressure above a bottomhole pressure [bar], at `rate` upwards (0: a standing
  /// column). The mixture moves as one, without slip, its density and its speed those of the local pressure
  /// (Poettmann & Carpenter 1952, Drilling and Production Practice, API, 257); friction after Darcy and
  /// Weisbach with the factor of a rough pipe (von Kármán 1930). Falls to 0 and stays there where the
  /// pressure is used up on the way.
  [[nodiscard]] double wellhead_bar(const WellStream& stream, double rate_sm3_per_day, double bottomhole_bar,
                                    double bottomhole_temp_k) const;

  /// Returns the wellhead's pressure over a bottomhole pressure while water is pumped down [bar].
  [[nodiscard]] double injection_wellhead_bar(double rate_sm3_per_day, double bottomhole_bar) const;

  [[nodiscard]] const TubingDescription& description() const { return description_; }

  static constexpr double kWellheadTempK = 333;  // the profile's upper end: 60 degC

 private:
  /// Loss by friction per metre along the hole.
  [[nodiscard]] double friction_bar_per_m(double density_kg_per_m3, double rate_m3_per_day) const;

  TubingDescription description_;
  double friction_factor_;  // Darcy's
  double area_m2_;
};

}  // namespace flodata::simulator
