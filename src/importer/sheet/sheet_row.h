// What a workbook and a .csv file have in common: named sheets of rows of cells, as text with a kind.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/unicode.h"

namespace flodata::importer {

enum class CellKind : std::uint8_t {
  number,                 // the decimal text of a number, as the file spells it
  text,                   // also dates written as text
  boolean,                // "TRUE" or "FALSE"
  error,                  // "#N/A", "#DIV/0!", …
  formula_without_value,  // a formula that no spreadsheet program has calculated yet
  rejected,               // its reader cannot make a value of it: Cell::reason says why
};

class NumberFormat;

struct Cell {
  std::uint32_t column = 0;  // 0 is column A
  CellKind kind = CellKind::text;
  std::string text;
  const NumberFormat* format = nullptr;   // of a number in a workbook whose format may change what it means
  std::string reason = {};                // of kind rejected
  std::optional<double> as_written = {};  // of a mapped number: before its unit was converted
};

/// Cells that are there, by column; empty cells may be left out.
struct SheetRow {
  std::uint32_t number =
      0;  // as a person finds it: the row in the sheet, the line in a .csv file (1 is the first)
  std::vector<Cell> cells;
  std::uint64_t offset_bytes = 0;  // how far into the sheet it was read, to show progress
  /// Fields between the delimiters of a .csv, empty ones included; nothing in a workbook, which has none.
  std::optional<std::uint32_t> field_count = {};
  char delimiter = '\0';         // of a .csv
  std::string rejection = {};    // why no cell of the row can be taken; empty: nothing speaks against it
  bool is_short = false;         // it ends before the last column, and nothing that is needed is missing
  bool has_time_of_day = false;  // left out of its day
  bool is_hidden = false;        // a spreadsheet program does not show it
};

/// Which day is serial number 0 of a date cell.
enum class DateSystem : std::uint8_t { from_1900, from_1904 };

enum class RowAction : std::uint8_t { go_on, stop };
using RowHandler = std::function<RowAction(const SheetRow& row)>;

class SheetSource {
 public:
  virtual ~SheetSource() = default;
  [[nodiscard]] virtual const std::vector<std::string>& sheet_names() const = 0;
  [[nodiscard]] virtual DateSystem date_system() const = 0;
  /// Says whether a spreadsheet program shows no tab for this sheet.
  [[nodiscard]] virtual bool is_hidden(std::size_t) const { return false; }
  /// Returns the sheet's length in the bytes that SheetRow::offset_bytes counts; 0 where it is not known.
  [[nodiscard]] virtual std::uint64_t size_bytes(std::size_t sheet) const = 0;
  /// Hands the sheet's rows to `handler`, top down, until it says stop. Errors: Failure corrupt_input.
  virtual void read_rows(std::size_t sheet, const RowHandler& handler) const = 0;
};

/// Returns the letters of a column: 0 is "A", 26 is "AA".
std::string column_letters(std::uint32_t column);

}  // namespace flodata::importer
