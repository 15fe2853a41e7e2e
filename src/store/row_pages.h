// Rows of several wells in the order of (time, well), page by page. No page holds a connection or a snapshot
// while its reader is busy elsewhere: the order and the bound by label make pages of different moments fit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/column_choice.h"
#include "store/production_row.h"

namespace flodata::store {

/// What is read at once unless less is asked for.
inline constexpr std::int64_t kPageRows = 4096;

/// Which rows: of `wells` (canonical names in byte order, each once), after `after` (not included; nothing:
/// from the first) up to `last` (included; Instant::max(): all).
struct RowRequest {
  std::vector<std::string> wells;
  std::optional<Instant> after;
  Instant last;
  ColumnChoice columns;
  std::int64_t page_rows = kPageRows;  // about so many rows make a page
};

/// A page: its rows in the order of (time, well_name), complete up to and including `through`.
struct RowPage {
  ProductionRows rows;
  std::vector<int> order;          // positions in `rows`, in the order of the page
  std::optional<Instant> through;  // ask for what comes after it; nothing: this was the last page
};

/// Most rows of one well in a page of so many wells: a page stays small, and a well is never read in drops.
std::int64_t rows_per_well(std::size_t wells, std::int64_t page_rows = kPageRows);

/// $1: wells, $2: after this time, $3: up to and including this one, $4: so many rows of each well at the
/// most, its first ones. In no order.
std::string rows_page_sql(const ColumnChoice& columns);

/// $1: wells, $2: a time. The newest row of each well up to it, in the order of the wells as given.
std::string newest_rows_sql();

/// Makes a page of what rows_page_sql() found for `request`.
RowPage make_page(ProductionRows rows, const RowRequest& request);

}  // namespace flodata::store
