// The published columns in a file that may have fewer of them, and what no daily table can do without.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "importer/sheet/header.h"

namespace flodata::importer {

/// Returns the names of the columns that a daily sheet can have, in the order of kSourceColumns.
std::vector<std::string_view> daily_columns();

/// Something that every row needs.
struct ColumnNeed {
  std::string_view columns;  // one of these
  std::string_view meaning;
};

/// Returns what a table is lacking of the day, the well's name, the time on stream and a volume.
std::vector<ColumnNeed> missing_needs(const std::function<bool(std::string_view column)>& has);

/// Whether a row has the published columns that every row needs: a HeaderTest.
bool has_needed_columns(const HeaderMatch& header);

/// Checks the header of a table with published names.
/// Returns what speaks against it, with a hint: a column that stands there twice, or one that is all but
/// called like a published column that is missing; otherwise nothing.
std::optional<std::string> reason_against_header(const HeaderMatch& header);

}  // namespace flodata::importer
