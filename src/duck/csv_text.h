// A table as .csv for spreadsheet programs: no text of a source file becomes a formula there.
#pragma once

#include <string>
#include <string_view>

#include "duck/database.h"

namespace flodata::duck {

/// To be called once for a database. Returns the SELECT list that writes `table` of the database to a .csv.
/// Numbers, truth values and times are as they are; texts, names of columns and values of any other type, as
/// text, are as without_formulas() in model/source_text.h gives them.
std::string csv_select_list(Database& database, std::string_view table);

}  // namespace flodata::duck
