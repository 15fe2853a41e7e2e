#include "simulator/physics/tubing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/units.h"

namespace flodata::simulator {
namespace {

constexpr int kSegments = 8;
constexpr double kGravityMPerS2 = 9.80665;
constexpr double kPascalPerBar = 1e5;

}  // namespace

Tubing::Tubing(const TubingDescription& description)
    : description_(description),
      area_m2_(std::numbers::pi / 4 * description.inner_diameter_m * description.inner_diameter_m) {
  // Von Kármán 1930: 1/sqrt(f) = -2 log10(ε / (3.7 D)).
  const double root = -2 * std::log10(description.roughness_m / (3.7 * description.inner_diameter_m));
  friction_factor_ = 1 / (root * root);
}

double Tubing::friction_bar_per_m(double density_kg_per_m3, double rate_m3_per_day) const {
  const double speed_m_per_s = rate_m3_per_day / kSecondsPerRateDay / area_m2_;
  return friction_factor_ / description_.inner_diameter_m * density_kg_per_m3 / 2 * speed_m_per_s *
         speed_m_per_s / kPascalPerBar;
}

double Tubing::wellhead_bar(const WellStream& stream, double rate_sm3_per_day, double bottomhole_bar,
                            double bottomhole_temp_k) const {
  const double rise_m = description_.gauge_depth_m / kSegments;
  const double path_m = description_.length_m / kSegments;
  const double mass_kg_per_sm3 = stream.mass_kg_per_sm3();
  double pressure_bar = bottomhole_bar;
  double last_loss_bar = 0;
  for (int segment = 0; segment < kSegments; ++segment) {
    const double height_frac = (segment + 0.5) / kSegments;
    const double temp_k = bottomhole_temp_k + height_frac * (kWellheadTempK - bottomhole_temp_k);
    // The middle of the segment, by the loss in the one below.
    const double middle_bar = std::max(pressure_bar - last_loss_bar / 2, kStandardPressureBar);
    const double volume_m3_per_sm3 = stream.volume_m3_per_sm3(middle_bar, temp_k);
    const double density_kg_per_m3 = mass_kg_per_sm3 / volume_m3_per_sm3;
    last_loss_bar = density_kg_per_m3 * kGravityMPerS2 * rise_m / kPascalPerBar +
                    path_m * friction_bar_per_m(density_kg_per_m3, rate_sm3_per_day * volume_m3_per_sm3);
    pressure_bar -= last_loss_bar;
    if (pressure_bar <= 0) return 0;
  }
  return pressure_bar;
}

double Tubing::injection_wellhead_bar(double rate_sm3_per_day, double bottomhole_bar) const {
  constexpr double kDensityKgPerM3 = Fluid::kWaterDensityKgPerSm3;
  const double weight_bar = kDensityKgPerM3 * kGravityMPerS2 * description_.gauge_depth_m / kPascalPerBar;
  return bottomhole_bar - weight_bar +
         description_.length_m * friction_bar_per_m(kDensityKgPerM3, rate_sm3_per_day);
}

}  // namespace flodata::simulator
