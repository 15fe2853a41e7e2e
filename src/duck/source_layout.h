// The tables that a source file may have (docs/formats/source_file.md), and the views that read them: columns
// of fixed types in a fixed order, whatever exact types the file has.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/error.h"
#include "duck/daily_table.h"
#include "duck/database.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"

namespace flodata::duck {

/// Tables that are checked when a file is opened.
inline constexpr std::array<std::string_view, 4> kKnownTables = {kDailyTable, kHourlyTable, kMonthlyTable,
                                                                 kManifestTable};

/// Returns the SELECT of a known table's view: each column of the layout cast to its type, NULL when the
/// table does not have it or it is entirely NULL. Errors: corrupt_input naming the column and the hint.
Expected<std::string> select_of_layout(Database& database, std::string_view table);

/// Returns whether a column of this type can be a time (TIMESTAMP of any precision, with or without time
/// zone).
bool is_time_type(std::string_view type);

}  // namespace flodata::duck
