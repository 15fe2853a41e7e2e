// Temperatures: of the stream at the wellhead while it flows, and on the way to another state.
#pragma once

namespace flodata::simulator {

/// Returns the temperature of a stream that has come up a well in steady state [degC]. Source: Ramey 1962,
/// JPT 14(4):427, equation 1 at the surface: T = Ts + g A (1 - exp(-L/A)), with the relaxation distance A = w
/// c/(π D U): heat capacity rate over heat loss per metre and degree.
double wellhead_temp_degc(double surface_degc, double bottom_degc, double depth_m, double heat_flow_w_per_k);

/// A value that goes towards a target, e.g. a wellhead that warms after opening.
class Relaxation {
 public:
  explicit Relaxation(double value) : value_(value) {}

  /// Goes on for `hours` towards `target` with time constant `tau_hours`; returns the mean on the way.
  double advance(double target, double tau_hours, double hours);
  [[nodiscard]] double value() const { return value_; }

 private:
  double value_;
};

}  // namespace flodata::simulator
