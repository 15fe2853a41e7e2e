// The table `prod_hourly_data` of a source file: what it must have, its rows as they stand there, and what
// one look over its keys tells. Files of the earlier system and files made elsewhere are read as well.
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

/// A well's hour that stands in the file more than once.
struct DuplicateHour {
  std::string npd_well_bore_name;
  Instant hour;
};

/// A well with far more rows than steps of time lie between its first and its last: to find out which come
/// twice would cost as much as they are.
struct CrowdedWell {
  std::string npd_well_bore_name;
  std::int64_t rows;
  std::int64_t steps;
};

/// What the keys of all rows tell.
struct KeyFacts {
  Instant first_hour = Instant::max();
  Instant last_hour = Instant::min();
  std::int64_t rows = 0;
  std::int64_t rows_without_key = 0;
  std::optional<std::string> bad_text;  // a well's name or code that cannot be taken, and why
  std::optional<Instant> off_the_step;  // a row that does not begin a whole number of steps beside the first
  bool in_order = true;                 // rows stand in the file in the order of their hours
  std::optional<DuplicateHour>
      duplicate;  // looked for only while rows are in order, where it costs next to nothing
  std::optional<CrowdedWell> crowded;  // the first by name
  SourceWells wells;
};

class SourceTable {
 public:
  /// Checks that the table has the columns needed and that each has a type that can be streamed.
  /// Errors: corrupt_input naming file, column and hint. Throws Failure when the file cannot be read.
  static Expected<SourceTable> open(duck::Database& database, const std::filesystem::path& path);

  /// Reads the keys of all rows, once. Errors: Failure.
  /// `step`: time from row to row.
  [[nodiscard]] KeyFacts read_keys(duck::Database& database, Microseconds step, WellNaming naming) const;

  /// Reads the hours of all rows. Errors: Failure.
  void read_hours(duck::Database& database, const std::function<void(Instant)>& take) const;

  /// Starts reading the rows of [from, to), in the order in which they stand in the file.
  [[nodiscard]] duck::Result rows_of(duck::Database& database, Instant from,
                                     Instant to = Instant::max()) const;

  /// Returns the rows of a chunk of rows_of(). `wells` outlives the block.
  static std::unique_ptr<RowBlock> block_of(duck::Chunk chunk, const SourceWells& wells);

 private:
  explicit SourceTable(std::string columns) : columns_(std::move(columns)) {}

  std::string columns_;  // SELECT list in the order of RowColumn
};

/// The rows of a file whose rows stand in the order of time: one scan that goes on as long as it is asked to.
class RowsInOrder : public RowSource {
 public:
  /// All but `database` outlive it.
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
