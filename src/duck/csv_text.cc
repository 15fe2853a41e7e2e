#include "duck/csv_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "duck/sql_text.h"
#include "model/source_text.h"

namespace flodata::duck {
namespace {

/// As looks_like_formula(): perhaps blanks, and then =, +, -, @ (also in full width), a tab or a line end.
constexpr std::string_view kFormula = "^[\\s\\p{Z}]*([=+\\-@\uff1d\uff0b\uff0d\uff20]|[\\t\\r\\n])";

/// Whether DuckDB writes values of the type without any text of the file.
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

std::string csv_select_list(std::span<const TableColumn> columns) {
  std::string list;
  for (const auto& [name, type] : columns) {
    const auto column = quoted_identifier(name);
    const auto alias = quoted_identifier(looks_like_formula(name) ? "'" + name : name);
    const auto text = type == "VARCHAR" ? column : fmt::format("CAST({} AS VARCHAR)", column);
    list += list.empty() ? "" : ", ";
    list += is_plain(type) ? fmt::format("{} AS {}", column, alias)
                           : fmt::format(
                                 "CASE WHEN system.main.regexp_matches({0}, {1}) THEN '''' || {0} ELSE {0} "
                                 "END AS {2}",
                                 text, quoted_literal(kFormula), alias);
  }
  return list;
}

}  // namespace flodata::duck
