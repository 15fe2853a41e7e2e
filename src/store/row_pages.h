// Rows of several wells in the order of (time, well), page by page. No page holds a connection or a snapshot
// while its reader is busy elsewhere: the order and the bound by label make pages of different moments fit.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/tag.h"
#include "store/production_row.h"

namespace flodata::store {

/// Which columns of a row are read; time, original_time, well_name and well_type always are.
struct ColumnChoice {
  std::bitset<kTagCount> tags = std::bitset<kTagCount>().set();
  bool texts = true;  // flow_kind and avg_choke_uom
  bool quality = true;
};

/// Which rows: of `wells` (canonical names in byte order), after `after` (not included; nothing: from the
/// first) up to `last` (included).
struct RowRequest {
  std::vector<std::string> wells;
  std::optional<Instant> after;
  Instant last;
  ColumnChoice columns;
};

/// A page: its rows in the order of (time, well_name), complete up to and including `through`.
struct RowPage {
  ProductionRows rows;
  std::vector<int> order;          // positions in `rows`, in the order of the page
  std::optional<Instant> through;  // ask for what comes after it; nothing: this was the last page
};

}  // namespace flodata::store
