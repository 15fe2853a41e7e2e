// The source file: written beside its place and put there in one step, or not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "duck/file_replacement.h"
#include "importer/daily_sheet.h"
#include "importer/monthly_sheet.h"

namespace flodata::importer {

/// Checks that the file at `out` may be replaced: there is none, or it is a DuckDB file with no table but
/// this program's (`prod_…`, `flodata_…`). Returns the tables that will go with it. Errors: Failure conflict,
/// naming what else is in it.
std::vector<std::string> tables_to_replace(const std::filesystem::path& out, const std::stop_token& stop);

struct SourceContent {
  const DailySheet& daily;
  const std::optional<MonthlySheet>& monthly;
  std::vector<std::pair<std::string, std::string>> manifest;
};

/// Writes a fresh source file in the place of `out`, which `replacement` was made for.
/// Errors: Failure, interrupted when `stop` was requested; the file that was there is then as it was.
void write_source_file(const std::filesystem::path& out, duck::FileReplacement& replacement,
                       const SourceContent& content, const std::stop_token& stop);

}  // namespace flodata::importer
