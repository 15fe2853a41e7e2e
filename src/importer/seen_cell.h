// From the number in a workbook's cell to the number that a person sees there: a cell formatted as [h]:mm
// that holds 0.5 shows 12:00. What a format makes of a number is part of the value, or the cell is rejected.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "importer/sheet/sheet_row.h"
#include "model/daily_history.h"
#include "model/tag.h"

namespace flodata::importer {

/// What a column takes.
struct ColumnKind {
  SourceColumnType type;
  std::optional<TagIndex> tag;  // of a number
};

/// Whether seen_cell() may make something else of the cell: of nearly all cells it does not.
inline bool changes_what_is_seen(const Cell& cell, const ColumnKind& column) {
  return cell.kind == CellKind::number &&
         (cell.format != nullptr || (column.type == SourceColumnType::day &&
                                     cell.text.find_first_not_of("0123456789") != std::string::npos));
}

/// Returns the cell as it is seen, in the unit of the column: hours of a duration, percent of a percentage;
/// the day of a date that is within a second of midnight; other cells as they are. Errors: invalid_argument
/// with the reason, which names the cell's number format.
Expected<Cell> seen_cell(const Cell& cell, const ColumnKind& column);

}  // namespace flodata::importer
