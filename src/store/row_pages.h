// Rows of several wells in the order of (time, well), page by page. No page holds a connection or a snapshot
// while its reader is busy: the order and the bound by label make pages read at different times fit together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/column_choice.h"
#include "store/production_row.h"

namespace flodata::store {

/// Default rows per page.
inline constexpr std::int64_t kPageRows = 4096;

/// Which rows: of `wells` (canonical names in byte order, each once), after `after` (exclusive; nothing: from
/// the first) up to `last` (inclusive; Instant::max(): all).
struct RowRequest {
  std::vector<std::string> wells;
  std::optional<Instant> after;
  Instant last;
  ColumnChoice columns;
  std::int64_t page_rows = kPageRows;  // about so many rows per page
  bool all_there = false;              // fails where rows of it were removed because of their age
};

/// A page: its rows in the order of (time, well_name), complete up to and including `through`.
struct RowPage {
  ProductionRows rows;
  std::vector<int> order;          // positions in `rows`, in the page's order
  std::optional<Instant> through;  // the next page begins after it; nothing: last page
};

/// Returns the most rows per well in a page of so many wells: pages stay small, but each query reads enough
/// rows of a well.
std::int64_t rows_per_well(std::size_t wells, std::int64_t page_rows = kPageRows);

/// $1: wells; rows after time $2 up to and including $3, at most the first $4 of each well. In no particular
/// order.
std::string rows_page_sql(const ColumnChoice& columns);

/// $1: wells; the newest row of each well up to time $2, in the order of the wells as given.
std::string newest_rows_sql();

/// Makes a page of the rows that rows_page_sql() returned for `request`.
RowPage make_page(ProductionRows rows, const RowRequest& request);

}  // namespace flodata::store
