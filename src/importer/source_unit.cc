#include "importer/source_unit.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/units.h"

namespace flodata::importer {
namespace {

constexpr double kPerBarrel = 1 / kStockTankBarrelsPerSm3;
constexpr double kPerCubicFoot = 1 / kStandardCubicFeetPerSm3;
constexpr double kPerPsi = 1 / kPsiPerBar;
constexpr double kBarPerKilopascal = 0.01;
constexpr double kBarPerMegapascal = 10;
/// The standard atmosphere, by which gauge pressures are less than absolute ones. [bar]
constexpr double kAtmosphereBar = 1.01325;
constexpr double kCelsiusPerFahrenheit = 5.0 / 9;
constexpr double kFahrenheitOfZeroCelsius = 32;
constexpr double kKelvinOfZeroCelsius = 273.15;
constexpr double kHoursPerMinute = 1.0 / 60;
constexpr double kThousand = 1000;
constexpr double kPercent = 100;

using enum UnitBasis;
using enum UnitFamily;

constexpr std::array kUnits = {
    SourceUnit{"h", hours},
    SourceUnit{"min", hours, kHoursPerMinute},
    SourceUnit{"fraction", hours, 1, 0, part_of_day},
    SourceUnit{"%", hours, 1 / kPercent, 0, part_of_day},
    SourceUnit{"h down", hours, 1, 0, down_hours},
    SourceUnit{"Sm3", liquid_rate},
    SourceUnit{"Sm3/d", liquid_rate},
    SourceUnit{"Sm3/d on stream", liquid_rate, 1, 0, rate_on_stream},
    SourceUnit{"stb", liquid_rate, kPerBarrel},
    SourceUnit{"stb/d", liquid_rate, kPerBarrel},
    SourceUnit{"stb/d on stream", liquid_rate, kPerBarrel, 0, rate_on_stream},
    SourceUnit{"bbl", liquid_rate, kPerBarrel},
    SourceUnit{"bbl/d", liquid_rate, kPerBarrel},
    SourceUnit{"Sm3", gas_rate},
    SourceUnit{"Sm3/d", gas_rate},
    SourceUnit{"Sm3/d on stream", gas_rate, 1, 0, rate_on_stream},
    SourceUnit{"kSm3", gas_rate, kThousand},
    SourceUnit{"kSm3/d", gas_rate, kThousand},
    SourceUnit{"scf", gas_rate, kPerCubicFoot},
    SourceUnit{"scf/d", gas_rate, kPerCubicFoot},
    SourceUnit{"Mscf", gas_rate, kThousand* kPerCubicFoot},
    SourceUnit{"Mscf/d", gas_rate, kThousand* kPerCubicFoot},
    SourceUnit{"Mscf/d on stream", gas_rate, kThousand* kPerCubicFoot, 0, rate_on_stream},
    SourceUnit{"MMscf", gas_rate, kThousand* kThousand* kPerCubicFoot},
    SourceUnit{"MMscf/d", gas_rate, kThousand* kThousand* kPerCubicFoot},
    SourceUnit{"bar", pressure},
    SourceUnit{"bara", pressure},
    SourceUnit{"barg", pressure, 1, kAtmosphereBar, as_it_is, true},
    SourceUnit{"psi", pressure, kPerPsi},
    SourceUnit{"psia", pressure, kPerPsi},
    SourceUnit{"psig", pressure, kPerPsi, kAtmosphereBar* kPsiPerBar, as_it_is, true},
    SourceUnit{"kPa", pressure, kBarPerKilopascal},
    SourceUnit{"MPa", pressure, kBarPerMegapascal},
    SourceUnit{"degC", temperature},
    SourceUnit{"degF", temperature, kCelsiusPerFahrenheit, -kFahrenheitOfZeroCelsius},
    SourceUnit{"K", temperature, 1, -kKelvinOfZeroCelsius},
    SourceUnit{"%", percent},
    SourceUnit{"fraction", percent, kPercent},
};

bool is_same(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

Expected<SourceUnit> find_source_unit(std::string_view name, const Tag& tag) {
  const bool is_difference = tag.lower < 0 && tag.family == pressure;
  std::vector<std::string_view> allowed;
  for (const auto& unit : kUnits) {
    if (unit.family != tag.family || (is_difference && unit.absolute_only)) continue;
    // "Mscf" and "MMscf", "kPa" and "MPa": the case of the first letter tells a thousandfold.
    if (unit.name == name || (is_same(unit.name, name) && unit.name.front() == name.front())) return unit;
    allowed.push_back(unit.name);
  }
  return unexpected(Code::invalid_argument, fmt::format("unknown unit '{}' of {}: it can be {}", name,
                                                        tag.source_column, fmt::join(allowed, ", ")));
}

}  // namespace flodata::importer
