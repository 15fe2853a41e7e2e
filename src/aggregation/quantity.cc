#include "aggregation/quantity.h"

#include <array>

#include "aggregation/find_name.h"

namespace flodata::aggregation {
namespace {

constexpr std::array<std::string_view, 3> kDerivedNames = {"gor", "watercut", "liquid_rate"};

std::optional<double> ratio(double numerator, double denominator) {
  if (denominator == 0) return std::nullopt;
  return numerator / denominator;
}

std::optional<double> derived(Derived quantity, const TagValues& values) {
  const auto& oil = values[kOilRateTag];
  const auto& gas = values[kGasRateTag];
  const auto& water = values[kWaterRateTag];
  if (!oil) return std::nullopt;
  switch (quantity) {
    case Derived::gor:
      return gas ? ratio(*gas, *oil) : std::nullopt;
    case Derived::watercut:
      return water ? ratio(*water, *oil + *water) : std::nullopt;
    case Derived::liquid_rate:
      return water ? std::optional(*oil + *water) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Quantity> find_quantity(std::string_view name) {
  if (const auto tag = find_tag(name)) return *tag;
  if (const auto tag = find_tag_by_short_name(name)) return *tag;
  if (const auto quantity = find_name<Derived>(kDerivedNames, name)) return *quantity;
  return std::nullopt;
}

std::string_view name_of(Quantity quantity) {
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) return kTags[*tag].name;
  return kDerivedNames[static_cast<std::size_t>(std::get<Derived>(quantity))];
}

UnitFamily unit_family_of(Quantity quantity) {
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) return kTags[*tag].family;
  switch (std::get<Derived>(quantity)) {
    case Derived::gor:
      return UnitFamily::gas_oil_ratio;
    case Derived::watercut:
      return UnitFamily::fraction;
    case Derived::liquid_rate:
      return UnitFamily::liquid_rate;
  }
  return UnitFamily::fraction;
}

std::optional<double> value_of(Quantity quantity, const TagValues& values) {
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) return values[*tag];
  return derived(std::get<Derived>(quantity), values);
}

std::vector<Quantity> all_quantities() {
  std::vector<Quantity> all;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) all.emplace_back(tag);
  for (const auto quantity : {Derived::gor, Derived::watercut, Derived::liquid_rate})
    all.emplace_back(quantity);
  return all;
}

}  // namespace flodata::aggregation
