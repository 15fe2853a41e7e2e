#include "aggregation/column.h"

#include <algorithm>

#include <fmt/format.h>

#include "aggregation/find_name.h"

namespace flodata::aggregation {
namespace {

std::string_view name_of(Statistic statistic) { return kStatisticNames[static_cast<std::size_t>(statistic)]; }

/// The unit of a sum over time: a volume of a rate, hours of hours. Nothing where a sum means nothing.
std::optional<UnitFamily> unit_of_sum(Quantity quantity) {
  const auto* tag = std::get_if<TagIndex>(&quantity);
  if (tag == nullptr)
    return quantity == Quantity(Derived::liquid_rate) ? std::optional(UnitFamily::liquid_volume)
                                                      : std::nullopt;
  switch (kTags[*tag].kind) {
    case TagKind::on_stream:
      return UnitFamily::hours;
    case TagKind::additive:
      return kTags[*tag].family == UnitFamily::gas_rate ? UnitFamily::gas_volume : UnitFamily::liquid_volume;
    case TagKind::intensive:
      return std::nullopt;
  }
  return std::nullopt;
}

/// The unit of a statistic, or nothing where the quantity does not have it.
std::optional<UnitFamily> unit_of(Quantity quantity, Statistic statistic) {
  switch (statistic) {
    case Statistic::sum:
      return unit_of_sum(quantity);
    case Statistic::count:
      return UnitFamily::count;
    case Statistic::reported:
      return unit_of_sum(quantity).value_or(unit_family_of(quantity));
    case Statistic::mean:
    case Statistic::min:
    case Statistic::max:
    case Statistic::first:
    case Statistic::last:
    case Statistic::stddev:
      return unit_family_of(quantity);
    case Statistic::time_on_stream:
      return UnitFamily::hours;
  }
  return std::nullopt;
}

template <typename T>
std::vector<T> without_repeats(std::span<const T> items) {
  std::vector<T> once;
  for (const auto& item : items)
    if (std::ranges::find(once, item) == once.end()) once.push_back(item);
  return once;
}

}  // namespace

std::optional<Statistic> find_statistic(std::string_view name) {
  return find_name<Statistic>(kStatisticNames, name);
}

Expected<std::vector<Column>> make_columns(std::span<const Quantity> quantities,
                                           std::span<const Statistic> statistics, Chosen chosen) {
  const auto wanted = without_repeats(statistics);
  std::vector<Column> columns;
  for (const auto& quantity : without_repeats(quantities))
    for (const auto statistic : wanted) {
      if (statistic == Statistic::time_on_stream) continue;
      const auto name = name_of(quantity);
      const auto unit = unit_of(quantity, statistic);
      if (!unit && chosen == Chosen::all_there_are) continue;
      if (!unit)
        return unexpected(Code::invalid_argument,
                          fmt::format("{} has no {}: only rates and on_stream_hrs add up over time", name,
                                      name_of(statistic)));
      columns.push_back(
          {wanted.size() == 1 ? std::string(name) : fmt::format("{}_{}", name, name_of(statistic)), quantity,
           statistic, *unit});
    }
  if (std::ranges::find(wanted, Statistic::time_on_stream) != wanted.end())
    columns.push_back({std::string(name_of(Statistic::time_on_stream)), kOnStreamTag,
                       Statistic::time_on_stream, UnitFamily::hours});
  return columns;
}

double from_metric(double value, const Column& column, UnitSystem system) {
  if (column.statistic != Statistic::stddev) return flodata::from_metric(value, column.unit, system);
  return flodata::from_metric(value, column.unit, system) - flodata::from_metric(0, column.unit, system);
}

}  // namespace flodata::aggregation
