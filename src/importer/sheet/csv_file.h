// A .csv file (RFC 4180, UTF-8) as one sheet of rows. Comma, semicolon, tab or vertical bar: the one with
// which the header row makes the most known columns. A row's number is the line on which it starts.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "importer/sheet/import_limits.h"
#include "importer/sheet/sheet_row.h"

namespace flodata::importer {

class CsvFile final : public SheetSource {
 public:
  /// Opens a file. `bytes` must outlive it; `name` stands in messages and is the sheet's name; `wanted` are
  /// the columns by which the delimiter is told. Errors: Failure (corrupt_input when the text is not UTF-8,
  /// interrupted). Reading ends when `stop` is requested.
  CsvFile(std::string_view bytes, const std::string& name, std::span<const std::string_view> wanted,
          const ImportLimits& limits = {}, std::stop_token stop = {});

  [[nodiscard]] const std::vector<std::string>& sheet_names() const override { return sheet_names_; }
  [[nodiscard]] DateSystem date_system() const override { return DateSystem::from_1900; }
  [[nodiscard]] std::uint64_t size_bytes(std::size_t) const override { return text_.size(); }
  void read_rows(std::size_t sheet, const RowHandler& handler) const override;

  [[nodiscard]] char delimiter() const { return delimiter_; }

 private:
  [[nodiscard]] std::size_t matched_columns(char delimiter, std::span<const std::string_view> wanted) const;
  void read_rows_with(char delimiter, const RowHandler& handler) const;

  std::string_view text_;
  std::vector<std::string> sheet_names_;
  ImportLimits limits_;
  std::stop_token stop_;
  char delimiter_ = ',';
};

}  // namespace flodata::importer
