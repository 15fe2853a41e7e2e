#include "streamer/source/source_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "base/unicode.h"
#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "model/source_text.h"

namespace flodata::streamer {
namespace {

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

/// SELECT list in the order of RowColumn. The types are those of the source's view (duck/source_layout.h).
std::string select_list() {
  std::string list = "DATEPRD";
  for (const auto* name : {"NPD_WELL_BORE_NAME", "WELL_TYPE", "FLOW_KIND", "AVG_CHOKE_UOM", "QUALITY"})
    list += fmt::format(", {}", name);
  for (const auto& tag : kTags) list += fmt::format(", {}", tag.source_column);
  return list;
}

std::optional<std::string_view> text_or_nothing(const duck::Chunk& chunk, std::size_t column,
                                                std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return chunk.text(column, row);
}

/// DuckDB's TIMESTAMP has infinities and a range of 290,000 years; no field has such times, and their
/// differences do not fit into an Instant.
bool is_plausible(Instant hour) {
  const auto start_of = [](int year) { return std::chrono::sys_days(std::chrono::year(year) / 1 / 1); };
  return hour >= start_of(kFirstYear) && hour < start_of(kEndYear);
}

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

/// Collects KeyFacts row by row.
class KeyReader {
 public:
  KeyReader(Microseconds step, WellNaming naming) : step_(step), naming_(naming) {}

  void add(const duck::Chunk& chunk) {
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      ++facts_.rows;
      if (chunk.is_null(0, row) || chunk.is_null(1, row) || !is_plausible(chunk.timestamp(0, row)))
        ++facts_.rows_without_key;
      else
        add(chunk.timestamp(0, row), well_of(chunk.text(1, row)), text_or_nothing(chunk, 2, row));
    }
  }

  KeyFacts finish() {
    for (const auto& [npd_name, well] : wells_) {
      if (well.names->well_bore_code.empty()) well.names->well_bore_code = npd_name;
      check_text("WELL_BORE_CODE", well.names->well_bore_code);
      check_rows(well);
    }
    return std::move(facts_);
  }

 private:
  Microseconds step_;
  WellNaming naming_;
  struct Well {
    WellNames* names;
    Instant last_hour = Instant::min();  // of the rows so far, in their order
    Instant earliest = Instant::max();
    Instant latest = Instant::min();
    std::int64_t rows = 0;
  };

  void check_rows(const Well& well) {
    constexpr std::int64_t kMostPerStep = 2;  // with fewer rows per step, the error names the duplicate hour
    const auto steps = (well.latest - well.earliest) / step_ + 1;
    if (well.rows <= kMostPerStep * steps) return;
    const auto& name = well.names->npd_well_bore_name;
    if (!facts_.crowded || name < facts_.crowded->npd_well_bore_name)
      facts_.crowded = {name, well.rows, steps};
  }

  void check_text(std::string_view column, std::string_view text) {
    if (facts_.bad_text) return;
    if (const auto reason = reason_against_source_text(text))
      facts_.bad_text = fmt::format("column {} of {}, '{}': {}", column, duck::kHourlyTable,
                                    printable(text, kShownCharacters), *reason);
  }

  Well& well_of(std::string_view npd_name) {
    if (npd_name.size() > kLongestSourceTextBytes) {  // reported before it is hashed with every row
      check_text("NPD_WELL_BORE_NAME", npd_name);
      npd_name = npd_name.substr(0, kLongestSourceTextBytes);
    }
    const auto known = wells_.find(npd_name);
    if (known != wells_.end()) return known->second;
    check_text("NPD_WELL_BORE_NAME", npd_name);
    if (std::ssize(wells_) == duck::kMostWells)
      throw Failure(
          Code::corrupt_input,
          fmt::format("table {} has more than {} wells (NPD_WELL_BORE_NAME); keep those that are meant",
                      duck::kHourlyTable, duck::kMostWells));
    auto& names =
        facts_.wells.add({canonical_well_name(npd_name, naming_), std::string(npd_name), std::string()});
    return wells_.emplace(names.npd_well_bore_name, Well{&names}).first->second;
  }

  void add(Instant hour, Well& well, std::optional<std::string_view> code) {
    auto& names = *well.names;
    // Of several codes, the first by name: independent of the order of rows.
    if (code && (names.well_bore_code.empty() || *code < names.well_bore_code)) names.well_bore_code = *code;
    if (hour < before_) facts_.in_order = false;
    // In the order of time, a duplicate can only have the hour of the well's last row.
    if (well.last_hour == hour && !facts_.duplicate) facts_.duplicate = {names.npd_well_bore_name, hour};
    well.last_hour = before_ = hour;
    well.earliest = std::min(well.earliest, hour);
    well.latest = std::max(well.latest, hour);
    ++well.rows;
    if (!grid_) grid_ = hour;
    if ((hour - *grid_) % step_ != Microseconds(0)) facts_.off_the_step = hour;
    facts_.first_hour = std::min(facts_.first_hour, hour);
    facts_.last_hour = std::max(facts_.last_hour, hour);
  }

  KeyFacts facts_;
  std::unordered_map<std::string_view, Well> wells_;  // keys point to the names in facts_.wells
  Instant before_ = Instant::min();
  std::optional<Instant> grid_;  // the begin of a row; the others are whole steps from it
};

}  // namespace

Expected<SourceTable> SourceTable::open(duck::Database& database, const std::filesystem::path& path) {
  if (const auto wrong = database.rejection(duck::kHourlyTable))
    return unexpected(Code::corrupt_input, fmt::format("'{}': {}", path.string(), *wrong));
  if (!database.has_table(duck::kHourlyTable))
    return unexpected(
        Code::corrupt_input,
        fmt::format(
            "'{}' has no table {} (a view is none: a source file holds data, so store it by CREATE TABLE "
            "... AS FROM ...); make one with `flodata dataset upsample {}`",
            path.string(), duck::kHourlyTable, path.string()));
  return SourceTable(select_list());
}

KeyFacts SourceTable::read_keys(duck::Database& database, Microseconds step, WellNaming naming) const {
  auto result = database.query(
      fmt::format("SELECT DATEPRD, NPD_WELL_BORE_NAME, WELL_BORE_CODE FROM {}", duck::kHourlyTable));
  KeyReader reader(step, naming);
  while (const auto chunk = result.next()) reader.add(*chunk);
  return reader.finish();
}

void SourceTable::read_hours(duck::Database& database, const std::function<void(Instant)>& take) const {
  auto result = database.query(fmt::format("SELECT DATEPRD FROM {}", duck::kHourlyTable));
  while (const auto chunk = result.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row) take(chunk->timestamp(0, row));
}

duck::Result SourceTable::rows_of(duck::Database& database, Instant from, Instant to) const {
  return database.query(
      fmt::format("SELECT {} FROM {} WHERE DATEPRD >= ? AND DATEPRD < ?", columns_, duck::kHourlyTable),
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
