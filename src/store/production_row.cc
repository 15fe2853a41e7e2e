#include "store/production_row.h"

#include <fmt/format.h>

namespace flodata::store {
namespace {

constexpr int kAbsent = -1;

// The first and third of kProductionColumns; always chosen together with the second.
constexpr int kTimePlace = 0;
constexpr int kWellNamePlace = 2;
static_assert(kProductionColumns[kTimePlace].kind == ProductionColumnKind::time);
static_assert(kProductionColumns[1].kind == ProductionColumnKind::original_time);
static_assert(kProductionColumns[kWellNamePlace].kind == ProductionColumnKind::well_name);

}  // namespace

std::string column_list(const ColumnChoice& columns) {
  std::string list;
  for (const auto& column : kProductionColumns)
    if (columns.has(column)) list += fmt::format("{}{}", list.empty() ? "" : ", ", column.name);
  return list;
}

ProductionRows::ProductionRows(pg::BinaryResult result, const ColumnChoice& columns)
    : result_(std::move(result)) {
  int next = 0;
  for (std::size_t i = 0; i < kProductionColumns.size(); ++i)
    places_[i] = columns.has(kProductionColumns[i]) ? next++ : kAbsent;
}

Instant ProductionRows::time(int row) const { return result_.instant(row, kTimePlace).value(); }

std::string_view ProductionRows::well_name(int row) const {
  return result_.text(row, kWellNamePlace).value();
}

ProductionRow ProductionRows::operator[](int row) const {
  using Kind = ProductionColumnKind;
  ProductionRow decoded{};
  for (std::size_t i = 0; i < kProductionColumns.size(); ++i) {
    const auto& column = kProductionColumns[i];
    const int place = places_[i];
    if (place == kAbsent) continue;
    switch (column.kind) {
      case Kind::time:
        decoded.time = time(row);
        break;
      case Kind::original_time:
        decoded.original_time = result_.instant(row, place).value();
        break;
      case Kind::well_name:
        decoded.well_name = well_name(row);
        break;
      case Kind::well_type:
        decoded.well_type = result_.text(row, place);
        break;
      case Kind::flow_kind:
        decoded.flow_kind = result_.text(row, place);
        break;
      case Kind::tag:
        decoded.values[column.tag] = result_.number(row, place);
        break;
      case Kind::choke_uom:
        decoded.choke_uom = result_.text(row, place);
        break;
      case Kind::quality:
        decoded.quality_json = result_.json(row, place);
        break;
    }
  }
  return decoded;
}

}  // namespace flodata::store
