// The header row: where a table begins in a sheet and which column holds what, whatever the order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "importer/sheet/sheet_row.h"

namespace flodata::importer {

/// How far down a sheet the header row is looked for: titles may stand above it.
inline constexpr std::uint32_t kHeaderSearchRows = 50;

struct HeaderMatch {
  std::uint32_t row = 0;
  std::vector<std::optional<std::size_t>>
      wanted_of_column;            // by column of the sheet; nothing: a column of no interest
  std::vector<std::string> found;  // every text of the row
  std::vector<std::string> missing;
  std::vector<std::string> ignored;
  std::vector<std::string> duplicates;
  std::size_t matched = 0;
  std::optional<std::uint32_t> field_count = {};  // of a .csv
  std::uint32_t named_width = 0;                  // columns up to the last one with a name
};

/// Returns a column's name for comparison: lower case (of A to Z), without blanks.
std::string folded_column_name(std::string_view name);

/// Compares a row's texts with the wanted names, by folded_column_name().
HeaderMatch match_header(const SheetRow& row, std::span<const std::string_view> wanted);

/// Returns why a row of a .csv cannot be read below this header: it has more fields, so that the values after
/// an unquoted delimiter may stand in the wrong columns.
std::optional<std::string> reason_against_fields(const SheetRow& row, const HeaderMatch& header);

/// Whether a row of a .csv ends before the last column.
bool ends_early(const SheetRow& row, const HeaderMatch& header);

struct TableLocation {
  std::size_t sheet = 0;
  HeaderMatch header;
};

/// Whether a row is the header that is looked for.
using HeaderTest = std::function<bool(const HeaderMatch& header)>;
bool has_all_columns(const HeaderMatch& header);

/// Finds the first sheet with a row that passes `is_header`.
/// Returns nothing in `found` when there is none, and then the row that came nearest in `nearest`.
struct TableSearch {
  std::optional<TableLocation> found;
  std::optional<TableLocation> nearest;
};
TableSearch find_table(const SheetSource& source, std::span<const std::string_view> wanted,
                       const HeaderTest& is_header = has_all_columns);

/// As find_table(), in one sheet only.
TableSearch find_table_in(const SheetSource& source, std::size_t sheet,
                          std::span<const std::string_view> wanted,
                          const HeaderTest& is_header = has_all_columns);

/// Takes over what another sheet came nearest with, when that is nearer.
void keep_nearer(std::optional<TableLocation>& nearest, std::optional<TableLocation> other);

}  // namespace flodata::importer
