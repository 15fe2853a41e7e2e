// What can be asked of a well-hour: a tag of the catalogue, or a quantity derived from rates.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "model/daily_history.h"
#include "model/tag.h"
#include "model/units.h"

namespace flodata::aggregation {

enum class Derived : std::uint8_t {
  gor,          // gas / oil [Sm3/Sm3]
  watercut,     // water / (oil + water) [fraction]
  liquid_rate,  // oil + water [Sm3/d]
};

using Quantity = std::variant<TagIndex, Derived>;

/// Finds a quantity by a tag's name, by its short name (`downhole_pressure`, `thp`, …) or by that of a
/// derived quantity. Returns nothing for an unknown name.
std::optional<Quantity> find_quantity(std::string_view name);

/// Returns the name in answers: the tag's, "gor", "watercut", "liquid_rate".
std::string_view name_of(Quantity quantity);

UnitFamily unit_family_of(Quantity quantity);

/// Returns the quantity's value in one well-hour [metric], or nothing where an input is missing or the
/// denominator is 0.
std::optional<double> value_of(Quantity quantity, const TagValues& values);

/// All tags in the order of the catalogue, then the derived quantities.
std::vector<Quantity> all_quantities();

}  // namespace flodata::aggregation
