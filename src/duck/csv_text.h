// Writes a table as .csv for spreadsheet programs: no text of a source file becomes a formula there.
#pragma once

#include <string>
#include <string_view>

#include "duck/database.h"

namespace flodata::duck {

/// Returns the SELECT list that writes `table` to a .csv. Call it once per database. Numbers, booleans and
/// times are unchanged; texts, column names and values of any other type (as text) go through
/// without_formulas() of model/source_text.h.
std::string csv_select_list(Database& database, std::string_view table);

}  // namespace flodata::duck
