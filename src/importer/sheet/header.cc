#include "importer/sheet/header.h"

#include <algorithm>

#include <fmt/format.h>

namespace flodata::importer {
namespace {

/// The hint beside too many fields.
std::string_view hint_for(char delimiter) {
  switch (delimiter) {
    case ';':
      return "a semicolon inside a text? quote it";
    case '\t':
      return "a tab inside a text? quote it";
    case '|':
      return "a vertical bar inside a text? quote it";
    default:
      return "a comma inside a number? quote it";
  }
}

}  // namespace

std::string folded_column_name(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    const auto first = first_character(name);
    const auto size = first ? first->size_bytes : 1;
    if (!first || !is_blank(first->character))
      for (const char c : name.substr(0, size))
        folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    name.remove_prefix(size);
  }
  return folded;
}

HeaderMatch match_header(const SheetRow& row, std::span<const std::string_view> wanted) {
  HeaderMatch match;
  match.row = row.number;
  match.field_count = row.field_count;
  std::vector<std::string> folded_wanted;
  for (const auto name : wanted) folded_wanted.push_back(folded_column_name(name));
  std::vector<bool> seen(wanted.size(), false);
  for (const auto& cell : row.cells) {
    const auto text = trimmed(cell.text);
    if (text.empty()) continue;
    match.found.emplace_back(text);
    match.named_width = std::max(match.named_width, cell.column + 1);
    const auto name = std::ranges::find(folded_wanted, folded_column_name(text));
    if (name == folded_wanted.end()) {
      match.ignored.emplace_back(text);
      continue;
    }
    const auto index = static_cast<std::size_t>(name - folded_wanted.begin());
    if (seen[index]) {
      match.duplicates.emplace_back(wanted[index]);
      continue;
    }
    seen[index] = true;
    ++match.matched;
    if (match.wanted_of_column.size() <= cell.column) match.wanted_of_column.resize(cell.column + 1);
    match.wanted_of_column[cell.column] = index;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!seen[i]) match.missing.emplace_back(wanted[i]);
  return match;
}

void keep_nearer(std::optional<TableLocation>& nearest, std::optional<TableLocation> other) {
  if (!other) return;
  const bool is_nearer = !nearest || other->header.matched > nearest->header.matched ||
                         (nearest->header.found.empty() && !other->header.found.empty());
  if (is_nearer) nearest = std::move(other);
}

std::optional<std::string> reason_against_fields(const SheetRow& row, const HeaderMatch& header) {
  if (!row.field_count || !header.field_count) return std::nullopt;
  if (*row.field_count > *header.field_count)
    return fmt::format("{} fields, the header has {}: {}", *row.field_count, *header.field_count,
                       hint_for(row.delimiter));
  for (const auto& cell : row.cells)
    if (cell.column >= header.named_width && !trimmed(cell.text).empty())
      return fmt::format("a value in field {}, the header names {} columns: {}", cell.column + 1,
                         header.named_width, hint_for(row.delimiter));
  return std::nullopt;
}

bool ends_early(const SheetRow& row, const HeaderMatch& header) {
  return row.field_count && *row.field_count < header.named_width;
}

bool has_all_columns(const HeaderMatch& header) { return header.missing.empty(); }

TableSearch find_table_in(const SheetSource& source, std::size_t sheet,
                          std::span<const std::string_view> wanted, const HeaderTest& is_header) {
  TableSearch search;
  std::uint32_t rows_seen = 0;
  source.read_rows(sheet, [&](const SheetRow& row) {
    TableLocation location{sheet, match_header(row, wanted)};
    if (is_header(location.header)) {
      search.found = std::move(location);
      return RowAction::stop;
    }
    keep_nearer(search.nearest, std::move(location));
    return ++rows_seen < kHeaderSearchRows ? RowAction::go_on : RowAction::stop;
  });
  return search;
}

TableSearch find_table(const SheetSource& source, std::span<const std::string_view> wanted,
                       const HeaderTest& is_header) {
  TableSearch search;
  for (std::size_t sheet = 0; sheet < source.sheet_names().size() && !search.found; ++sheet) {
    auto here = find_table_in(source, sheet, wanted, is_header);
    search.found = std::move(here.found);
    keep_nearer(search.nearest, std::move(here.nearest));
  }
  return search;
}

}  // namespace flodata::importer
