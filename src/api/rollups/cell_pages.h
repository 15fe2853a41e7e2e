// Cells from the database as groups: all that the asked wells, or the field, have in one cell.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "aggregation/bucket_fold.h"
#include "store/rollup_store.h"

namespace flodata::api {

/// The cells of a page of wells, in the order of time.
class WellCellPage {
 public:
  /// `wells`: names in their order; `well_type`: parts of this type only, unless it is empty; `quantities`:
  /// those that were read.
  WellCellPage(store::WellCells cells, const std::vector<std::string>& wells, const std::string& well_type,
               std::vector<std::size_t> quantities);

  [[nodiscard]] std::size_t size() const { return groups_.size(); }
  [[nodiscard]] std::size_t memory_bytes() const { return cells_.memory_bytes(); }
  /// Returns a group that is valid until the next call. Errors: Failure(database).
  aggregation::CellGroup group(std::size_t place);

 private:
  struct Part {
    Instant cell;
    std::size_t well;
    Instant first_time;
    rollup::QualityFilter quality;
    int row;
    auto operator<=>(const Part&) const = default;
  };
  store::WellCells cells_;
  std::vector<std::size_t> quantities_;
  std::vector<Part> parts_;          // of the strictest filter that was read, by cell, well and time
  std::vector<std::size_t> groups_;  // where each begins in parts_
  std::vector<aggregation::QuantityStates> states_;
  std::vector<aggregation::WellCell> group_;
};

/// The same of the field's totals.
class FieldCellPage {
 public:
  explicit FieldCellPage(store::FieldCells cells);

  [[nodiscard]] std::size_t size() const { return groups_.size(); }
  [[nodiscard]] std::size_t memory_bytes() const { return cells_.memory_bytes(); }
  aggregation::FieldCellGroup group(std::size_t place);

  /// A full page may lack rows of its last cell: leaves it out. Returns where the next page begins.
  Instant drop_last();

 private:
  store::FieldCells cells_;
  std::vector<int> rows_;            // of the strictest filter that was read
  std::vector<std::size_t> groups_;  // where each begins in rows_
  std::vector<aggregation::FieldTotals> totals_;
  std::vector<aggregation::FieldCell> group_;
};

}  // namespace flodata::api
