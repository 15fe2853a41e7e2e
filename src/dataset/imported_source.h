// A workbook or a .csv as the source of `flodata up`: imported and upsampled into the data folder.
#pragma once

#include <filesystem>
#include <stop_token>

#include "base/log.h"

namespace flodata::dataset {

struct GivenSource {
  std::filesystem::path file;     // a DuckDB file, a workbook or a .csv; empty: none was given
  std::filesystem::path mapping;  // empty: none

  /// Returns the DuckDB file that is streamed: `file`, or where it is imported to in the data folder.
  [[nodiscard]] std::filesystem::path streamed_file(const std::filesystem::path& data_directory) const;
};

/// Checks what was given. Errors: not_found without the file; invalid_argument for a mapping of a DuckDB
/// file, or of no file.
void check_given_source(const GivenSource& given);

/// Imports and upsamples a workbook or .csv into the data folder, unless that was done from the same bytes of
/// file and mapping already; a DuckDB file needs nothing. Returns streamed_file().
/// Errors: Failure; corrupt_input when a cell is rejected, after the report went to the log. What was made
/// before stays as it was then.
std::filesystem::path ensure_imported(const GivenSource& given, const std::filesystem::path& data_directory,
                                      const Log& log, const std::stop_token& stop);

}  // namespace flodata::dataset
