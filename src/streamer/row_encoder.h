// Encodes a source row as a row of production_data, in COPY's binary format.
#pragma once

#include <string>

#include "pg/copy_binary_writer.h"
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// Columns in the order in which write_row() writes them, separated by commas.
const std::string& production_column_list();

void write_row(pg::CopyBinaryWriter& writer, const HourlyRow& row, Instant label);

}  // namespace flodata::streamer
