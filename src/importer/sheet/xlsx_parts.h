// The parts of a workbook, each read by a handler of its elements.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "importer/sheet/import_limits.h"
#include "importer/sheet/number_format.h"
#include "importer/sheet/shared_strings.h"
#include "importer/sheet/sheet_row.h"
#include "importer/sheet/xml_parser.h"

namespace flodata::importer {

/// `_rels/*.rels`: id -> target, of relationships whose type ends with one of the wanted names.
class RelationshipsHandler final : public XmlHandler {
 public:
  RelationshipsHandler(std::string part, const ImportLimits& limits)
      : part_(std::move(part)), limits_(limits) {}
  struct Relationship {
    std::string type;  // last part of the type's URI: "worksheet", "sharedStrings"
    std::string target;
  };
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view) override {}
  void text(std::string_view) override {}

  std::map<std::string, Relationship, std::less<>> by_id;

 private:
  std::string part_;
  const ImportLimits& limits_;
};

/// `xl/workbook.xml`: sheets in their order, and the date system.
class WorkbookHandler final : public XmlHandler {
 public:
  WorkbookHandler(std::string part, const ImportLimits& limits) : part_(std::move(part)), limits_(limits) {}
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view) override {}
  void text(std::string_view) override {}

  struct Sheet {
    std::string name;
    std::string relationship_id;
    bool is_hidden = false;  // or "very hidden": only a program can show it
  };
  std::vector<Sheet> sheets;
  DateSystem date_system = DateSystem::from_1900;

 private:
  std::string part_;
  const ImportLimits& limits_;
};

/// By style; nothing where numbers are seen as they are. Shared: many styles have one format.
using CellFormats = std::vector<std::shared_ptr<const NumberFormat>>;

/// `xl/styles.xml`: the number format of each cell style.
class StylesHandler final : public XmlHandler {
 public:
  StylesHandler(std::string part, const ImportLimits& limits) : part_(std::move(part)), limits_(limits) {}
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view name) override;
  void text(std::string_view) override {}

  [[nodiscard]] CellFormats formats() const;

 private:
  std::string part_;
  const ImportLimits& limits_;
  std::map<std::uint32_t, std::string> codes_;
  std::vector<std::uint32_t> format_of_style_;
  bool in_cell_styles_ = false;
};

/// `xl/sharedStrings.xml`: plain and rich text without its phonetic hints.
class SharedStringsHandler final : public XmlHandler {
 public:
  SharedStringsHandler(std::string part, const ImportLimits& limits)
      : part_(std::move(part)), limits_(limits) {}
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view name) override;
  void text(std::string_view chunk) override;

  SharedStrings strings;

 private:
  std::string part_;
  const ImportLimits& limits_;
  bool in_text_ = false;
  bool in_phonetic_ = false;
};

/// `xl/worksheets/sheetN.xml`: hands on each row as it ends.
class SheetHandler final : public XmlHandler {
 public:
  /// Without a styles part there is no format, whatever style a cell names.
  SheetHandler(std::string part, const SharedStrings& shared_strings,
               const std::optional<CellFormats>& formats, const ImportLimits& limits,
               const RowHandler& on_row)
      : part_(std::move(part)),
        shared_strings_(shared_strings),
        formats_(formats),
        limits_(limits),
        on_row_(on_row) {}
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view name) override;
  void text(std::string_view chunk) override;

  /// Says that this many bytes more of the part are about to be parsed.
  void count_bytes(std::size_t count) { row_.offset_bytes += count; }
  /// Says that the receiver of the rows wants no more of them.
  [[nodiscard]] bool is_stopped() const { return stopped_; }

 private:
  void start_row(const XmlAttributes& attributes);
  void start_cell(const XmlAttributes& attributes);
  void end_cell();
  void set_number(Cell& cell);
  void count_text(std::size_t bytes);
  std::uint32_t column_of(std::string_view reference) const;
  [[nodiscard]] Failure malformed(const std::string& what) const;

  std::string part_;
  const SharedStrings& shared_strings_;
  const std::optional<CellFormats>& formats_;
  const ImportLimits& limits_;
  const RowHandler& on_row_;
  SheetRow row_;
  std::size_t cell_count_ = 0;  // row_.cells keeps its strings' memory from row to row; this many are in use
  std::uint32_t next_column_ = 0;
  std::size_t row_bytes_ = 0;
  std::string type_;
  std::string style_;
  std::string value_;
  bool in_data_ = false;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_phonetic_ = false;
  bool has_value_ = false;
  bool has_formula_ = false;
  bool stopped_ = false;
};

}  // namespace flodata::importer
