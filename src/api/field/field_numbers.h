// Numbers of answers about the whole field, in the units asked for.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "aggregation/quantity.h"
#include "api/rows/row_parameters.h"
#include "base/json_members.h"
#include "model/units.h"

namespace flodata::api {

using aggregation::Derived;

/// The parameter `tags` of routes without a row's other columns.
inline Parameter field_tags_parameter(
    std::string_view description =
        "Tags, repeated or between commas, in the order wanted. Without it: "
        "all tags, gor, watercut and liquid_rate.") {
  auto parameter = kTagsParameter;
  parameter.description = description;
  return parameter;
}

inline std::optional<double> in_units(std::optional<double> metric, aggregation::Quantity quantity,
                                      UnitSystem units) {
  if (!metric) return std::nullopt;
  return from_metric(*metric, aggregation::unit_family_of(quantity), units);
}

/// By the names of the quantities.
inline NumberByName numbers_of(std::span<const aggregation::Quantity> quantities, const TagValues& values,
                               UnitSystem units) {
  NumberByName numbers;
  numbers.reserve(quantities.size());
  for (const auto quantity : quantities)
    numbers.emplace_back(aggregation::name_of(quantity),
                         in_units(aggregation::value_of(quantity, values), quantity, units));
  return numbers;
}

/// The quantities, and after them the rates and ratios that are not among them.
inline std::vector<aggregation::Quantity> with_rates(std::vector<aggregation::Quantity> quantities) {
  const auto has = [](const auto& all, const auto& one) {
    return std::ranges::find(all, one) != std::ranges::end(all);
  };
  for (const auto quantity : aggregation::all_quantities()) {
    const auto* tag = std::get_if<TagIndex>(&quantity);
    if ((tag == nullptr || has(kVolumeTags, *tag)) && !has(quantities, quantity))
      quantities.push_back(quantity);
  }
  return quantities;
}

}  // namespace flodata::api
