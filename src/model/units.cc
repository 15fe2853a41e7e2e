#include "model/units.h"

namespace flodata {

std::string_view unit_symbol(UnitFamily family, UnitSystem system) {
  const bool metric = system == UnitSystem::metric;
  switch (family) {
    case UnitFamily::hours:
      return "h";
    case UnitFamily::liquid_rate:
      return metric ? "Sm3/d" : "stb/d";
    case UnitFamily::gas_rate:
      return metric ? "Sm3/d" : "Mscf/d";
    case UnitFamily::pressure:
      return metric ? "bar" : "psi";
    case UnitFamily::temperature:
      return metric ? "degC" : "degF";
    case UnitFamily::percent:
      return "%";
    case UnitFamily::liquid_volume:
      return metric ? "Sm3" : "stb";
    case UnitFamily::gas_volume:
      return metric ? "Sm3" : "Mscf";
    case UnitFamily::gas_oil_ratio:
      return metric ? "Sm3/Sm3" : "scf/stb";
    case UnitFamily::fraction:
      return "fraction";
    case UnitFamily::count:
      return "1";
  }
  return "";
}

double from_metric(double value, UnitFamily family, UnitSystem system) {
  if (system == UnitSystem::metric) return value;
  constexpr double kThousand = 1000;
  switch (family) {
    case UnitFamily::hours:
    case UnitFamily::percent:
    case UnitFamily::fraction:
    case UnitFamily::count:
      return value;
    case UnitFamily::liquid_rate:
    case UnitFamily::liquid_volume:
      return value * kStockTankBarrelsPerSm3;
    case UnitFamily::gas_rate:
    case UnitFamily::gas_volume:
      return value * kStandardCubicFeetPerSm3 / kThousand;
    case UnitFamily::gas_oil_ratio:
      return value * (kStandardCubicFeetPerSm3 / kStockTankBarrelsPerSm3);
    case UnitFamily::pressure:
      return value * kPsiPerBar;
    case UnitFamily::temperature:
      return value * 9 / 5 + 32;
  }
  return value;
}

}  // namespace flodata
