// What an import read, rejected and flagged; as text for people and as JSON for programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.h"
#include "model/quality.h"

namespace flodata::importer {

/// One cell that cannot be taken over, and why; the whole row where `column` is empty.
struct Rejection {
  std::string sheet;
  std::uint32_t row;
  std::string column;
  std::string value;
  std::string reason;
};

/// Rejections in the order of the file: the first of them with all they say, all of them counted.
class RejectionList {
 public:
  static constexpr std::size_t kKept = 1000;
  void add(Rejection rejection);
  [[nodiscard]] const std::vector<Rejection>& kept() const { return kept_; }
  [[nodiscard]] std::int64_t count() const { return count_; }

 private:
  std::vector<Rejection> kept_;
  std::int64_t count_ = 0;
};

/// One cell that is kept as it is although a rule speaks against it.
struct Flag {
  QualityRule rule;
  std::string sheet;
  std::uint32_t row;
  std::string well_name;  // canonical
  LocalDay day;
  std::string column;
  std::string value;
};

/// Calendar days without a row between two days of a well, both ends included (rule R6).
struct MissingDays {
  std::string well_name;
  LocalDay first;
  LocalDay last;
  [[nodiscard]] std::int64_t count() const { return (last - first).count() + 1; }
};

/// From this day on the well flows the other way (FLOW_KIND).
struct RoleChange {
  std::string well_name;
  LocalDay day;
  std::string from;
  std::string to;
};

struct Flags {
  std::vector<Flag> cells;
  std::vector<MissingDays> missing_days;
  std::vector<RoleChange> role_changes;
  std::int64_t flagged_rows = 0;  // rows with at least one flagged cell
};

/// A table of the source file and where it came from.
struct ImportedTable {
  std::string table;
  std::string sheet;
  std::uint32_t header_row = 0;
  std::int64_t rows_read = 0;
  std::int64_t rows_rejected = 0;
  std::int64_t rows_short = 0;      // of a .csv: they end before the last column
  std::int64_t rows_with_time = 0;  // whose time of day was left out
  std::int64_t rows_hidden = 0;     // of a workbook: it does not show them, and they were read
  std::int64_t rows_two_digit_year = 0;
};

struct ImportReport {
  std::string source_file;
  std::string source_sha256;
  std::string out;
  bool written = false;
  std::vector<ImportedTable> tables;  // the daily table first
  std::int64_t well_count = 0;
  std::optional<LocalDay> first_day;
  std::optional<LocalDay> last_day;
  RejectionList rejections;
  Flags flags;
  std::vector<std::string> replaced_tables;  // of the file that stood at `out`
  std::vector<std::string> warnings;         // what may be a mistake in the file
  std::vector<std::string> notes;            // ignored columns, sheets that were not read
  std::vector<std::string> hints;            // what to do about the rejections
};

/// Returns the report in lines; at most `kRejectionsShown` rejections are listed.
std::string to_text(const ImportReport& report);
inline constexpr std::size_t kRejectionsShown = 20;

/// Returns the report as one JSON object on one line, with all flagged cells and all kept rejections.
std::string to_json(const ImportReport& report);

}  // namespace flodata::importer
