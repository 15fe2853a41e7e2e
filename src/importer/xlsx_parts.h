// The parts of a workbook, each read by a handler of its elements.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "importer/sheet_row.h"
#include "importer/xml_parser.h"

namespace flodata::importer {

/// `_rels/*.rels`: id -> target, of relationships whose type ends with one of the wanted names.
class RelationshipsHandler final : public XmlHandler {
 public:
  struct Relationship {
    std::string type;  // last part of the type's URI: "worksheet", "sharedStrings"
    std::string target;
  };
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view) override {}
  void text(std::string_view) override {}

  std::map<std::string, Relationship, std::less<>> by_id;
};

/// `xl/workbook.xml`: sheets in their order, and the date system.
class WorkbookHandler final : public XmlHandler {
 public:
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
};

/// `xl/sharedStrings.xml`: plain and rich text without its phonetic hints.
class SharedStringsHandler final : public XmlHandler {
 public:
  explicit SharedStringsHandler(std::string part) : part_(std::move(part)) {}
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view name) override;
  void text(std::string_view piece) override;

  std::vector<std::string> strings;

 private:
  std::string part_;
  std::size_t size_bytes_ = 0;
  bool in_text_ = false;
  bool in_phonetic_ = false;
};

/// `xl/worksheets/sheetN.xml`: hands on each row as it ends.
class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(std::string part, const std::vector<std::string>& shared_strings, const RowHandler& on_row)
      : part_(std::move(part)), shared_strings_(shared_strings), on_row_(on_row) {}
  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view name) override;
  void text(std::string_view piece) override;

  /// Says that this many bytes more of the part are about to be parsed.
  void count_bytes(std::size_t count) { row_.offset_bytes += count; }
  /// Says that the receiver of the rows wants no more of them.
  [[nodiscard]] bool is_stopped() const { return stopped_; }

 private:
  void start_row(const XmlAttributes& attributes);
  void start_cell(const XmlAttributes& attributes);
  void end_cell();
  std::uint32_t column_of(std::string_view reference) const;
  [[nodiscard]] Failure malformed(const std::string& what) const;

  std::string part_;
  const std::vector<std::string>& shared_strings_;
  const RowHandler& on_row_;
  SheetRow row_;
  std::size_t cell_count_ = 0;  // row_.cells keeps its strings' memory from row to row; this many are in use
  std::uint32_t next_column_ = 0;
  std::string type_;
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
