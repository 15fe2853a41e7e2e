// Which columns of a row are read; time, original_time, well_name and well_type always are.
#pragma once

#include <bitset>

#include "model/production_column.h"
#include "model/tag.h"

namespace flodata::store {

struct ColumnChoice {
  std::bitset<kTagCount> tags = std::bitset<kTagCount>().set();
  bool texts = true;  // flow_kind and avg_choke_uom
  bool quality = true;

  [[nodiscard]] bool has(const ProductionColumn& column) const;
  bool operator==(const ColumnChoice&) const = default;
};

inline bool ColumnChoice::has(const ProductionColumn& column) const {
  using Kind = ProductionColumnKind;
  switch (column.kind) {
    case Kind::time:
    case Kind::original_time:
    case Kind::well_name:
    case Kind::well_type:
      return true;
    case Kind::flow_kind:
    case Kind::choke_uom:
      return texts;
    case Kind::tag:
      return tags[column.tag];
    case Kind::quality:
      return quality;
  }
  return false;
}

}  // namespace flodata::store
