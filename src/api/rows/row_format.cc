#include "api/rows/row_format.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/iso8601.h"
#include "base/json.h"
#include "model/production_column.h"
#include "model/source_text.h"

namespace flodata::api {
namespace {

using ColumnKind = RowColumn::Kind;

constexpr std::string_view kCsvLineEnd = "\r\n";

RowColumn stored_column(const ProductionColumn& column) {
  const auto named = [&](ColumnKind kind) {
    return RowColumn{.name = std::string(column.name), .kind = kind};
  };
  switch (column.kind) {
    case ProductionColumnKind::time:
      return named(ColumnKind::time);
    case ProductionColumnKind::original_time:
      return named(ColumnKind::original_time);
    case ProductionColumnKind::well_name:
      return named(ColumnKind::well_name);
    case ProductionColumnKind::well_type:
      return named(ColumnKind::well_type);
    case ProductionColumnKind::flow_kind:
      return named(ColumnKind::flow_kind);
    case ProductionColumnKind::tag:
      return {.name = std::string(column.name), .kind = ColumnKind::quantity, .quantity = column.tag};
    case ProductionColumnKind::choke_uom:
      return named(ColumnKind::choke_uom);
    case ProductionColumnKind::quality:
      return named(ColumnKind::quality);
  }
  return named(ColumnKind::quality);
}

std::optional<std::string_view> unit_of(const RowColumn& column, UnitSystem units) {
  if (column.kind == ColumnKind::quantity)
    return unit_symbol(aggregation::unit_family_of(column.quantity), units);
  if (column.kind == ColumnKind::cell) return unit_symbol(column.cell_column.unit, units);
  return std::nullopt;
}

std::vector<aggregation::Quantity> tags_of_the_table() {
  std::vector<aggregation::Quantity> tags;
  for (const auto& column : kProductionColumns)
    if (column.kind == ProductionColumnKind::tag) tags.emplace_back(column.tag);
  return tags;
}

/// Returns whether a text needs no quotes and contains no separator of any CSV dialect.
bool is_plain_field(std::string_view text) {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && is_alphanumeric(text.front()) && std::ranges::all_of(text, [](char c) {
    return c >= ' ' && c <= '~' && c != ',' && c != ';' && c != '|' && c != '"';
  });
}

/// RFC 4180: a field is quoted when it contains a comma, a quote or a line end, and here also for the
/// separators of other dialects. No text may begin a formula; numbers are not written here.
void append_csv_field(std::string& out, std::string_view text) {
  if (is_plain_field(text)) {
    out += text;
    return;
  }
  const auto safe = without_formulas(text);
  if (safe.find_first_of(",;|\t\"\r\n") == std::string::npos) {
    out += safe;
    return;
  }
  out += '"';
  for (const char c : safe) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::vector<RowColumn> stored_columns() {
  std::vector<RowColumn> columns;
  for (const auto& column : kProductionColumns) columns.push_back(stored_column(column));
  return columns;
}

std::string units_object(std::span<const RowColumn> columns, UnitSystem units) {
  std::string out = "{";
  for (const auto& column : columns) {
    const auto unit = unit_of(column, units);
    if (!unit) continue;
    if (out.size() > 1) out += ',';
    append_json_string(out, column.name);
    out += ':';
    append_json_string(out, *unit);
  }
  return out + "}";
}

RowWriter::RowWriter(http::MediaType format, std::vector<RowColumn> columns, UnitSystem units,
                     const TimeZone& zone)
    : format_(format),
      columns_(std::move(columns)),
      units_(units),
      time_text_(zone),
      original_time_text_(zone) {
  std::vector<aggregation::Quantity> quantities;
  for (const auto& column : columns_)
    if (column.kind == ColumnKind::quantity) quantities.push_back(column.quantity);
  if (quantities != tags_of_the_table()) quality_note_.emplace(std::move(quantities));
  for (const auto& column : columns_) {
    const bool first = before_.empty();
    if (format_ == http::MediaType::csv)
      before_.emplace_back(first ? "" : ",");
    else
      before_.push_back((first ? "{\"" : ",\"") + column.name + "\":");
  }
}

void RowWriter::begin(std::string& out) {
  first_ = true;
  if (format_ == http::MediaType::json) out += '[';
  if (format_ != http::MediaType::csv) return;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out += before_[i];
    append_csv_field(out, columns_[i].name);
  }
  out += kCsvLineEnd;
}

void RowWriter::end(std::string& out) const {
  if (format_ == http::MediaType::json) out += ']';
}

void RowWriter::append(std::string& out, const store::ProductionRow& row) { append_row(out, row); }
void RowWriter::append(std::string& out, const CellRow& row) { append_row(out, row); }

template <typename Row>
void RowWriter::append_row(std::string& out, const Row& row) {
  if (format_ == http::MediaType::json && !first_) out += ',';
  first_ = false;
  next_cell_ = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out += before_[i];
    append_value(out, columns_[i], row);
  }
  if (format_ == http::MediaType::csv) {
    out += kCsvLineEnd;
    return;
  }
  out += '}';
  if (format_ == http::MediaType::ndjson) out += '\n';
}

void RowWriter::append_value(std::string& out, const RowColumn& column, const store::ProductionRow& row) {
  switch (column.kind) {
    case ColumnKind::time:
      return append_time(out, time_text_, row.time);
    case ColumnKind::original_time:
      return append_time(out, original_time_text_, row.original_time);
    case ColumnKind::well_name:
      return append_text(out, row.well_name);
    case ColumnKind::well_type:
      return append_text(out, row.well_type);
    case ColumnKind::flow_kind:
      return append_text(out, row.flow_kind);
    case ColumnKind::choke_uom:
      return append_text(out, row.choke_uom);
    case ColumnKind::quality:
      return append_quality(out, quality_note_ ? quality_note_->of(row.quality_json) : row.quality_json);
    case ColumnKind::quantity: {
      auto value = aggregation::value_of(column.quantity, row.values);
      if (value && units_ != UnitSystem::metric)
        value = from_metric(*value, aggregation::unit_family_of(column.quantity), units_);
      return append_number(out, value);
    }
    case ColumnKind::production_day:
    case ColumnKind::cell:
      FLODATA_CHECK(false);
  }
}

void RowWriter::append_value(std::string& out, const RowColumn& column, const CellRow& row) {
  switch (column.kind) {
    case ColumnKind::time:
      return append_time(out, time_text_, row.time);
    case ColumnKind::original_time:
      return append_time(out, original_time_text_, row.original_time);
    case ColumnKind::well_name:
      return append_text(out, row.well_name);
    case ColumnKind::well_type:
      return append_text(out, row.well_type.empty() ? std::nullopt : std::optional(row.well_type));
    case ColumnKind::production_day:
      if (!row.production_day) return append_null(out);
      return append_text(out, format_day(*row.production_day));
    case ColumnKind::cell: {
      auto value = row.cells[next_cell_++];
      if (value && units_ != UnitSystem::metric)
        value = aggregation::from_metric(*value, column.cell_column, units_);
      return append_number(out, value);
    }
    case ColumnKind::flow_kind:
    case ColumnKind::choke_uom:
    case ColumnKind::quality:
    case ColumnKind::quantity:
      FLODATA_CHECK(false);
  }
}

void RowWriter::append_time(std::string& out, TimeText& time_text, Instant instant) const {
  const bool quoted = format_ != http::MediaType::csv;
  if (quoted) out += '"';
  time_text.append(out, instant);
  if (quoted) out += '"';
}

void RowWriter::append_text(std::string& out, std::optional<std::string_view> text) const {
  if (!text)
    append_null(out);
  else if (format_ == http::MediaType::csv)
    append_csv_field(out, *text);
  else
    append_json_string(out, *text);
}

void RowWriter::append_number(std::string& out, std::optional<double> value) const {
  if (value && std::isfinite(*value))
    append_json_number(out, *value);
  else
    append_null(out);
}

void RowWriter::append_quality(std::string& out, std::optional<std::string_view> quality_json) const {
  if (!quality_json)
    append_null(out);
  else if (format_ == http::MediaType::csv)
    append_csv_field(out, *quality_json);
  else
    out += *quality_json;
}

void RowWriter::append_null(std::string& out) const {
  if (format_ != http::MediaType::csv) out += "null";
}

}  // namespace flodata::api
