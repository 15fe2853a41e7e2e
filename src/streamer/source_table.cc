#include "streamer/source_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"

namespace flodata::streamer {
namespace {

constexpr const char* kHourlyTable = "prod_hourly_data";
constexpr const char* kLayoutHelp = "docs/formats/source_file.md lists what a source file holds";

/// Positions in the SELECT list of a scan.
enum RowColumn : std::size_t {
  column_hour,
  column_npd_name,
  column_well_type,
  column_flow_kind,
  column_choke_uom,
  column_quality,
  column_first_tag
};

using duck::TableColumn;

const TableColumn* find_column(const std::vector<TableColumn>& columns, std::string_view name) {
  const auto found = std::ranges::find(columns, name, &TableColumn::name);
  return found == columns.end() ? nullptr : &*found;
}

/// TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS and TIMESTAMP WITH TIME ZONE.
bool is_time(std::string_view type) { return type.starts_with("TIMESTAMP"); }

bool is_number(std::string_view type) {
  constexpr std::array kNumbers = {"DOUBLE",   "FLOAT",     "TINYINT",  "SMALLINT", "INTEGER", "BIGINT",
                                   "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",  "HUGEINT"};
  return type.starts_with("DECIMAL") || std::ranges::find(kNumbers, type) != kNumbers.end();
}

/// A column that is NULL throughout may have any type.
bool is_null_throughout(duck::Database& database, std::string_view column) {
  return database.query_int64(fmt::format("SELECT count({}) FROM {}", column, kHourlyTable)).value_or(0) == 0;
}

std::optional<std::string> what_is_wrong(duck::Database& database, const std::vector<TableColumn>& columns) {
  for (const auto* required : {"DATEPRD", "NPD_WELL_BORE_NAME", "WELL_BORE_CODE"})
    if (find_column(columns, required) == nullptr)
      return fmt::format("table {} has no column {}; {}", kHourlyTable, required, kLayoutHelp);
  const auto* hour = find_column(columns, "DATEPRD");
  if (!is_time(hour->type))
    return fmt::format(
        "column DATEPRD of table {} is of type {}, and the start of an hour must be a TIMESTAMP; change it "
        "(ALTER TABLE {} ALTER DATEPRD TYPE TIMESTAMP), or make the file anew with `flodata dataset "
        "upsample`",
        kHourlyTable, hour->type, kHourlyTable);
  for (const auto& tag : kTags) {
    const auto* column = find_column(columns, tag.source_column);
    if (column != nullptr && !is_number(column->type) && !is_null_throughout(database, tag.source_column))
      return fmt::format("column {} of table {} is of type {}, and must be a number (DOUBLE); {}",
                         tag.source_column, kHourlyTable, column->type, kLayoutHelp);
  }
  return std::nullopt;
}

/// SELECT list in the order of RowColumn; columns that the file lacks are NULL.
std::string select_list(const std::vector<TableColumn>& columns, std::string_view hour) {
  const auto column_or_null = [&](std::string_view name, std::string_view type) {
    return fmt::format("CAST({} AS {})", find_column(columns, name) != nullptr ? name : "NULL", type);
  };
  std::string list(hour);
  for (const auto* name : {"NPD_WELL_BORE_NAME", "WELL_TYPE", "FLOW_KIND", "AVG_CHOKE_UOM", "QUALITY"})
    list += ", " + column_or_null(name, "VARCHAR");
  for (const auto& tag : kTags) list += ", " + column_or_null(tag.source_column, "DOUBLE");
  return list;
}

std::optional<std::string_view> text_or_nothing(const duck::Chunk& chunk, std::size_t column,
                                                std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return chunk.text(column, row);
}

/// DuckDB has a TIMESTAMP 'infinity' and '-infinity'.
bool is_finite(Instant hour) { return hour != Instant::max() && hour != Instant(-Microseconds::max()); }

class ChunkBlock : public RowBlock {
 public:
  ChunkBlock(duck::Chunk chunk, const SourceWells& wells) : chunk_(std::move(chunk)), wells_(wells) {
    for (TagIndex tag = 0; tag < kTagCount; ++tag) tags_[tag] = chunk_.float64_column(column_first_tag + tag);
  }

  [[nodiscard]] std::size_t size() const override { return chunk_.row_count(); }
  [[nodiscard]] Instant hour(std::size_t row) const override { return chunk_.timestamp(column_hour, row); }

  [[nodiscard]] HourlyRow row(std::size_t row) const override {
    const auto* well = wells_.find(chunk_.text(column_npd_name, row));
    FLODATA_CHECK(well != nullptr);
    HourlyRow out{hour(row),
                  well,
                  text_or_nothing(chunk_, column_well_type, row),
                  text_or_nothing(chunk_, column_flow_kind, row),
                  text_or_nothing(chunk_, column_choke_uom, row),
                  text_or_nothing(chunk_, column_quality, row),
                  {}};
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (tags_[tag].is_null(row)) continue;
      const double value = tags_[tag].values[row];
      if (std::isfinite(value)) out.values[tag] = value;
    }
    return out;
  }

 private:
  duck::Chunk chunk_;
  const SourceWells& wells_;
  std::array<duck::DoubleColumn, kTagCount> tags_;
};

/// Gathers KeyFacts row by row.
class KeyReader {
 public:
  explicit KeyReader(Microseconds step) : step_(step) {}

  void add(const duck::Chunk& chunk) {
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      ++facts_.rows;
      if (chunk.is_null(0, row) || chunk.is_null(1, row) || !is_finite(chunk.timestamp(0, row)))
        ++facts_.rows_without_key;
      else
        add(chunk.timestamp(0, row), well_of(chunk.text(1, row)), text_or_nothing(chunk, 2, row));
    }
  }

  KeyFacts finish() {
    for (const auto& [npd_name, well] : wells_)
      if (well.names->well_bore_code.empty()) well.names->well_bore_code = npd_name;
    return std::move(facts_);
  }

 private:
  Microseconds step_;
  struct Well {
    WellNames* names;
    Instant last_hour = Instant::min();
  };

  Well& well_of(std::string_view npd_name) {
    const auto known = wells_.find(npd_name);
    if (known != wells_.end()) return known->second;
    auto& names = facts_.wells.add({canonical_well_name(npd_name), std::string(npd_name), std::string()});
    return wells_.emplace(names.npd_well_bore_name, Well{&names}).first->second;
  }

  void add(Instant hour, Well& well, std::optional<std::string_view> code) {
    auto& names = *well.names;
    // Of several codes the first by name, so that the order of rows does not matter.
    if (code && (names.well_bore_code.empty() || *code < names.well_bore_code)) names.well_bore_code = *code;
    if (hour < before_) facts_.in_order = false;
    // In order, a doubled row can only be one of the same hour as the well's last.
    if (well.last_hour == hour && !facts_.doubled) facts_.doubled = {names.npd_well_bore_name, hour};
    well.last_hour = before_ = hour;
    if (hour.time_since_epoch() % step_ != Microseconds(0)) facts_.off_the_step = hour;
    facts_.first_hour = std::min(facts_.first_hour, hour);
    facts_.last_hour = std::max(facts_.last_hour, hour);
  }

  KeyFacts facts_;
  std::unordered_map<std::string_view, Well> wells_;  // keys are the names in facts_.wells
  Instant before_ = Instant::min();
};

}  // namespace

Expected<SourceTable> SourceTable::open(duck::Database& database, const std::filesystem::path& path) {
  const auto columns = database.columns(kHourlyTable);
  if (columns.empty())
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}' has no table {}; make one with `flodata dataset upsample {}`",
                                  path.string(), kHourlyTable, path.string()));
  if (const auto wrong = what_is_wrong(database, columns))
    return unexpected(Code::corrupt_input, fmt::format("'{}': {}", path.string(), *wrong));
  // A cast would keep DuckDB from leaving out the blocks of other times.
  const std::string hour =
      find_column(columns, "DATEPRD")->type == "TIMESTAMP" ? "DATEPRD" : "CAST(DATEPRD AS TIMESTAMP)";
  return SourceTable(select_list(columns, hour), hour);
}

KeyFacts SourceTable::read_keys(duck::Database& database, Microseconds step) const {
  auto result = database.query(
      fmt::format("SELECT {}, CAST(NPD_WELL_BORE_NAME AS VARCHAR), CAST(WELL_BORE_CODE AS VARCHAR) FROM {}",
                  hour_, kHourlyTable));
  KeyReader reader(step);
  while (const auto chunk = result.next()) reader.add(*chunk);
  return reader.finish();
}

void SourceTable::read_hours(duck::Database& database, const std::function<void(Instant)>& take) const {
  auto result = database.query(fmt::format("SELECT {} FROM {}", hour_, kHourlyTable));
  while (const auto chunk = result.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row) take(chunk->timestamp(0, row));
}

duck::Result SourceTable::rows_of(duck::Database& database, Instant from, Instant to) const {
  return database.query(
      fmt::format("SELECT {} FROM {} WHERE {} >= ? AND {} < ?", columns_, kHourlyTable, hour_, hour_),
      {from, to});
}

std::unique_ptr<RowBlock> SourceTable::block_of(duck::Chunk chunk, const SourceWells& wells) {
  return std::make_unique<ChunkBlock>(std::move(chunk), wells);
}

void RowsInOrder::seek(Instant from) {
  scan_.reset();
  scan_ = table_.rows_of(database_, from);
}

std::unique_ptr<RowBlock> RowsInOrder::next() {
  if (!scan_) return nullptr;
  auto chunk = scan_->next();
  if (!chunk) {
    scan_.reset();
    return nullptr;
  }
  return SourceTable::block_of(*std::move(chunk), wells_);
}

}  // namespace flodata::streamer
