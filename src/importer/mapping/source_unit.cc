#include "importer/mapping/source_unit.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/unicode.h"
#include "model/units.h"

namespace flodata::importer {
namespace {

constexpr double kPerBarrel = 1 / kStockTankBarrelsPerSm3;
constexpr double kPerCubicFoot = 1 / kStandardCubicFeetPerSm3;
constexpr double kPerPsi = 1 / kPsiPerBar;
constexpr double kBarPerKilopascal = 0.01;
constexpr double kBarPerMegapascal = 10;
/// kgf/cm2: 9.80665 N on 1 cm2. [bar]
constexpr double kTechnicalAtmosphereBar = 0.980665;
/// The standard atmosphere, by which gauge pressures are less than absolute ones. [bar]
constexpr double kCelsiusPerFahrenheit = 5.0 / 9;
constexpr double kFahrenheitOfZeroCelsius = 32;
constexpr double kHoursPerMinute = 1.0 / 60;
constexpr double kThousand = 1000;
constexpr double kMillion = 1e6;
constexpr double kPercent = 100;

using enum UnitBasis;
using enum UnitFamily;

enum class Note : std::uint8_t {
  none,
  gauge,       // not for differences: the offset would be wrong
  capital,     // the first letter must be a capital: a small one is another prefix
  oil_only,    // the name says what flows
  water_only,  // produced or injected
  injection_only,
};

struct Unit {
  UnitFamily family;
  std::string_view name;
  std::string_view others;  // folded spellings, separated by blanks
  double factor = 1;
  double offset = 0;
  UnitBasis basis = as_it_is;
  Note note = Note::none;
};

constexpr std::array kUnits = {
    Unit{hours, "h", "hr hrs hour hours"},
    Unit{hours, "min", "mins minute minutes", kHoursPerMinute},
    Unit{hours, "fraction", "frac", 1, 0, part_of_day},
    Unit{hours, "%", "pct percent", 1 / kPercent, 0, part_of_day},
    Unit{hours, "h down", "hrdown hrsdown hourdown hoursdown", 1, 0, down_hours},
    Unit{hours, "min down", "minsdown minutesdown", kHoursPerMinute, 0, down_hours},
    Unit{liquid_rate, "Sm3", "m3 stm3"},
    Unit{liquid_rate, "Sm3/d", "m3/d stm3/d sm3d m3d sm3pd m3pd"},
    Unit{liquid_rate, "stb", "stbs", kPerBarrel},
    Unit{liquid_rate, "stb/d", "stbs/d stbd stbpd", kPerBarrel},
    Unit{liquid_rate, "bbl", "bbls barrel barrels", kPerBarrel},
    Unit{liquid_rate, "bbl/d", "bbls/d b/d barrels/d bbld bblpd bpd", kPerBarrel},
    Unit{liquid_rate, "BOPD", "bo/d", kPerBarrel, 0, as_it_is, Note::oil_only},
    Unit{liquid_rate, "BWPD", "bw/d", kPerBarrel, 0, as_it_is, Note::water_only},
    Unit{liquid_rate, "BWIPD", "bwi/d", kPerBarrel, 0, as_it_is, Note::injection_only},
    Unit{gas_rate, "Sm3", "m3 stm3"},
    Unit{gas_rate, "Sm3/d", "m3/d stm3/d sm3d m3d sm3pd m3pd"},
    Unit{gas_rate, "kSm3", "e3m3 e3sm3 103m3 103sm3 1000m3 1000sm3", kThousand},
    Unit{gas_rate, "kSm3/d", "e3m3/d e3sm3/d 103m3/d 103sm3/d 1000m3/d 1000sm3/d ksm3d", kThousand},
    Unit{gas_rate, "MSm3", "e6m3 e6sm3 106m3 106sm3", kMillion, 0, as_it_is, Note::capital},
    Unit{gas_rate, "MSm3/d", "e6m3/d e6sm3/d 106m3/d 106sm3/d", kMillion, 0, as_it_is, Note::capital},
    Unit{gas_rate, "scf", "cf ft3 cuft", kPerCubicFoot},
    Unit{gas_rate, "scf/d", "cf/d ft3/d cuft/d scfd cfd scfpd cfpd", kPerCubicFoot},
    Unit{gas_rate, "Mscf", "mcf kscf kcf", kThousand* kPerCubicFoot},
    Unit{gas_rate, "Mscf/d", "mcf/d kscf/d kcf/d mscfd mcfd mscfpd mcfpd", kThousand* kPerCubicFoot},
    Unit{gas_rate, "MMscf", "mmcf", kMillion* kPerCubicFoot},
    Unit{gas_rate, "MMscf/d", "mmcf/d mmscfd mmcfd mmscfpd mmcfpd", kMillion* kPerCubicFoot},
    Unit{pressure, "bar", "bars"},
    Unit{pressure, "bara", "barabs"},
    Unit{pressure, "barg", "", 1, kStandardPressureBar, as_it_is, Note::gauge},
    Unit{pressure, "psi", "lb/in2 lbf/in2", kPerPsi},
    Unit{pressure, "psia", "", kPerPsi},
    Unit{pressure, "psig", "", kPerPsi, kStandardPressureBar* kPsiPerBar, as_it_is, Note::gauge},
    Unit{pressure, "kPa", "", kBarPerKilopascal},
    Unit{pressure, "kPaa", "kpaabs", kBarPerKilopascal},
    Unit{pressure, "kPag", "", kBarPerKilopascal, kStandardPressureBar / kBarPerKilopascal, as_it_is,
         Note::gauge},
    Unit{pressure, "MPa", "", kBarPerMegapascal, 0, as_it_is, Note::capital},
    Unit{pressure, "kgf/cm2", "kg/cm2", kTechnicalAtmosphereBar},
    Unit{pressure, "atm", "", kStandardPressureBar},
    Unit{temperature, "degC", "c celsius"},
    Unit{temperature, "degF", "f fahrenheit", kCelsiusPerFahrenheit, -kFahrenheitOfZeroCelsius},
    Unit{temperature, "K", "kelvin", 1, -kZeroCelsiusK},
    Unit{percent, "%", "pct percent"},
    Unit{percent, "fraction", "frac", kPercent},
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Small letters without blanks, brackets, dots and degree signs; "/d" for a day in any words: "Bbl per Day",
/// "10³m³/d", "bar(g)" and "°C" become "bbl/d", "103m3/d", "barg" and "c".
std::string folded(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const auto first = first_character(name);
    const auto size = first ? first->size_bytes : 1;
    const char32_t character = first ? first->character : U'?';
    if (character == U'\u00b2' || character == U'\u00b3')
      text += character == U'\u00b2' ? '2' : '3';
    else if (!is_blank(character) && !std::u32string_view(U"()[]^.\u00b0\u00ba").contains(character))
      for (const char c : name.substr(0, size))
        text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    name.remove_prefix(size);
  }
  replace_all(text, "perday", "/d");
  replace_all(text, "/day", "/d");
  return text;
}

bool is_one_of(std::string_view text, std::string_view words) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == text) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool goes_with(const Unit& unit, const Tag& tag) {
  if (unit.family != tag.family) return false;
  switch (unit.note) {
    case Note::gauge:
      return tag.lower >= 0;
    case Note::oil_only:
      return tag.source_column == "BORE_OIL_VOL";
    case Note::water_only:
      return tag.source_column == "BORE_WAT_VOL" || tag.source_column == "BORE_WI_VOL";
    case Note::injection_only:
      return tag.source_column == "BORE_WI_VOL";
    case Note::none:
    case Note::capital:
      return true;
  }
  return false;
}

bool is_rate(const Unit& unit) { return unit.name.ends_with("/d") || unit.name.ends_with("PD"); }

std::unexpected<Error> unknown_unit(std::string_view name, const Tag& tag, std::string_view hint) {
  std::vector<std::string_view> allowed;
  for (const auto& unit : kUnits)
    if (goes_with(unit, tag)) allowed.push_back(unit.name);
  const bool has_rates = tag.family == liquid_rate || tag.family == gas_rate;
  return unexpected(
      Code::invalid_argument,
      fmt::format("unknown unit '{}' of {}: {}it can be {}{}", printable(name), tag.source_column, hint,
                  fmt::join(allowed, ", "), has_rates ? "; a rate also with ' on stream' behind it" : ""));
}

}  // namespace

Expected<SourceUnit> find_source_unit(std::string_view name, const Tag& tag) {
  constexpr std::string_view kOnStream = "onstream";
  auto asked = folded(name);
  const bool on_stream = asked.ends_with(kOnStream);
  if (on_stream) asked.resize(asked.size() - kOnStream.size());
  for (const auto& unit : kUnits) {
    const bool is_name = asked == folded(unit.name);
    if (!goes_with(unit, tag) || (!is_name && !is_one_of(asked, unit.others))) continue;
    if (unit.note == Note::capital && is_name && trimmed(name).front() != unit.name.front())
      return unknown_unit(name, tag, fmt::format("write {} if that is meant; ", unit.name));
    if (!on_stream) return SourceUnit{std::string(unit.name), unit.factor, unit.offset, unit.basis};
    if (is_rate(unit))
      return SourceUnit{fmt::format("{} on stream", unit.name), unit.factor, unit.offset, rate_on_stream};
  }
  return unknown_unit(name, tag, "");
}

SourceUnit published_unit(const Tag& tag) {
  const auto unit = std::ranges::find_if(kUnits, [&](const Unit& candidate) {
    return candidate.family == tag.family && candidate.factor == 1 && candidate.offset == 0 &&
           candidate.basis == as_it_is;
  });
  return {std::string(unit->name)};
}

std::vector<UnitSpelling> unit_spellings() {
  std::vector<UnitSpelling> spellings;
  for (const auto& unit : kUnits) spellings.push_back({unit.name, unit.others, unit.family});
  return spellings;
}

}  // namespace flodata::importer
