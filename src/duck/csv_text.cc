#include "duck/csv_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "duck/sql_text.h"
#include "model/source_text.h"

namespace flodata::duck {
namespace {

constexpr const char* kFunction = "flodata_without_formulas";

/// Returns whether DuckDB's text for values of this type contains no text from the file.
bool is_plain(std::string_view type) {
  constexpr std::array kPlain = {"BOOLEAN",  "TINYINT",  "SMALLINT",  "INTEGER",  "BIGINT",
                                 "HUGEINT",  "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                                 "UHUGEINT", "FLOAT",    "DOUBLE",    "DATE",     "UUID"};
  constexpr std::array kPlainWithDetails = {"DECIMAL(", "TIME", "INTERVAL"};
  return std::ranges::find(kPlain, type) != kPlain.end() ||
         (!type.contains('[') &&
          std::ranges::any_of(kPlainWithDetails, [&](const char* start) { return type.starts_with(start); }));
}

}  // namespace

std::string csv_select_list(Database& database, std::string_view table) {
  database.add_text_function(kFunction, without_formulas);
  std::string list;
  for (const auto& [name, type] : database.columns(table)) {
    const auto column = quoted_identifier(name);
    const auto alias = quoted_identifier(without_formulas(name));
    list += list.empty() ? "" : ", ";
    list += is_plain(type)
                ? fmt::format("{} AS {}", column, alias)
                : fmt::format("system.main.{}(CAST({} AS VARCHAR)) AS {}", kFunction, column, alias);
  }
  return list;
}

}  // namespace flodata::duck
