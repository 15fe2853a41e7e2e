// Rows into cells. A step's cells are finished with its rows; an hour's and a day's with the first row after
// them, so a cell is written once and never changed. What is not finished yet is read from the rows.
//
// Where a cell ends: at a production day, at a day (an hour) of the display zone, and where the source time
// does not go on (a loop, a jump). So an hour lies in one day, and every bucket of these days and hours
// consists of whole cells. Within a cell a well has a part for each type that it had, in their order.
//
// The same rows give the same cells, wherever a builder begins: at the first row after a finished day.
// Proof: builder_test.cc
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/bucket_fold.h"
#include "aggregation/quality_gate.h"
#include "base/time_zone.h"
#include "model/daily_history.h"

namespace flodata::rollup {

using aggregation::QualityFilter;
using aggregation::RowSpan;

enum class Level : std::uint8_t { step, hour, day };
inline constexpr std::size_t kLevelCount = 3;

struct Row {
  Instant time;
  Instant original_time;
  std::size_t well;  // its number
  std::optional<std::string_view> well_type;
  const TagValues& values;
  std::optional<std::string_view> quality;
};

/// A part of a well's cell.
struct WellCellRow {
  Level level;
  Instant cell;  // label of the first row of all wells in the cell
  RowSpan span;  // of the part
  std::size_t well;
  std::optional<std::string> well_type;
  QualityFilter quality;  // also of stricter filters without a row of their own
  std::array<std::string, aggregation::kQuantityCount> states;  // by quantity; empty: no value
};

struct FieldCellRow {
  Level level;
  Instant cell;
  RowSpan span;  // of the rows in the totals
  QualityFilter quality;
  bool of_type;  // of one type of wells, otherwise of all
  std::optional<std::string> well_type;
  std::int64_t rows;
  std::string totals;
};

struct FinishedCells {
  std::vector<WellCellRow> wells;
  std::vector<FieldCellRow> field;
};

struct BuilderOptions {
  TimeZone zone;             // of days and hours
  TimeZone production_zone;  // of production days
  bool hours;                // whether there are cells of hours: of rows finer than these
  bool steps;                // whether there are cells of steps
  /// By level: cells up to this label were made before, and are not given again.
  std::array<Instant, kLevelCount> done_through = {Instant::min(), Instant::min(), Instant::min()};
};

class RollupBuilder {
 public:
  explicit RollupBuilder(BuilderOptions options);
  ~RollupBuilder();
  RollupBuilder(RollupBuilder&&) noexcept;

  /// Rows in the order of time, those of a step together.
  void add(const Row& row);

  /// Ends the step: all its rows were added. Returns the cells that were finished since the last call.
  FinishedCells take();

  /// By level: label of the last row in a finished cell.
  [[nodiscard]] const std::array<Instant, kLevelCount>& done_through() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodata::rollup
