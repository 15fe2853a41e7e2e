#include "simulator/physics/frontal_advance.h"

#include <algorithm>
#include <cmath>

namespace flodata::simulator {
namespace {

constexpr int kSaturationSteps = 400;
constexpr int kLayers = 160;
constexpr int kTableSteps = 400;
constexpr double kMostPoreVolumes = 8;  // of the table; beyond it the oil fraction falls as 1/Q²

/// Slope of the fractional flow by normalized saturation.
double slope(const RockDescription& rock, double s) {
  constexpr double kHalfStep = 1e-5;
  return (fractional_flow(rock, s + kHalfStep) - fractional_flow(rock, s - kHalfStep)) / (2 * kHalfStep);
}

/// The table is finer where the water comes: its points lie at pore volumes that grow with the square.
double table_place(double pore_volumes) {
  return kTableSteps * std::sqrt(std::max(0.0, pore_volumes) / kMostPoreVolumes);
}

}  // namespace

double fractional_flow(const RockDescription& rock, double normalized_saturation) {
  const double s = std::clamp(normalized_saturation, 0.0, 1.0);
  const double water = rock.water_end_point * std::pow(s, rock.water_exponent) * rock.viscosity_ratio;
  const double oil = std::pow(1 - s, rock.oil_exponent);
  return water / (water + oil);
}

LayerOutflow::LayerOutflow(const RockDescription& rock) {
  const auto tangent = [&](int step) {
    const double s = static_cast<double>(step) / kSaturationSteps;
    return fractional_flow(rock, s) / s;
  };
  int front = 1;
  for (int step = 2; step < kSaturationSteps; ++step)
    if (tangent(step) > tangent(front)) front = step;
  front_saturation_ = static_cast<double>(front) / kSaturationSteps;
  const double movable_frac = 1 - rock.connate_water_frac - rock.residual_oil_frac;
  for (int step = front; step < kSaturationSteps; ++step) {
    const double s = static_cast<double>(step) / kSaturationSteps;
    pore_volumes_.push_back(movable_frac / (step == front ? tangent(front) : slope(rock, s)));
    water_frac_.push_back(fractional_flow(rock, s));
  }
}

double LayerOutflow::water_frac(double pore_volumes) const {
  if (pore_volumes < pore_volumes_.front()) return 0;
  if (pore_volumes >= pore_volumes_.back()) {
    const double ratio = pore_volumes_.back() / pore_volumes;
    return 1 - (1 - water_frac_.back()) * ratio * ratio;
  }
  const auto above =
      static_cast<std::size_t>(std::ranges::upper_bound(pore_volumes_, pore_volumes) - pore_volumes_.begin());
  const double part =
      (pore_volumes - pore_volumes_[above - 1]) / (pore_volumes_[above] - pore_volumes_[above - 1]);
  return water_frac_[above - 1] + part * (water_frac_[above] - water_frac_[above - 1]);
}

WaterAdvance::WaterAdvance(const LayerOutflow& layer, double permeability_variation) {
  const double sigma = -std::log(1 - permeability_variation);
  constexpr double kLogisticScale = 1.702;
  constexpr double kCutOff = 0.02;  // the outermost layers on either side are too thin to count
  std::vector<double> shares;       // of the flow, by layer
  double sum = 0;
  for (int j = 0; j < kLayers; ++j) {
    const double u = kCutOff + (1 - 2 * kCutOff) * (j + 0.5) / kLayers;
    shares.push_back(std::pow(u / (1 - u), sigma / kLogisticScale));
    sum += shares.back();
  }
  for (auto& share : shares) share /= sum;
  for (int i = 0; i <= kTableSteps; ++i) {
    const double place = static_cast<double>(i) / kTableSteps;
    const double pore_volumes = kMostPoreVolumes * place * place;
    double water = 0;
    for (const double share : shares) water += share * layer.water_frac(pore_volumes * share * kLayers);
    water_frac_.push_back(water);
  }
}

double WaterAdvance::water_frac(double pore_volumes) const {
  const double place = table_place(pore_volumes);
  if (place >= kTableSteps) {
    const double ratio = kMostPoreVolumes / pore_volumes;
    return 1 - (1 - water_frac_.back()) * ratio * ratio;
  }
  const auto below = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(below);
  return water_frac_[below] + part * (water_frac_[below + 1] - water_frac_[below]);
}

}  // namespace flodata::simulator
