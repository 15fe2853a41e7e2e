// A table as .csv for spreadsheet programs: no text of a source file becomes a formula there.
#pragma once

#include <span>
#include <string>

#include "duck/database.h"

namespace flodata::duck {

/// Returns the SELECT list that writes `columns` to a .csv. Numbers, truth values and times are as they are.
/// A text (and a column's name) that a spreadsheet program would take for a formula, as looks_like_formula()
/// in model/source_text.h tells, gets an apostrophe before it; a value of any other type is written as text.
std::string csv_select_list(std::span<const TableColumn> columns);

}  // namespace flodata::duck
