// The table `prod_hourly_data` of a source file: its required columns, its rows in file order, and the facts
// from one pass over its keys. Files of the earlier system and files made elsewhere are accepted too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "duck/database.h"
#include "streamer/source/source_row.h"

namespace flodata::streamer {

/// A well's hour that is in the file more than once.
struct DuplicateHour {
  std::string npd_well_bore_name;
  Instant hour;
};

/// A well with far more rows than time steps between its first and its last row: finding the duplicates would
/// take memory for all of them.
struct CrowdedWell {
  std::string npd_well_bore_name;
  std::int64_t rows;
  std::int64_t steps;
};

/// Facts from the keys of all rows.
struct KeyFacts {
  Instant first_hour = Instant::max();
  Instant last_hour = Instant::min();
  std::int64_t rows = 0;
  std::int64_t rows_without_key = 0;
  std::optional<std::string> bad_text;  // why a well's name or code is rejected
  std::optional<Instant> off_the_step;  // a row that does not begin a whole number of steps from the first
  bool in_order = true;                 // whether rows are in the order of their hours
  std::optional<DuplicateHour>
      duplicate;                       // searched only while rows are in order, where it costs almost nothing
  std::optional<CrowdedWell> crowded;  // the first by name
  SourceWells wells;
};

class SourceTable {
 public:
  /// Checks that the table has the required columns with types that can be streamed. Errors: corrupt_input
  /// naming file, column and hint. Throws Failure when the file cannot be read.
  static Expected<SourceTable> open(duck::Database& database, const std::filesystem::path& path);

  /// Reads the keys of all rows, once. Errors: Failure. `step`: time between rows.
  [[nodiscard]] KeyFacts read_keys(duck::Database& database, Microseconds step, WellNaming naming) const;

  /// Reads the hours of all rows. Errors: Failure.
  void read_hours(duck::Database& database, const std::function<void(Instant)>& take) const;

  /// Starts reading the rows of [from, to), in file order.
  [[nodiscard]] duck::Result rows_of(duck::Database& database, Instant from,
                                     Instant to = Instant::max()) const;

  /// Returns the rows of a chunk of rows_of(). `wells` must outlive the block.
  static std::unique_ptr<RowBlock> block_of(duck::Chunk chunk, const SourceWells& wells);

 private:
  explicit SourceTable(std::string columns) : columns_(std::move(columns)) {}

  std::string columns_;  // SELECT list in the order of RowColumn
};

/// The rows of a file in the order of time: a single scan for as long as the caller needs rows.
class RowsInOrder : public RowSource {
 public:
  /// All arguments but `database` must outlive it.
  RowsInOrder(duck::Database database, const SourceTable& table, const SourceWells& wells)
      : database_(std::move(database)), table_(table), wells_(wells) {}

  void seek(Instant from) override;
  std::unique_ptr<RowBlock> next() override;

 private:
  duck::Database database_;
  const SourceTable& table_;
  const SourceWells& wells_;
  std::optional<duck::Result> scan_;
};

}  // namespace flodata::streamer
