// Rows as JSON, NDJSON or CSV by their columns: stored rows, and rows of computed cells.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/column.h"
#include "api/rows/quality_note.h"
#include "base/clock.h"
#include "base/time_text.h"
#include "base/time_zone.h"
#include "http/message/message.h"
#include "model/units.h"
#include "store/production_row.h"

namespace flodata::api {

struct RowColumn {
  enum class Kind : std::uint8_t {
    time,
    original_time,
    well_name,
    well_type,
    flow_kind,
    choke_uom,
    quality,
    production_day,
    quantity,  // of a stored row
    cell,      // the next cell of a computed row
  };
  std::string name;  // key in responses; an identifier
  Kind kind;
  aggregation::Quantity quantity{};   // for kind quantity
  aggregation::Column cell_column{};  // for kind cell
};

/// A computed row. Fields that its columns do not name may be empty.
struct CellRow {
  Instant time;
  Instant original_time{};
  std::string_view well_name;
  std::string_view well_type;
  std::optional<LocalDay> production_day;
  std::span<const std::optional<double>> cells;  // in metric units
};

/// Returns the columns of a stored row under the names of the table, in the API's traditional order.
std::vector<RowColumn> stored_columns();

/// Returns the unit of every numeric column as an object: {"oil_rate":"Sm3/d",…}. ASCII, one line.
std::string units_object(std::span<const RowColumn> columns, UnitSystem units);

/// Writes one response, or several with the same columns one after another.
class RowWriter {
 public:
  /// `format`: json (an array), ndjson (a line per row) or csv (RFC 4180, with a header).
  RowWriter(http::MediaType format, std::vector<RowColumn> columns, UnitSystem units, const TimeZone& zone);

  void begin(std::string& out);
  void append(std::string& out, const store::ProductionRow& row);
  void append(std::string& out, const CellRow& row);
  void end(std::string& out) const;

  [[nodiscard]] const std::vector<RowColumn>& columns() const { return columns_; }
  [[nodiscard]] UnitSystem units() const { return units_; }

 private:
  template <typename Row>
  void append_row(std::string& out, const Row& row);
  void append_value(std::string& out, const RowColumn& column, const store::ProductionRow& row);
  void append_value(std::string& out, const RowColumn& column, const CellRow& row);
  void append_time(std::string& out, TimeText& time_text, Instant instant) const;
  void append_text(std::string& out, std::optional<std::string_view> text) const;
  void append_number(std::string& out, std::optional<double> value) const;
  void append_quality(std::string& out, std::optional<std::string_view> quality_json) const;
  void append_null(std::string& out) const;

  http::MediaType format_;
  std::vector<RowColumn> columns_;
  UnitSystem units_;
  std::vector<std::string> before_;          // text before each value
  std::optional<QualityNote> quality_note_;  // when not all tags of the table are requested
  TimeText time_text_;
  TimeText original_time_text_;
  bool first_ = true;
  std::size_t next_cell_ = 0;
};

}  // namespace flodata::api
