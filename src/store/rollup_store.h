// Rows that the streamer has added up: cells of steps, hours and days (src/rollup).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/clock.h"
#include "pg/connection_pool.h"
#include "rollup/builder.h"

namespace flodata::store {

using pg::SteadyTime;

/// How far the cells go.
struct RollupProgress {
  std::int64_t generation = 0;  // another one: cells were removed and made again
  std::string zone;             // of days and hours
  std::string production_day_zone;
  bool steps = false;                                  // whether there are cells of steps
  bool hours = false;                                  // whether there are cells of hours
  std::array<Instant, rollup::kLevelCount> through{};  // by level; Instant::min(): there are none

  [[nodiscard]] Instant through_of(rollup::Level level) const {
    return through[static_cast<std::size_t>(level)];
  }
};

/// Labels of the first and the last row in a cell.
struct CellBounds {
  Instant first;
  Instant last;
};

struct WellCellsRequest {
  rollup::Level level;
  std::vector<std::string> wells;       // canonical names
  CellBounds cells;                     // labels of the first row of the first and the last cell
  rollup::QualityFilter quality;        // parts of this filter and of weaker ones
  std::vector<std::size_t> quantities;  // by their positions
};

struct FieldCellsRequest {
  rollup::Level level;
  CellBounds cells;
  rollup::QualityFilter quality;
  bool of_types;          // of the wells of each type, or of all
  std::string well_type;  // of this type only, unless it is empty
};

/// Days that were added up.
struct DaysBetween {
  std::int64_t rows = 0;  // of all wells
  std::int64_t days = 0;
  std::int64_t wells = 0;  // that were ever added up
};

/// What both tables have in a row.
struct CellKey {
  Instant cell;
  rollup::RowSpan span;
  std::optional<std::string_view> well_type;
  rollup::QualityFilter quality;
};

/// Parts of wells' cells, in no order.
class WellCells {
 public:
  WellCells() = default;
  explicit WellCells(pg::BinaryResult result) : result_(std::move(result)) {}
  [[nodiscard]] int size() const { return result_.rows(); }
  [[nodiscard]] std::size_t memory_bytes() const { return result_.memory_bytes(); }
  [[nodiscard]] CellKey key(int row) const;
  [[nodiscard]] std::string_view well_name(int row) const;
  /// Bytes of the quantity at a place of WellCellsRequest::quantities; empty without a value.
  [[nodiscard]] std::string_view bytes(int row, std::size_t place) const;

 private:
  pg::BinaryResult result_;
};

/// Totals by cell, in their order.
class FieldCells {
 public:
  FieldCells() = default;
  explicit FieldCells(pg::BinaryResult result) : result_(std::move(result)) {}
  [[nodiscard]] int size() const { return result_.rows(); }
  [[nodiscard]] std::size_t memory_bytes() const { return result_.memory_bytes(); }
  [[nodiscard]] CellKey key(int row) const;
  [[nodiscard]] std::string_view bytes(int row) const;

 private:
  pg::BinaryResult result_;
};

/// Most rows of field_cells() at once.
inline constexpr int kFieldCellsAtOnce = 4096;

/// Belongs to one I/O thread; no call blocks. Every call throws Failure as those of RowStore, and overloaded
/// when the cells are not those of `generation` any more: the question has to be asked again.
class RollupStore {
 public:
  /// `pool` must outlive it.
  explicit RollupStore(pg::ConnectionPool& pool);

  /// Returns nothing when there are no rollups (yet).
  boost::asio::awaitable<std::optional<RollupProgress>> progress(SteadyTime deadline);

  /// Returns the cells that lie between two labels, both included, in their order.
  boost::asio::awaitable<std::vector<CellBounds>> cells(rollup::Level level, CellBounds window,
                                                        std::int64_t generation, SteadyTime deadline);

  boost::asio::awaitable<WellCells> well_cells(WellCellsRequest request, std::int64_t generation,
                                               SteadyTime deadline);

  /// Returns at most kFieldCellsAtOnce rows.
  boost::asio::awaitable<FieldCells> field_cells(FieldCellsRequest request, std::int64_t generation,
                                                 SteadyTime deadline);

  /// Returns the wells' numbers in the field's cells; wells that are in none have further ones.
  boost::asio::awaitable<std::vector<std::size_t>> numbers(std::vector<std::string> wells,
                                                           std::int64_t generation, SteadyTime deadline);

  /// Returns the rows of the days that lie between two labels.
  boost::asio::awaitable<DaysBetween> days_between(CellBounds window, std::int64_t generation,
                                                   SteadyTime deadline);

  /// Returns how many rows have labels up to `last`.
  boost::asio::awaitable<std::int64_t> row_count(Instant last, std::int64_t generation, SteadyTime deadline);

 private:
  boost::asio::awaitable<pg::BinaryResult> read(pg::Query query, std::int64_t generation,
                                                SteadyTime deadline);

  pg::ConnectionPool* pool_;
  pg::Statement progress_;
  pg::Statement cells_;
  pg::Statement field_page_;
  pg::Statement row_count_;
  pg::Statement days_between_;
  pg::Statement numbers_;
};

}  // namespace flodata::store
