#include "api/compat/series_rows.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/contract/problem_types.h"
#include "http/message/problem.h"

namespace flodata::api {

std::optional<aggregation::Interval> later_interval(std::string_view name,
                                                    std::span<const std::string_view> allowed) {
  if (std::ranges::find(allowed, name) == allowed.end()) return std::nullopt;
  return aggregation::find_interval(name);
}

http::Response wrong_interval(std::span<const std::string_view> allowed, std::string_view instance) {
  return http::problem(kInvalidInterval,
                       fmt::format("Invalid interval. Must be one of: {}", fmt::join(allowed, ", ")),
                       instance);
}

std::vector<RowColumn> later_columns() {
  using Kind = RowColumn::Kind;
  std::vector<RowColumn> columns = {{.name = "time", .kind = Kind::time},
                                    {.name = "well_name", .kind = Kind::well_name},
                                    {.name = "well_type", .kind = Kind::well_type}};
  for (const auto key : kLaterKeys)
    columns.push_back({.name = std::string(key),
                       .kind = Kind::quantity,
                       .quantity = aggregation::find_quantity(key).value()});
  return columns;
}

std::vector<aggregation::Column> later_means() {
  std::vector<aggregation::Column> columns;
  for (const auto key : kLaterKeys) {
    const auto quantity = aggregation::find_quantity(key).value();
    columns.push_back(
        {std::string(key), quantity, aggregation::Statistic::mean, aggregation::unit_family_of(quantity)});
  }
  return columns;
}

std::vector<RowColumn> cell_columns(std::vector<aggregation::Column> columns) {
  std::vector<RowColumn> cells;
  for (auto& column : columns)
    cells.push_back({.name = column.name, .kind = RowColumn::Kind::cell, .cell_column = std::move(column)});
  return cells;
}

}  // namespace flodata::api
