#include "store/production_row.h"

#include "model/production_column.h"

namespace flodata::store {

ProductionRow ProductionRows::operator[](int row) const {
  using Kind = ProductionColumnKind;
  ProductionRow decoded{};
  for (int i = 0; i < static_cast<int>(kProductionColumns.size()); ++i) {
    const auto& column = kProductionColumns[static_cast<std::size_t>(i)];
    switch (column.kind) {
      case Kind::time:
        decoded.time = result_.instant(row, i).value();
        break;
      case Kind::original_time:
        decoded.original_time = result_.instant(row, i).value();
        break;
      case Kind::well_name:
        decoded.well_name = result_.text(row, i).value();
        break;
      case Kind::well_type:
        decoded.well_type = result_.text(row, i);
        break;
      case Kind::flow_kind:
        decoded.flow_kind = result_.text(row, i);
        break;
      case Kind::tag:
        decoded.values[column.tag] = result_.number(row, i);
        break;
      case Kind::choke_uom:
        decoded.choke_uom = result_.text(row, i);
        break;
      case Kind::quality:
        decoded.quality_json = result_.json(row, i);
        break;
    }
  }
  return decoded;
}

}  // namespace flodata::store
