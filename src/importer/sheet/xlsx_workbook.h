// An .xlsx workbook (ECMA-376) as sheets of rows, streamed: one row is in memory at a time.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "importer/sheet/import_limits.h"
#include "importer/sheet/sheet_row.h"
#include "importer/sheet/xlsx_parts.h"
#include "importer/sheet/zip_archive.h"

namespace flodata::importer {

class XlsxWorkbook final : public SheetSource {
 public:
  /// Opens a workbook. `bytes` must outlive it; `name` stands in messages; reading ends when `stop` is
  /// requested. Errors: Failure (corrupt_input, interrupted).
  XlsxWorkbook(std::string_view bytes, const std::string& name, const ImportLimits& limits = {},
               const std::stop_token& stop = {});

  [[nodiscard]] const std::vector<std::string>& sheet_names() const override { return sheet_names_; }
  [[nodiscard]] DateSystem date_system() const override { return date_system_; }
  [[nodiscard]] bool is_hidden(std::size_t sheet) const override { return sheets_.at(sheet).is_hidden; }
  [[nodiscard]] std::uint64_t size_bytes(std::size_t sheet) const override;
  void read_rows(std::size_t sheet, const RowHandler& handler) const override;

 private:
  std::string name_;
  ImportLimits limits_;
  ZipArchive archive_;
  struct Sheet {
    std::string part;
    bool is_hidden;
  };
  std::vector<std::string> sheet_names_;
  std::vector<Sheet> sheets_;  // same order as the names
  SharedStrings shared_strings_;
  std::optional<CellFormats> formats_;  // nothing: the workbook has no styles
  DateSystem date_system_ = DateSystem::from_1900;
};

}  // namespace flodata::importer
