#include "duck/source_layout.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "duck/sql_text.h"
#include "model/daily_history.h"

namespace flodata::duck {
namespace {

constexpr std::string_view kLayoutHelp = "docs/formats/source_file.md lists what a source file holds";

bool is_number_type(std::string_view type) {
  constexpr std::array<std::string_view, 12> kNumbers = {"DOUBLE",    "FLOAT",    "TINYINT", "SMALLINT",
                                                         "INTEGER",   "BIGINT",   "HUGEINT", "UTINYINT",
                                                         "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"};
  return type.starts_with("DECIMAL(") || std::ranges::find(kNumbers, type) != kNumbers.end();
}

/// Text, or a type with one plain text for each value.
bool is_text_type(std::string_view type) {
  return type == "VARCHAR" || type == "JSON" || type.starts_with("ENUM(") || is_number_type(type);
}

/// DuckDB's names are case-insensitive.
bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

const TableColumn* find_column(const std::vector<TableColumn>& columns, std::string_view name) {
  const auto found =
      std::ranges::find_if(columns, [&](const auto& column) { return is_same_name(column.name, name); });
  return found == columns.end() ? nullptr : &*found;
}

/// Returns a short name of a type for messages: an ENUM lists all of its values.
std::string short_type(std::string_view type) { return std::string(type.substr(0, type.find('('))); }

/// Checks one table; its columns become a SELECT list.
class Layout {
 public:
  Layout(Database& database, std::string_view table)
      : database_(database), table_(table), columns_(database.columns(table)) {}

  void require(std::string_view column) {
    if (!problem_.empty() || find_column(columns_, column) != nullptr) return;
    problem_ = fmt::format("table {} has no column {}; {}", table_, column, kLayoutHelp);
  }

  /// Hours and days are keys: they must have their own type, since a cast could lose a part of them.
  void add_time(std::string_view name, std::string_view type) {
    const auto* column = find_column(columns_, name);
    if (column == nullptr || !problem_.empty()) return;
    const bool fits = type == "DATE" ? column->type == "DATE" : is_time_type(column->type);
    if (!fits)
      problem_ = fmt::format(
          "column {0} of table {1} is of type {2}, and {3} must be a {4}; change it (ALTER TABLE {1} ALTER "
          "{0} "
          "TYPE {4}), or make the file again with `flodata dataset {5}`",
          name, table_, short_type(column->type),
          type == "DATE" ? "a production day" : "the start of an hour", type,
          type == "DATE" ? "import" : "upsample");
    add(name, column->type == type ? quoted_identifier(name) : cast(name, type));
  }

  void add_number(std::string_view name) {
    add_checked(name, "DOUBLE", is_number_type, "must be a number (DOUBLE)");
  }

  void add_text(std::string_view name) {
    add_checked(name, "VARCHAR", is_text_type, "must be a text (VARCHAR)");
  }

  /// Codes of the authority: nothing is computed from them, so a value that is not a whole number is dropped.
  void add_code(std::string_view name) {
    const auto* column = find_column(columns_, name);
    const bool fits = column != nullptr && is_text_type(column->type);
    add(name, fits ? fmt::format("TRY_CAST({} AS BIGINT)", quoted_identifier(name)) : "CAST(NULL AS BIGINT)");
  }

  [[nodiscard]] Expected<std::string> select() const {
    if (!problem_.empty()) return unexpected(Code::corrupt_input, problem_);
    return fmt::format("SELECT {} FROM {}", fmt::join(list_, ", "), database_.table(table_));
  }

 private:
  static std::string cast(std::string_view name, std::string_view type) {
    return fmt::format("CAST({} AS {})", quoted_identifier(name), type);
  }

  void add(std::string_view name, std::string_view expression) {
    list_.push_back(fmt::format("{} AS {}", expression, quoted_identifier(name)));
  }

  /// A column that is entirely NULL may have any type.
  [[nodiscard]] bool is_null_throughout(std::string_view column) {
    return database_
               .query_int64(fmt::format("SELECT count({}) FROM {}", quoted_identifier(column),
                                        database_.table(table_)))
               .value_or(0) == 0;
  }

  void add_checked(std::string_view name, std::string_view type, bool (*fits)(std::string_view),
                   std::string_view demand) {
    const auto* column = find_column(columns_, name);
    if (!problem_.empty()) return;
    if (column == nullptr || (!fits(column->type) && is_null_throughout(name)))
      return add(name, fmt::format("CAST(NULL AS {})", type));
    if (!fits(column->type))
      problem_ = fmt::format("column {} of table {} is of type {}, and {}; {}", name, table_,
                             short_type(column->type), demand, kLayoutHelp);
    add(name, column->type == type ? quoted_identifier(name) : cast(name, type));
  }

  Database& database_;
  std::string_view table_;
  std::vector<TableColumn> columns_;
  std::vector<std::string> list_;
  std::string problem_;  // the first one
};

Expected<std::string> select_of_rows(Database& database, std::string_view table) {
  const bool is_hourly = table == kHourlyTable;
  Layout layout(database, table);
  for (const auto* required : {"DATEPRD", "NPD_WELL_BORE_NAME", "WELL_BORE_CODE"}) layout.require(required);
  for (const auto& column : kSourceColumns) {
    switch (column.type) {
      case SourceColumnType::day:
        layout.add_time(column.name, is_hourly ? "TIMESTAMP" : "DATE");
        break;
      case SourceColumnType::whole_number:
        layout.add_code(column.name);
        break;
      case SourceColumnType::number:
        layout.add_number(column.name);
        break;
      case SourceColumnType::text:
        layout.add_text(column.name);
        break;
    }
  }
  if (is_hourly) layout.add_text(kQualityColumn);
  return layout.select();
}

}  // namespace

bool is_time_type(std::string_view type) { return type.starts_with("TIMESTAMP"); }

Expected<std::string> select_of_layout(Database& database, std::string_view table) {
  if (table == kDailyTable || table == kHourlyTable) return select_of_rows(database, table);
  if (table == kManifestTable) {
    Layout layout(database, table);
    for (const auto* column : {"key", "value"}) {
      layout.require(column);
      layout.add_text(column);
    }
    return layout.select();
  }
  return fmt::format("SELECT * FROM {}", database.table(table));
}

}  // namespace flodata::duck
