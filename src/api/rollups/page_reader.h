// The pages of an answer: rows and cells by a plan, in the order of time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/rollups/cell_pages.h"
#include "api/rollups/reading_plan.h"
#include "store/production_store.h"
#include "store/row_pages.h"

namespace flodata::api {

struct PagesWanted {
  store::RowRequest request;  // its window is that of the plan
  ReadingPlan plan;
  std::string well_type;  // of cells: only of that type; empty: any
  aggregation::QualityFilter quality = aggregation::QualityFilter::any;
  std::vector<std::size_t> quantities;  // of wells' cells
  bool of_types = false;                // of the field's cells: by type
};

class PageReader {
 public:
  /// `store` must outlive it.
  PageReader(store::ProductionStore* store, PagesWanted wanted) : store_(store), wanted_(std::move(wanted)) {}

  /// Reads the next page. Returns false when there is none.
  boost::asio::awaitable<bool> next(store::SteadyTime deadline);
  /// Frees the page.
  void drop();

  [[nodiscard]] const std::vector<std::string>& wells() const { return wanted_.request.wells; }
  /// Returns what a stage calls the well at a position of wells(): the same, or its number in cells.
  [[nodiscard]] std::size_t number(std::size_t well) const {
    return wanted_.plan.numbers.empty() ? well : wanted_.plan.numbers[well];
  }
  /// Returns the number of rows or groups of cells in the page.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t memory_bytes() const;
  [[nodiscard]] bool has_page() const { return rows_ || well_cells_ || field_cells_; }
  /// One of them is there: the others are nothing.
  [[nodiscard]] std::optional<store::ProductionRow> row(std::size_t place) const;
  std::optional<aggregation::CellGroup> well_cells(std::size_t place);
  std::optional<aggregation::FieldCellGroup> field_cells(std::size_t place);

 private:
  bool begin_stretch();
  boost::asio::awaitable<void> read_rows(store::SteadyTime deadline);
  boost::asio::awaitable<void> read_well_cells(const Stretch* stretch, store::SteadyTime deadline);
  boost::asio::awaitable<void> read_field_cells(const Stretch* stretch, store::SteadyTime deadline);

  store::ProductionStore* store_;
  PagesWanted wanted_;
  std::size_t next_stretch_ = 0;
  bool stretch_goes_on_ = false;
  std::size_t next_cell_ = 0;         // of a stretch of wells' cells
  std::optional<Instant> next_from_;  // of a stretch of the field's cells
  std::optional<store::RowPage> rows_;
  std::optional<WellCellPage> well_cells_;
  std::optional<FieldCellPage> field_cells_;
};

}  // namespace flodata::api
