// The table `prod_hourly_data` of a source file: the published columns, hour by hour, and QUALITY
// (docs/formats/source_file.md).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "duck/database.h"
#include "model/hourly_series.h"

namespace flodata::duck {

inline constexpr const char* kHourlyTable = "prod_hourly_data";

/// Column of the quality text (quality_json): NULL when all values of the row are Good.
inline constexpr const char* kQualityColumn = "QUALITY";

/// Writes the hourly table, replacing an existing one. Rows come well by well into a narrow temporary table;
/// finish() moves them into the table in the order of (DATEPRD, WELL_BORE_CODE), a year at a time, so that
/// memory stays small and a reader of a time range reads only its own rows. Use it within a Transaction.
class HourlyTableWriter {
 public:
  explicit HourlyTableWriter(Database& database);
  ~HourlyTableWriter();
  HourlyTableWriter(const HourlyTableWriter&) = delete;
  HourlyTableWriter& operator=(const HourlyTableWriter&) = delete;

  /// Adds one well's hours. Errors: Failure.
  void append(const HourlySeries& series);

  /// Fills the table; nothing can be added afterwards. Errors: Failure.
  void finish();

 private:
  /// Everything in a row that is not a number of its hour: the texts of its well and day, then QUALITY.
  using Note = std::vector<std::optional<std::string>>;

  std::int64_t note_of(const WellIdentity& well, const HourlyDay& day, const RowQuality& quality);
  void append_day_in_parts(const HourlySeries& series, const HourlyDay& day);
  void append_steps(const HourlySeries& series, const HourlyDay& day, std::size_t first, std::size_t end,
                    std::int64_t note);
  void append_days(const HourlySeries& series, std::size_t first, std::size_t end, std::int64_t note);
  void write_notes();

  Database& database_;
  std::optional<Appender> staging_;
  std::map<Note, std::int64_t> notes_;
  Instant from_ = Instant::max();
  Instant to_ = Instant::min();
};

}  // namespace flodata::duck
