// The header row: where a table begins in a sheet and which column holds what, whatever the order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "importer/sheet_row.h"

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
  std::vector<std::string> doubled;
  std::size_t matched = 0;
};

/// Compares a row's texts with the wanted names, without regard to case and outer blanks.
HeaderMatch match_header(const SheetRow& row, std::span<const std::string_view> wanted);

struct TableLocation {
  std::size_t sheet = 0;
  HeaderMatch header;
};

/// Finds the first sheet with a row that has all of the wanted columns.
/// Returns nothing in `found` when there is none, and then the row that came nearest in `nearest`.
struct TableSearch {
  std::optional<TableLocation> found;
  std::optional<TableLocation> nearest;
};
TableSearch find_table(const SheetSource& source, std::span<const std::string_view> wanted);

/// As find_table(), in one sheet only.
TableSearch find_table_in(const SheetSource& source, std::size_t sheet,
                          std::span<const std::string_view> wanted);

/// Takes over what another sheet came nearest with, when that is nearer.
void keep_nearer(std::optional<TableLocation>& nearest, std::optional<TableLocation> other);

}  // namespace flodata::importer
