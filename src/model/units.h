// Unit systems: values are kept in metric (Sm3/d, bar, degC) and converted at the edge, here only.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/tag.h"

namespace flodata {

enum class UnitSystem : std::uint8_t { metric, field };

/// 1 Sm3 = 6.2898 stb (SPE metric standard to four decimals; docs of the live database say the same).
inline constexpr double kStockTankBarrelsPerSm3 = 6.2898;
/// 1 Sm3 of gas = 35.3147 scf; field gas rates are thousands of them (Mscf).
inline constexpr double kStandardCubicFeetPerSm3 = 35.3147;
/// 1 bar = 14.503774 psi.
inline constexpr double kPsiPerBar = 14.503774;

/// 1 atm, to which gauge pressures are relative, and the pressure of a standard cubic metre. [bar]
inline constexpr double kStandardPressureBar = 1.01325;
/// 0 degC. [K]
inline constexpr double kZeroCelsiusK = 273.15;

/// A rate is per day of 24 hours, however long the local day.
inline constexpr double kHoursPerRateDay = 24;
inline constexpr double kSecondsPerRateDay = kHoursPerRateDay * 3600;
inline constexpr double kDaysPerYear = 365.25;

/// Returns the unit's symbol: "Sm3/d", "stb/d", "Mscf/d", "bar", "psi", "degC", "degF", "%", "h", "Sm3",
/// "stb", "Mscf", "Sm3/Sm3", "scf/stb", "fraction"; "1" for a count.
std::string_view unit_symbol(UnitFamily family, UnitSystem system);

/// Converts a value in the metric unit of `family` to `system`.
double from_metric(double value, UnitFamily family, UnitSystem system);

}  // namespace flodata
