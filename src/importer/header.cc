#include "importer/header.h"

#include <algorithm>
#include <cctype>

namespace flodata::importer {
namespace {

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char left, char right) {
    return std::tolower(static_cast<unsigned char>(left)) == std::tolower(static_cast<unsigned char>(right));
  });
}

}  // namespace

HeaderMatch match_header(const SheetRow& row, std::span<const std::string_view> wanted) {
  HeaderMatch match;
  match.row = row.number;
  std::vector<bool> seen(wanted.size(), false);
  for (const auto& cell : row.cells) {
    const auto text = trimmed(cell.text);
    if (text.empty()) continue;
    match.found.emplace_back(text);
    const auto name = std::find_if(wanted.begin(), wanted.end(), [&](std::string_view candidate) {
      return equal_without_case(candidate, text);
    });
    if (name == wanted.end()) {
      match.ignored.emplace_back(text);
      continue;
    }
    const auto index = static_cast<std::size_t>(name - wanted.begin());
    if (seen[index]) {
      match.doubled.emplace_back(*name);
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

TableSearch find_table_in(const SheetSource& source, std::size_t sheet,
                          std::span<const std::string_view> wanted) {
  TableSearch search;
  std::uint32_t rows_seen = 0;
  source.read_rows(sheet, [&](const SheetRow& row) {
    TableLocation location{sheet, match_header(row, wanted)};
    if (location.header.missing.empty()) {
      search.found = std::move(location);
      return RowAction::stop;
    }
    keep_nearer(search.nearest, std::move(location));
    return ++rows_seen < kHeaderSearchRows ? RowAction::go_on : RowAction::stop;
  });
  return search;
}

TableSearch find_table(const SheetSource& source, std::span<const std::string_view> wanted) {
  TableSearch search;
  for (std::size_t sheet = 0; sheet < source.sheet_names().size() && !search.found; ++sheet) {
    auto here = find_table_in(source, sheet, wanted);
    search.found = std::move(here.found);
    keep_nearer(search.nearest, std::move(here.nearest));
  }
  return search;
}

}  // namespace flodata::importer
