#include "api/row_json.h"

#include "base/iso8601.h"
#include "base/json.h"
#include "model/production_column.h"

namespace flodata::api {
namespace {

void append_text_or_null(std::string& out, std::optional<std::string_view> text) {
  if (text)
    append_json_string(out, *text);
  else
    out += "null";
}

void append_value(std::string& out, std::optional<double> value, const Tag& tag, UnitSystem units) {
  if (value)
    append_json_number(out, from_metric(*value, tag.family, units));
  else
    out += "null";
}

void append_time(std::string& out, Instant instant, const TimeZone& zone) {
  out += '"';
  out += format_iso8601(instant, zone);
  out += '"';
}

void append_column(std::string& out, const ProductionColumn& column, const store::ProductionRow& row,
                   UnitSystem units, const TimeZone& zone) {
  using Kind = ProductionColumnKind;
  switch (column.kind) {
    case Kind::time:
      return append_time(out, row.time, zone);
    case Kind::original_time:
      return append_time(out, row.original_time, zone);
    case Kind::well_name:
      return append_json_string(out, row.well_name);
    case Kind::well_type:
      return append_text_or_null(out, row.well_type);
    case Kind::flow_kind:
      return append_text_or_null(out, row.flow_kind);
    case Kind::tag:
      return append_value(out, row.values[column.tag], kTags[column.tag], units);
    case Kind::choke_uom:
      return append_text_or_null(out, row.choke_uom);
    case Kind::quality:
      out += row.quality_json.value_or("null");
      return;
  }
}

}  // namespace

void append_row(std::string& out, const store::ProductionRow& row, UnitSystem units, const TimeZone& zone) {
  char separator = '{';
  for (const auto& column : kProductionColumns) {
    out += separator;
    separator = ',';
    out += '"';
    out += column.name;  // column names are identifiers: nothing to escape
    out += "\":";
    append_column(out, column, row, units, zone);
  }
  out += '}';
}

std::string units_object(UnitSystem units) {
  std::string out;
  char separator = '{';
  for (const auto& tag : kTags) {
    out += separator;
    separator = ',';
    append_json_string(out, tag.name);
    out += ':';
    append_json_string(out, unit_symbol(tag.family, units));
  }
  out += '}';
  return out;
}

}  // namespace flodata::api
