// Rows of production_data as they come from the database.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "model/daily_history.h"
#include "pg/binary_result.h"

namespace flodata::store {

/// One well and hour. The views live as long as the ProductionRows the row came from.
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

/// The rows of one answer, decoded one at a time.
class ProductionRows {
 public:
  /// `result` has the columns of kProductionColumns in their order.
  explicit ProductionRows(pg::BinaryResult result) : result_(std::move(result)) {}
  [[nodiscard]] int size() const { return result_.rows(); }
  [[nodiscard]] ProductionRow operator[](int row) const;

 private:
  pg::BinaryResult result_;
};

}  // namespace flodata::store
