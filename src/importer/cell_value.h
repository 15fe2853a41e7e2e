// From the text of one cell to its value. A cell that is there but holds something else gives the reason,
// as it stands in the report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/time_zone.h"
#include "importer/sheet/sheet_row.h"

namespace flodata::importer {

/// Nothing where the cell is missing: blank, or the publisher's 'NULL'. Errors: invalid_argument with the
/// reason.
template <typename T>
using CellValue = Expected<std::optional<T>>;

/// Returns the double nearest to the cell's decimal text (a point, no thousands separators, finite):
/// mapping/number_text.h.
CellValue<double> number_of(const Cell& cell);

/// As number_of(), but without a fraction.
CellValue<std::int64_t> whole_number_of(const Cell& cell);

/// Returns the text without the blanks around it; blanks alone count as missing. Errors also for what
/// model/source_text.h rejects.
CellValue<std::string> text_of(const Cell& cell);

/// Returns the day of a serial number (workbooks only) or of "2014-04-07", "07-Apr-14", "07-Apr-2014", the
/// first also with midnight behind it. "07-Apr-14" is how the published sheet shows its days, and so what a
/// spreadsheet program writes into a .csv: years 69 to 99 are 19xx, 00 to 68 are 20xx, as for %y in a
/// mapping.
CellValue<LocalDay> day_of(const Cell& cell, DateSystem date_system);

/// Whether day_of() adds the century.
bool has_two_digit_year(const Cell& cell);

}  // namespace flodata::importer
