// The daily sheet's rows as values: every cell is either taken over as it is or rejected with a reason.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "importer/import_report.h"
#include "importer/sheet/header.h"
#include "importer/sheet/import_limits.h"
#include "importer/value_doubts.h"
#include "model/daily_history.h"
#include "model/well_name.h"

namespace flodata::importer {

struct DailyRecord {
  std::size_t sheet;  // position in DailySheet::sheets
  std::uint32_t source_row;
  std::size_t identity;  // position in DailySheet::identities
  DailyRow row;
};

/// What was read of one sheet.
struct DailySheetPart {
  std::string name;
  std::uint32_t header_row = 0;
  std::int64_t rows_read = 0;  // without empty rows
  std::int64_t rows_rejected = 0;
  std::int64_t rows_short = 0;      // that end before the last column
  std::int64_t rows_with_time = 0;  // whose time of day was left out
  std::int64_t rows_hidden = 0;     // read like the others
  std::int64_t rows_two_digit_year = 0;
  bool lacks_roles = false;  // it has neither WELL_TYPE nor FLOW_KIND (well_roles.h gives them)
};

/// The rows of one sheet, or of several that hold one field together.
struct DailySheet {
  std::vector<DailySheetPart> sheets;
  std::vector<WellIdentity> identities;
  std::vector<DailyRecord> records;  // in the order of the file
  ValueDoubts doubts;
};

/// What the field's days and names are.
struct DailyConventions {
  TimeZone day_zone;
  WellNaming well_names;
  bool only_npd_names = false;  // others are rejected
};

/// Called for every row that is read; throws to stop the import.
using RowTick = std::function<void(const SheetRow& row)>;

/// Reads the tables at `locations`, each in a sheet of its own; columns that no row needs may be missing
/// (mapping/published_columns.h). A well-day that comes twice, a day that hourly rows
/// cannot stand for, and a wellbore under two names are rejected.
/// Errors: Failure corrupt_input when a sheet itself is damaged or beyond the limits.
DailySheet read_daily_sheets(const SheetSource& source, std::span<const TableLocation> locations,
                             const DailyConventions& conventions, const RowTick& tick,
                             RejectionList& rejections, const ImportLimits& limits = {});

}  // namespace flodata::importer
