#include "simulator/physics/temperature.h"

#include <cmath>
#include <numbers>

namespace flodata::simulator {

double wellhead_temp_degc(double surface_degc, double bottom_degc, double depth_m, double heat_flow_w_per_k) {
  constexpr double kPipeDiameterM = 0.24;
  constexpr double kHeatTransferWPerM2K = 36;  // from the stream into the rock
  const double relaxation_m = heat_flow_w_per_k / (std::numbers::pi * kPipeDiameterM * kHeatTransferWPerM2K);
  if (relaxation_m <= 0) return surface_degc;
  const double gradient_degc_per_m = (bottom_degc - surface_degc) / depth_m;
  return surface_degc + gradient_degc_per_m * relaxation_m * (1 - std::exp(-depth_m / relaxation_m));
}

double Relaxation::advance(double target, double tau_hours, double hours) {
  if (hours <= 0) return value_;
  const double decay = std::exp(-hours / tau_hours);
  const double mean = target + (value_ - target) * tau_hours / hours * (1 - decay);
  value_ = target + (value_ - target) * decay;
  return mean;
}

}  // namespace flodata::simulator
