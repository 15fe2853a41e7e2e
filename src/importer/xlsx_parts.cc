#include "importer/xlsx_parts.h"

#include <charconv>

#include <fmt/format.h>

namespace flodata::importer {
namespace {

// The format's own bounds (ECMA-376 and Excel's specification), and one on memory.
constexpr std::uint32_t kMaxRows = 1'048'576;
constexpr std::uint32_t kMaxColumns = 16'384;
constexpr std::size_t kMaxCellBytes = 32'767ULL * 4;
constexpr std::size_t kMaxSharedBytes = 64ULL << 20U;

std::optional<std::uint32_t> parse_count(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_true(std::string_view value) { return value == "1" || value == "true"; }

}  // namespace

void RelationshipsHandler::start_element(std::string_view name, const XmlAttributes& attributes) {
  if (name != "Relationship") return;
  const auto id = attributes.find("Id");
  const auto type = attributes.find("Type");
  const auto target = attributes.find("Target");
  if (id && type && target)
    by_id.insert_or_assign(std::string(*id), Relationship{std::string(type->substr(type->rfind('/') + 1)),
                                                          std::string(*target)});
}

void WorkbookHandler::start_element(std::string_view name, const XmlAttributes& attributes) {
  if (name == "workbookPr" && is_true(attributes.find("date1904").value_or("0")))
    date_system = DateSystem::from_1904;
  if (name != "sheet") return;
  const auto sheet_name = attributes.find("name");
  const auto id = attributes.find("id");
  const auto state = attributes.find("state").value_or("visible");
  if (sheet_name && id) sheets.push_back({std::string(*sheet_name), std::string(*id), state != "visible"});
}

void SharedStringsHandler::start_element(std::string_view name, const XmlAttributes&) {
  if (name == "si") strings.emplace_back();
  if (name == "rPh") in_phonetic_ = true;
  if (name == "t") in_text_ = !strings.empty() && !in_phonetic_;
}

void SharedStringsHandler::end_element(std::string_view name) {
  if (name == "rPh") in_phonetic_ = false;
  if (name == "t") in_text_ = false;
}

void SharedStringsHandler::text(std::string_view piece) {
  if (!in_text_) return;
  size_bytes_ += piece.size();
  if (size_bytes_ > kMaxSharedBytes)
    throw Failure(Code::corrupt_input,
                  fmt::format("{} holds more than {} bytes of text: it is not read", part_, kMaxSharedBytes));
  strings.back() += piece;
}

Failure SheetHandler::malformed(const std::string& what) const {
  return {Code::corrupt_input, fmt::format("{}, row {}: {}", part_, row_.number, what)};
}

void SheetHandler::start_element(std::string_view name, const XmlAttributes& attributes) {
  if (stopped_) return;
  if (name == "sheetData") in_data_ = true;
  if (!in_data_) return;
  if (name == "row") return start_row(attributes);
  if (name == "c") return start_cell(attributes);
  if (!in_cell_) return;
  if (name == "rPh") in_phonetic_ = true;
  if (name == "f") has_formula_ = true;
  if (name == "v" || (name == "t" && !in_phonetic_)) in_value_ = has_value_ = true;
}

void SheetHandler::start_row(const XmlAttributes& attributes) {
  const auto reference = attributes.find("r");
  const auto number = reference ? parse_count(*reference) : row_.number + 1;
  if (!number || *number <= row_.number || *number > kMaxRows)
    throw malformed(fmt::format("the row after it is numbered '{}'", reference.value_or("")));
  row_.number = *number;
  cell_count_ = 0;
  next_column_ = 0;
}

void SheetHandler::start_cell(const XmlAttributes& attributes) {
  if (row_.number == 0) throw malformed("a cell outside of rows");
  const auto reference = attributes.find("r");
  const auto column = reference ? column_of(*reference) : next_column_;
  if (column < next_column_ || column >= kMaxColumns)
    throw malformed(fmt::format("cell '{}' is out of order or double", reference.value_or("")));
  next_column_ = column + 1;
  if (cell_count_ == row_.cells.size()) row_.cells.emplace_back();
  row_.cells[cell_count_++].column = column;
  type_ = attributes.find("t").value_or("n");
  value_.clear();
  in_cell_ = true;
  has_value_ = has_formula_ = false;
}

std::uint32_t SheetHandler::column_of(std::string_view reference) const {
  constexpr std::uint32_t kLetters = 26;
  std::uint32_t column = 0;
  std::size_t length = 0;
  for (; length < reference.size() && reference[length] >= 'A' && reference[length] <= 'Z'; ++length) {
    column = column * kLetters + static_cast<std::uint32_t>(reference[length] - 'A' + 1);
    if (column > kMaxColumns) break;
  }
  if (length == 0 || column > kMaxColumns || parse_count(reference.substr(length)) != row_.number)
    throw malformed(fmt::format("'{}' is no cell of this row", reference));
  return column - 1;
}

void SheetHandler::text(std::string_view piece) {
  if (!in_value_ || stopped_) return;
  value_ += piece;
  if (value_.size() > kMaxCellBytes) throw malformed("a cell is longer than a workbook allows");
}

void SheetHandler::end_element(std::string_view name) {
  if (stopped_ || !in_data_) return;
  if (name == "sheetData") in_data_ = false;
  if (name == "rPh") in_phonetic_ = false;
  if (name == "v" || name == "t") in_value_ = false;
  if (name == "c" && in_cell_) end_cell();
  if (name != "row") return;
  row_.cells.resize(cell_count_);
  stopped_ = on_row_(row_) == RowAction::stop;
}

void SheetHandler::end_cell() {
  in_cell_ = false;
  auto& cell = row_.cells[cell_count_ - 1];
  if (has_formula_ && value_.empty() && type_ != "str") {
    cell.kind = CellKind::formula_without_value;
    cell.text.clear();
    return;
  }
  if (!has_value_ || value_.empty()) {
    --cell_count_;
    return;
  }
  cell.text = value_;
  if (type_ == "n") {
    cell.kind = CellKind::number;
  } else if (type_ == "s") {
    const auto index = parse_count(value_);
    if (!index || *index >= shared_strings_.size())
      throw malformed(fmt::format("cell {}{} names the text number '{}' of {}", column_letters(cell.column),
                                  row_.number, value_, shared_strings_.size()));
    cell.kind = CellKind::text;
    cell.text = shared_strings_[*index];
  } else if (type_ == "b") {
    cell.kind = CellKind::boolean;
    cell.text = is_true(value_) ? "TRUE" : "FALSE";
  } else if (type_ == "e") {
    cell.kind = CellKind::error;
  } else if (type_ == "str" || type_ == "inlineStr" || type_ == "d") {
    cell.kind = CellKind::text;
  } else {
    throw malformed(
        fmt::format("cell {}{} has the unknown type '{}'", column_letters(cell.column), row_.number, type_));
  }
}

}  // namespace flodata::importer
