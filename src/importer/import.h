// The whole of an import: read, check, and write only when nothing is rejected.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "importer/import_report.h"

namespace flodata::importer {

struct ImportRequest {
  std::filesystem::path input;
  std::filesystem::path out;
  std::string program_version;      // stands in the manifest
  std::filesystem::path mapping;    // of a .csv with other columns; empty: none
  std::vector<std::string> sheets;  // of a workbook, or kAllSheets; empty: the only one with daily data
};

/// Imports the daily sheet or sheets, and the monthly one where there is one, into a fresh source file at
/// `out`. Returns the report; `written` is false when a cell was rejected, and then nothing was written.
/// Errors: Failure when the input cannot be read as a table, when `out` is not to be replaced, when writing
/// failed, or when `stop` was requested (interrupted): in every case the file at `out` is as it was.
ImportReport import_dataset(const ImportRequest& request, const std::stop_token& stop, Progress& progress);

}  // namespace flodata::importer
