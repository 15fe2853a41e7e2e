// Water on its way to a well: what part of the flow is water after so many pore volumes of the drained region
// have been invaded. Water runs ahead in the permeable layers, so it breaks through layer by layer.
#pragma once

#include <vector>

namespace flodata::simulator {

/// Corey's relative permeabilities of water and oil, in normalized saturation s = (Sw - Swc)/(1 - Swc - Sor):
/// krw = krw_end s^nw, kro = (1 - s)^no. Source: Corey 1954, Producers Monthly 19(1):38.
struct RockDescription {
  double connate_water_frac;
  double residual_oil_frac;
  double water_end_point;  // krw at residual oil, relative to oil at connate water
  double water_exponent;
  double oil_exponent;
  double viscosity_ratio;  // oil's by water's
};

/// Fractional flow of water at a normalized saturation. Source: Buckley & Leverett 1942, Transactions AIME
/// 146:107, without gravity and capillarity: f = 1/(1 + kro μw/(krw μo)).
double fractional_flow(const RockDescription& rock, double normalized_saturation);

/// Water fraction at the outlet of one layer by pore volumes of water let in. Source: Welge 1952,
/// Transactions AIME 195:91: the front is where the tangent from connate water touches f, and after
/// breakthrough the outlet's saturation obeys f'(Sw) = 1/Q.
class LayerOutflow {
 public:
  explicit LayerOutflow(const RockDescription& rock);

  [[nodiscard]] double water_frac(double pore_volumes) const;
  [[nodiscard]] double breakthrough_pore_volumes() const { return pore_volumes_.front(); }
  [[nodiscard]] double front_saturation() const { return front_saturation_; }  // normalized

 private:
  double front_saturation_ = 1;
  std::vector<double> pore_volumes_;  // from breakthrough on, growing
  std::vector<double> water_frac_;
};

/// Water fraction of a well's flow at reservoir conditions. Equally thick layers without crossflow, their
/// permeabilities spread with Dykstra & Parsons' coefficient of variation V (1950, Secondary Recovery of Oil
/// in the United States, API, 160): k(u) = exp(σ Φ⁻¹(u)), σ = -ln(1 - V); Φ⁻¹(u) as ln(u/(1-u))/1.702.
class WaterAdvance {
 public:
  WaterAdvance(const LayerOutflow& layer, double permeability_variation);

  /// `pore_volumes` of water let into the region; grows with them from 0 towards 1.
  [[nodiscard]] double water_frac(double pore_volumes) const;

 private:
  std::vector<double> water_frac_;
};

}  // namespace flodata::simulator
