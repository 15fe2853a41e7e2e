// Columns of an aggregated answer: a quantity and a statistic of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/quantity.h"
#include "base/error.h"
#include "model/units.h"

namespace flodata::aggregation {

/// reported: of a production day, what its source gave for it.
enum class Statistic : std::uint8_t {
  mean,
  min,
  max,
  first,
  last,
  sum,
  count,
  stddev,
  time_on_stream,
  reported
};

inline constexpr std::array<std::string_view, 10> kStatisticNames = {
    "mean", "min", "max", "first", "last", "sum", "count", "stddev", "time_on_stream", "reported"};

std::optional<Statistic> find_statistic(std::string_view name);

struct Column {
  std::string name;  // key in answers
  Quantity quantity;
  Statistic statistic;
  UnitFamily unit;  // of the cells before conversion, in metric
};

enum class Chosen : std::uint8_t { by_name, all_there_are };

/// The columns of `quantities` (outer order) and `statistics` (inner order). With one statistic a column is
/// called as its quantity, with several `{quantity}_{statistic}`; time_on_stream is one column of its own,
/// last, and counts among the several. What is named twice comes once. `chosen`: a statistic that a quantity
/// does not have (the sum of a pressure) is an error when the quantities were named, and left out otherwise.
/// Errors: invalid_argument naming both.
Expected<std::vector<Column>> make_columns(std::span<const Quantity> quantities,
                                           std::span<const Statistic> statistics, Chosen chosen);

/// Converts a cell of the column to a unit system. A standard deviation of temperatures has no offset.
double from_metric(double value, const Column& column, UnitSystem system);

}  // namespace flodata::aggregation
