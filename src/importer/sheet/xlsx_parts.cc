#include "importer/sheet/xlsx_parts.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace flodata::importer {
namespace {

void require_room(std::size_t count, std::size_t limit, const std::string& part, std::string_view things) {
  if (count >= limit)
    throw Failure(Code::corrupt_input,
                  fmt::format("{} has more than {} {}, which no workbook of daily data has: it is not read",
                              part, limit, things));
}

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
  if (id && type && target) {
    require_room(by_id.size(), limits_.relationships, part_, "relationships");
    by_id.insert_or_assign(std::string(*id), Relationship{std::string(type->substr(type->rfind('/') + 1)),
                                                          std::string(*target)});
  }
}

void WorkbookHandler::start_element(std::string_view name, const XmlAttributes& attributes) {
  if (name == "workbookPr" && is_true(attributes.find("date1904").value_or("0")))
    date_system = DateSystem::from_1904;
  if (name != "sheet") return;
  const auto sheet_name = attributes.find("name");
  const auto id = attributes.find("id");
  require_room(sheets.size(), limits_.sheets, part_, "sheets");
  const auto state = attributes.find("state").value_or("visible");
  if (sheet_name && id) sheets.push_back({std::string(*sheet_name), std::string(*id), state != "visible"});
}

void StylesHandler::start_element(std::string_view name, const XmlAttributes& attributes) {
  if (name == "cellXfs") in_cell_styles_ = true;
  const auto id = parse_count(attributes.find("numFmtId").value_or("0"));
  if (name == "xf" && in_cell_styles_) {
    require_room(format_of_style_.size(), limits_.cell_formats, part_, "cell formats");
    format_of_style_.push_back(id.value_or(0));
  }
  if (name != "numFmt" || !id) return;
  require_room(codes_.size(), limits_.cell_formats, part_, "number formats");
  const auto code = attributes.find("formatCode").value_or("General");
  require_room(code.size(), limits_.format_code_bytes, part_, "bytes in a number format");
  codes_.insert_or_assign(*id, std::string(code));
}

void StylesHandler::end_element(std::string_view name) {
  if (name == "cellXfs") in_cell_styles_ = false;
}

CellFormats StylesHandler::formats() const {
  std::map<std::uint32_t, std::shared_ptr<const NumberFormat>> by_id;
  CellFormats formats;
  for (const auto id : format_of_style_) {
    const auto [format, is_new] = by_id.try_emplace(id);
    if (is_new) {
      const auto code = codes_.find(id);
      auto parsed = std::make_shared<const NumberFormat>(
          code == codes_.end() ? std::string(built_in_format(id)) : code->second);
      if (!parsed->is_plain()) format->second = std::move(parsed);
    }
    formats.push_back(format->second);
  }
  return formats;
}

void SharedStringsHandler::start_element(std::string_view name, const XmlAttributes&) {
  if (name == "si") {
    require_room(strings.size(), limits_.shared_strings, part_, "shared strings");
    strings.begin();
  }
  if (name == "rPh") in_phonetic_ = true;
  if (name == "t") in_text_ = strings.size() > 0 && !in_phonetic_;
}

void SharedStringsHandler::end_element(std::string_view name) {
  if (name == "rPh") in_phonetic_ = false;
  if (name == "t") in_text_ = false;
}

void SharedStringsHandler::text(std::string_view chunk) {
  if (!in_text_) return;
  if (!chunk.empty())
    require_room(strings.size_bytes() + chunk.size() - 1, limits_.shared_string_bytes, part_,
                 "bytes of text");
  strings.append(chunk);
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
  if (!number || *number <= row_.number || *number > limits_.sheet_rows)
    throw malformed(fmt::format("the row after it is numbered '{}'", reference.value_or("")));
  row_.number = *number;
  row_.is_hidden = is_true(attributes.find("hidden").value_or("0"));
  cell_count_ = 0;
  row_bytes_ = 0;
  next_column_ = 0;
}

void SheetHandler::start_cell(const XmlAttributes& attributes) {
  if (row_.number == 0) throw malformed("a cell outside of rows");
  const auto reference = attributes.find("r");
  const auto column = reference ? column_of(*reference) : next_column_;
  if (column < next_column_ || column >= limits_.columns)
    throw malformed(fmt::format("cell '{}' is out of order or double", reference.value_or("")));
  next_column_ = column + 1;
  if (cell_count_ == row_.cells.size()) row_.cells.emplace_back();
  row_.cells[cell_count_++].column = column;
  type_ = attributes.find("t").value_or("n");
  style_ = attributes.find("s").value_or("0");
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
    if (column > limits_.columns) break;
  }
  if (length == 0 || column > limits_.columns || parse_count(reference.substr(length)) != row_.number)
    throw malformed(fmt::format("'{}' is no cell of this row", reference));
  return column - 1;
}

void SheetHandler::text(std::string_view chunk) {
  if (!in_value_ || stopped_) return;
  value_ += chunk;
  if (value_.size() > limits_.cell_bytes) throw malformed("a cell is longer than a workbook allows");
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

void SheetHandler::count_text(std::size_t bytes) {
  row_bytes_ += bytes;
  if (row_bytes_ > limits_.row_bytes)
    throw malformed(
        fmt::format("its cells hold more than {} bytes of text: it is not read", limits_.row_bytes));
}

void SheetHandler::set_number(Cell& cell) {
  cell.kind = CellKind::number;
  if (!formats_) return;
  const auto style = parse_count(style_);
  if (!style || *style >= std::max<std::size_t>(formats_->size(), 1))
    throw malformed(fmt::format("cell {}{} names the style '{}' of {}", column_letters(cell.column),
                                row_.number, style_, formats_->size()));
  if (*style < formats_->size()) cell.format = (*formats_)[*style].get();
}

void SheetHandler::end_cell() {
  in_cell_ = false;
  auto& cell = row_.cells[cell_count_ - 1];
  cell.format = nullptr;
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
  count_text(value_.size());
  if (type_ == "n") {
    set_number(cell);
  } else if (type_ == "s") {
    const auto index = parse_count(value_);
    if (!index || *index >= shared_strings_.size())
      throw malformed(fmt::format("cell {}{} names the text number '{}' of {}", column_letters(cell.column),
                                  row_.number, value_, shared_strings_.size()));
    cell.kind = CellKind::text;
    cell.text = shared_strings_[*index];
    count_text(cell.text.size());
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
