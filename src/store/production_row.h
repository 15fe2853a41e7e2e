// Rows of production_data as the database returns them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/daily_history.h"
#include "model/production_column.h"
#include "pg/binary_result.h"
#include "store/column_choice.h"

namespace flodata::store {

/// One well and hour. The views live as long as the ProductionRows of the row.
struct ProductionRow {
  Instant time;           // start of the hour, live timeline
  Instant original_time;  // start of the hour, source timeline
  std::string_view well_name;
  std::optional<std::string_view> well_type;
  std::optional<std::string_view> flow_kind;
  TagValues values;  // metric; rates per day
  std::optional<std::string_view> choke_uom;
  std::optional<std::string_view> quality_json;  // an object; nothing when all values are Good
};

/// Returns the chosen columns of production_data, in their order, for a SELECT.
std::string column_list(const ColumnChoice& columns = {});

/// The rows of one result, decoded one at a time. Columns that were not chosen are missing values.
class ProductionRows {
 public:
  ProductionRows() = default;  // none
  /// `result` has the columns of column_list(columns).
  explicit ProductionRows(pg::BinaryResult result, const ColumnChoice& columns = {});
  [[nodiscard]] int size() const { return result_.rows(); }
  [[nodiscard]] std::size_t memory_bytes() const { return result_.memory_bytes(); }
  [[nodiscard]] ProductionRow operator[](int row) const;
  [[nodiscard]] Instant time(int row) const;
  [[nodiscard]] std::string_view well_name(int row) const;

 private:
  pg::BinaryResult result_;
  std::array<int, kProductionColumns.size()> places_{};  // of each column in the result, or kAbsent
};

}  // namespace flodata::store
