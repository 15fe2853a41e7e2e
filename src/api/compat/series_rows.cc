#include "api/compat/series_rows.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/contract/problem_types.h"
#include "http/message/problem.h"

namespace flodata::api {

using aggregation::Derived;
using aggregation::Statistic;

namespace {

/// Columns of the totals, under the keys of the earlier Python system.
std::vector<RowColumn> total_columns(std::string_view prefix) {
  const auto rate = [&](TagIndex tag) {
    return aggregation::Column{fmt::format("{}{}", prefix, kTags[tag].name), tag, Statistic::mean,
                               kTags[tag].family};
  };
  return cell_columns({rate(kOilRateTag), rate(kGasRateTag), rate(kWaterRateTag)});
}

RowColumn derived_column(std::string_view name, Derived derived) {
  return cell_columns({{std::string(name), derived, Statistic::mean, aggregation::unit_family_of(derived)}})
      .front();
}

}  // namespace

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

std::vector<RowColumn> current_total_columns() {
  auto columns = total_columns("");
  columns.push_back(derived_column("liquid_rate", Derived::liquid_rate));
  columns.push_back(derived_column("avg_gor", Derived::gor));
  columns.push_back(derived_column("avg_watercut", Derived::watercut));
  return columns;
}

std::vector<RowColumn> series_total_columns() {
  std::vector<RowColumn> columns = {{.name = "time", .kind = RowColumn::Kind::time}};
  std::ranges::move(total_columns("total_"), std::back_inserter(columns));
  columns.push_back(derived_column("avg_gor", Derived::gor));
  columns.push_back(derived_column("avg_watercut", Derived::watercut));
  columns.push_back(cell_columns({{"well_count", kOilRateTag, Statistic::count, UnitFamily::count}}).front());
  return columns;
}

std::vector<aggregation::Column> series_well_means() {
  auto columns = later_means();
  std::erase_if(columns, [](const auto& column) {
    constexpr std::array<std::string_view, 5> kKept = {"oil_rate", "gas_rate", "water_rate", "gor",
                                                       "watercut"};
    return std::ranges::find(kKept, column.name) == kKept.end();
  });
  return columns;
}

std::vector<RowColumn> series_well_columns() {
  auto columns = cell_columns(series_well_means());
  columns.insert(columns.begin(), {{.name = "time", .kind = RowColumn::Kind::time},
                                   {.name = "well_name", .kind = RowColumn::Kind::well_name}});
  return columns;
}

}  // namespace flodata::api
