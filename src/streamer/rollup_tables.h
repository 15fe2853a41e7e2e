// Cells into the tables of rollups.
#pragma once

#include <functional>
#include <string>

#include "pg/connection.h"
#include "rollup/builder.h"

namespace flodata::streamer {

/// Copies cells into the tables whose names begin with `prefix`. `name_of`: a well's name by its number.
void copy_cells(pg::Connection& connection, const rollup::FinishedCells& cells, const std::string& prefix,
                const std::function<const std::string&(std::size_t)>& name_of);

}  // namespace flodata::streamer
