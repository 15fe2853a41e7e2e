// Writes rollups: cells of rows, in the transaction that carries the rows. Rows that have no cells yet (of a
// database of an earlier schema, after a revision of the source's zone, after `flodata db rebuild-rollups`)
// are read again, piece by piece, each in a transaction of its own.
//
// Why no cell is missing or there twice: how far the cells go is in `rollup_state`, which each transaction
// moves from the values that this writer knows, or not at all (another writer was there; the cells are then
// left to later). Cells begin where the last day ended, so the unfinished ones are made of rows again.
// Proof: tests/integration/stream_rollup_test.cc
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time_zone.h"
#include "pg/connection.h"
#include "replay/stream_state.h"
#include "rollup/builder.h"
#include "streamer/source/source_row.h"
#include "streamer/stored_rows.h"

namespace flodata::streamer {

/// What cells are cut by.
struct RollupCuts {
  std::string zone;             // of days and hours
  std::string production_zone;  // of production days
  bool hours = false;           // whether there are cells of hours
  bool steps = false;           // whether there are cells of steps
  bool operator==(const RollupCuts&) const = default;
};

/// `wells`: of the source.
RollupCuts cuts_of(const replay::StreamState& state, const TimeZone& zone, std::size_t wells);

class RollupWriter {
 public:
  RollupWriter(pg::Connection& connection, std::string stream_id)
      : connection_(connection), stream_id_(std::move(stream_id)) {}

  /// Goes on where the cells end, in transactions of its own; removes cells that are cut otherwise.
  /// `newest_label`: of the rows.
  void begin(const RollupCuts& cuts, std::optional<Instant> newest_label);

  /// Takes a row of the batch that is being written.
  void add(const HourlyRow& row, Instant label);

  /// Writes the finished cells of the batch within the open transaction; `newest_label`: after it.
  void write(Instant newest_label);

  /// Returns whether there are rows without cells; then make_up() has something to do.
  [[nodiscard]] bool is_behind() const { return !is_attached_; }

  /// Returns how much live time has cells, and how much rows have, from the first one on.
  [[nodiscard]] std::pair<Microseconds, Microseconds> made_up(Instant newest_label) const {
    const auto first = stored_.first();
    if (!first) return {};
    return {stored_.through() - *first, newest_label - *first};
  }

  /// Makes cells of at most about `rows` rows that have none, in a transaction of its own.
  void make_up(Instant newest_label, std::int64_t rows);

  /// Removes the cells from the label `first` on and makes them of the rows again, within the open
  /// transaction. Where cells were missing before, or are cut otherwise now, they are left to make_up().
  void rewrite(Instant first, const replay::StreamState& before, const replay::StreamState& after);

  /// Removes the cells that begin before `horizon`, within the open transaction in which the rows before it
  /// go; call retired() after its commit. Returns false, having done nothing, when cells of that time are
  /// still to be made.
  bool retire(Instant horizon);
  void retired() { ++progress_.generation; }

  /// Removes all cells, in a transaction of its own.
  void reset(const RollupCuts& cuts);

 private:
  struct Progress {
    std::int64_t generation = 0;
    RollupCuts cuts;
    std::array<Instant, rollup::kLevelCount> through{};  // by level; Instant::min(): no cells
  };

  std::optional<Progress> read_progress();
  void start(Progress progress);
  void truncate(const RollupCuts& cuts);
  void read(Instant newest_label, std::int64_t rows);
  bool write_cells(Instant through);
  void write_new_wells();
  std::size_t number_of(std::string_view well_name);

  pg::Connection& connection_;
  std::string stream_id_;
  Progress progress_;
  std::unique_ptr<rollup::RollupBuilder> builder_;
  StoredRows stored_{Instant::min()};
  bool is_attached_ = false;        // every row was added
  std::vector<std::string> wells_;  // by number
  std::size_t wells_written_ = 0;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::unordered_map<const WellNames*, std::size_t> numbers_of_source_;
};

/// A difference between the cells in the database and those that its rows give.
struct RollupDifferences {
  std::int64_t rows = 0;     // that were compared
  std::int64_t missing = 0;  // cells
  std::int64_t wrong = 0;    // cells that no rows give
  std::string example;
  [[nodiscard]] std::int64_t all() const { return missing + wrong; }
};

/// Compares all cells with the rows, as far as there are cells, in a transaction that changes nothing.
RollupDifferences compare_rollups(pg::Connection& connection, const std::string& stream_id);

}  // namespace flodata::streamer
