#include "streamer/rollup_tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "pg/copy_binary_writer.h"

namespace flodata::streamer {
namespace {

constexpr const char* kFieldColumns =
    "level, cell, first_time, first_original_time, last_time, last_original_time, quality, of_type, "
    "well_type, rows, totals";
constexpr std::int16_t kFieldColumnCount = 11;
constexpr auto kWellColumnCount = static_cast<std::int16_t>(8 + aggregation::kQuantityCount);

std::string well_columns() {
  std::string columns =
      "cell, first_time, first_original_time, last_time, last_original_time, well_name, well_type, quality";
  for (const auto& quantity : aggregation::all_quantities())
    columns += fmt::format(", {}", aggregation::name_of(quantity));
  return columns;
}

void write_span(pg::CopyBinaryWriter& writer, Instant cell, const rollup::RowSpan& span) {
  for (const auto time :
       {cell, span.first_time, span.first_original_time, span.last_time, span.last_original_time})
    writer.timestamptz(time);
}

void write_text(pg::CopyBinaryWriter& writer, const std::optional<std::string>& text) {
  text ? writer.text(*text) : writer.null();
}

void copy_wells(pg::Connection& connection, const rollup::FinishedCells& cells, rollup::Level level,
                const std::string& table, const std::function<const std::string&(std::size_t)>& name_of) {
  if (std::ranges::find(cells.wells, level, &rollup::WellCellRow::level) == cells.wells.end()) return;
  pg::CopyBinaryWriter writer(connection, table, well_columns());
  for (const auto& row : cells.wells) {
    if (row.level != level) continue;
    writer.begin_row(kWellColumnCount);
    write_span(writer, row.cell, row.span);
    writer.text(name_of(row.well));
    write_text(writer, row.well_type);
    writer.int16(static_cast<std::int16_t>(row.quality));
    for (const auto& state : row.states) state.empty() ? writer.null() : writer.bytea(state);
  }
  writer.finish();
}

}  // namespace

void copy_cells(pg::Connection& connection, const rollup::FinishedCells& cells, const std::string& prefix,
                const std::function<const std::string&(std::size_t)>& name_of) {
  copy_wells(connection, cells, rollup::Level::hour, prefix + "well_hour", name_of);
  copy_wells(connection, cells, rollup::Level::day, prefix + "well_day", name_of);
  if (cells.field.empty()) return;
  pg::CopyBinaryWriter writer(connection, prefix + "field", kFieldColumns);
  for (const auto& row : cells.field) {
    writer.begin_row(kFieldColumnCount);
    writer.int16(static_cast<std::int16_t>(row.level));
    write_span(writer, row.cell, row.span);
    writer.int16(static_cast<std::int16_t>(row.quality));
    writer.boolean(row.of_type);
    write_text(writer, row.well_type);
    writer.int64(row.rows);
    writer.bytea(row.totals);
  }
  writer.finish();
}

}  // namespace flodata::streamer
