// Where tests find the published workbook, which is not part of this repository.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace flodata::test {

/// Returns $VOLVE_XLSX, or the workbook in the folder `shared` beside the checkout; nothing where it is not
/// there.
inline std::optional<std::filesystem::path> find_volve_workbook() {
  if (const char* given = std::getenv("VOLVE_XLSX")) return given;
  const auto beside =
      std::filesystem::path(FLODATA_SOURCE_DIR) / "../shared/volve/Volve production data.xlsx";
  if (std::filesystem::exists(beside)) return beside;
  return std::nullopt;
}

inline constexpr const char* kNoVolveWorkbook =
    "the published workbook is not here: set VOLVE_XLSX to the path of 'Volve production data.xlsx'";

}  // namespace flodata::test
