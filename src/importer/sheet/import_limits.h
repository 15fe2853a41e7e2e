// What one import may cost. Daily data of a field is a few megabytes, and a file from elsewhere may
// be made to cost hours and gigabytes: every budget stands here, and an error names the one that was reached.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flodata::importer {

inline constexpr std::uint64_t kKibibyte = 1ULL << 10U;
inline constexpr std::uint64_t kMebibyte = 1ULL << 20U;

struct ImportLimits {
  std::uint64_t file_bytes = 256 * kMebibyte;

  // Archive. The published workbook has 25 parts, the largest 14 MB at a ratio of 6. Deflate reaches 1032 at
  // the most.
  std::uint64_t archive_entries = 2000;
  std::uint64_t part_bytes = 512 * kMebibyte;
  std::uint64_t inflated_bytes = 1024 * kMebibyte;  // of all parts, each as often as it is read: the work
  std::uint64_t ratio = 300;
  std::uint64_t ratio_applies_from_bytes = 4 * kMebibyte;

  // XML. Expat keeps a stretch of markup (a tag with its attributes, a comment) and every name in memory.
  std::size_t markup_bytes = 256 * kKibibyte;
  std::size_t element_depth = 64;
  std::size_t element_names = 1000;
  std::size_t attributes = 256;  // of one element

  // Workbook. A spreadsheet program has 64,000 cell formats at the most, and no limit of sheets but memory.
  std::size_t sheets = 1000;
  std::size_t relationships = 10'000;
  std::size_t cell_formats = 65'536;
  std::size_t format_code_bytes = 1024;  // 255 characters
  std::size_t shared_strings = 4'000'000;
  std::size_t shared_string_bytes = 64 * kMebibyte;

  // Rows, of a workbook (the format's own bounds) and of a .csv file alike.
  std::uint32_t sheet_rows = 1'048'576;  // of a workbook's sheet
  std::uint32_t columns = 16'384;
  std::size_t cell_bytes = 32'767ULL * 4;
  std::size_t row_bytes =
      kMebibyte;                 // text of all cells: one long shared string may stand in every one of them
  std::size_t rows = 2'000'000;  // of daily data: 100 wells for 54 years
  std::size_t wellbores = 20'000;

  // Mapping.
  std::size_t mapping_bytes = 256 * kKibibyte;
  std::size_t mapping_depth = 16;  // dots in a key, brackets within brackets
};

}  // namespace flodata::importer
