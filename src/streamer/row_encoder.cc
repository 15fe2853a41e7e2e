#include "streamer/row_encoder.h"

#include <fmt/format.h>

namespace flodata::streamer {
namespace {

constexpr std::int16_t kFieldCount = static_cast<std::int16_t>(kTagCount + 7);

void write_text(pg::CopyBinaryWriter& writer, std::optional<std::string_view> text) {
  text ? writer.text(*text) : writer.null();
}

}  // namespace

const std::string& production_column_list() {
  static const std::string kList = [] {
    std::string list = "time, original_time, well_name, well_type, flow_kind, avg_choke_uom, quality";
    for (const auto& tag : kTags) list += fmt::format(", {}", tag.name);
    return list;
  }();
  return kList;
}

void write_row(pg::CopyBinaryWriter& writer, const HourlyRow& row, Instant label) {
  writer.begin_row(kFieldCount);
  writer.timestamptz(label);
  writer.timestamptz(row.hour);
  writer.text(row.well->well_name);
  write_text(writer, row.well_type);
  write_text(writer, row.flow_kind);
  write_text(writer, row.choke_uom);
  row.quality ? writer.jsonb(*row.quality) : writer.null();
  for (const auto& value : row.values) writer.float64(value);
}

}  // namespace flodata::streamer
