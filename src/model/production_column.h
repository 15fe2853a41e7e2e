// The columns of production_data in their order: the tags of the catalogue and what surrounds them. SELECT
// lists, JSON keys and the API's schema are made of this list.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/tag.h"

namespace flodata {

enum class ProductionColumnKind : std::uint8_t {
  time,
  original_time,
  well_name,
  well_type,
  flow_kind,
  tag,
  choke_uom,
  quality,
};

struct ProductionColumn {
  std::string_view name;
  ProductionColumnKind kind;
  TagIndex tag;  // of kind tag only
  std::string_view description;
};

namespace detail {

consteval auto production_columns() {
  using Kind = ProductionColumnKind;
  constexpr std::array kBefore = {
      ProductionColumn{"time", Kind::time, 0, "start of the hour on the live timeline"},
      ProductionColumn{"original_time", Kind::original_time, 0, "start of the hour on the source timeline"},
      ProductionColumn{"well_name", Kind::well_name, 0, "canonical wellbore name"},
      ProductionColumn{"well_type", Kind::well_type, 0, "OP oil producer, WI water injector"},
      ProductionColumn{"flow_kind", Kind::flow_kind, 0, "production or injection"},
  };
  constexpr std::array kAfter = {
      ProductionColumn{"avg_choke_uom", Kind::choke_uom, 0,
                       "unit of the choke opening as the source states it"},
      ProductionColumn{"quality", Kind::quality, 0,
                       "the values that are not Good, with the rule that said so; null when all are Good"},
  };
  std::array<ProductionColumn, kBefore.size() + kTagCount + kAfter.size()> columns{};
  std::size_t next = 0;
  for (const auto& column : kBefore) columns[next++] = column;
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    columns[next++] = {kTags[tag].name, Kind::tag, tag, kTags[tag].description};
  for (const auto& column : kAfter) columns[next++] = column;
  return columns;
}

}  // namespace detail

inline constexpr auto kProductionColumns = detail::production_columns();

}  // namespace flodata
