// Routes of the system's later version: its clients work unchanged.
#include <array>

#include "api/compat/series_rows.h"
#include "api/resources/handlers.h"
#include "api/resources/routes.h"
#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

constexpr std::string_view kGroup = "later version";
constexpr std::array<std::string_view, 3> kWellTypes = {"OP", "WI", "all"};
constexpr double kHighestPressure = 20000;  // psi, above any reservoir's
constexpr double kHighestLimit = 1e9;
constexpr double kSteepestTerminalDecline = 1;  // 1/d

const Parameter kQueryWellName{
    .name = kWellName,
    .type = ParameterType::text,
    .presence = Presence::required,
    .description = "Well by any accepted name; the answer carries the canonical one.",
    .example = "NO-15/9-F-14"};

Parameter well_type(std::string_view default_value) {
  return {.name = kWellType,
          .type = ParameterType::choice,
          .default_value = default_value,
          .choices = kWellTypes,
          .description =
              "Producers (OP), injectors (WI), or all. A well counts by its newest row where it is listed.",
          .example = "OP"};
}

Parameter hours(std::string_view name, std::string_view default_value, std::int64_t least,
                std::int64_t most) {
  return {.name = name,
          .type = ParameterType::whole_number,
          .default_value = default_value,
          .lower = least,
          .upper = most,
          .description = "Length of the window up to the newest row [h].",
          .example = default_value};
}

Parameter interval(std::span<const std::string_view> choices) {
  return {.name = kInterval,
          .type = ParameterType::open_choice,
          .default_value = "1h",
          .choices = choices,
          .description = "Length of a bucket; from 6h on they begin at local wall times of TARGET_TIMEZONE.",
          .example = "1h"};
}

Answer answer(std::string_view description, Schema schema) { return {Status::ok, description, schema}; }
PossibleProblem wrong_interval_problem() {
  return {Status::bad_request, "interval is none of those allowed"};
}
PossibleProblem no_well() { return {Status::not_found, "No such well, or it has no data"}; }

Route well_types_route() {
  return {.path = "/wells",
          .operation = "list_well_types",
          .group = kGroup,
          .summary = "Wells and their types",
          .description = "Each well once, with the type that its newest row has.",
          .parameters = {well_type("all")},
          .answers = {answer("Wells by name", Schema::well_types)},
          .problems = {database_away()},
          .handler = get_well_types,
          .caching = Caching::by_version};
}

Route latest_route() {
  return {.path = "/wells/latest",
          .operation = "get_latest_of_well",
          .group = kGroup,
          .summary = "Latest rows of a well",
          .description = "All rows later than the well's newest row less `period_hours`, newest first.",
          .parameters = {kQueryWellName, hours(kPeriodHours, "12", 1, 100), kUnitsParameter},
          .answers = {{Status::ok, "Rows, newest first", Schema::well_rows, UnitsHeader::present}},
          .problems = {{Status::bad_request, "The window holds more than 100,000 rows"},
                       no_well(),
                       database_away()},
          .handler = get_latest_of_well,
          .caching = Caching::by_version};
}

Route history_route() {
  return {.path = "/wells/history",
          .operation = "get_well_history",
          .group = kGroup,
          .summary = "A well's last hours in buckets",
          .description = "Means over buckets, newest first. Ratios are ratios of sums.",
          .parameters = {kQueryWellName, hours(kHours, "24", 1, 720), interval(kHistoryIntervals),
                         kUnitsParameter},
          .answers = {answer("Buckets, newest first", Schema::well_history)},
          .problems = {wrong_interval_problem(), no_well(), database_away()},
          .handler = get_well_history,
          .caching = Caching::by_version};
}

Route current_route() {
  return {.path = "/production/current",
          .operation = "get_current_production",
          .group = kGroup,
          .summary = "Newest row of every well, and totals",
          .description = "Totals are sums over the wells listed; ratios are ratios of sums.",
          .parameters = {well_type("OP"), kUnitsParameter},
          .answers = {answer("Now", Schema::current_production)},
          .problems = {database_away()},
          .handler = get_current_production,
          .caching = Caching::by_version};
}

Route series_route() {
  return {.path = "/production/timeseries",
          .operation = "get_production_series",
          .group = kGroup,
          .summary = "The field's or the wells' last hours in buckets",
          .description =
              "With aggregate=true totals of the field, averaged over the hours of a bucket; else a row "
              "for each well. Newest first.",
          .parameters = {hours(kHours, "24", 1, 720),
                         interval(kSeriesIntervals),
                         well_type("OP"),
                         {.name = kAggregate,
                          .type = ParameterType::flag,
                          .default_value = "true",
                          .description = "Totals of the field (true) or a row for each well (false).",
                          .example = "true"},
                         kUnitsParameter},
          .answers = {answer("Buckets, newest first", Schema::production_series)},
          .problems = {wrong_interval_problem(), database_away()},
          .handler = get_production_series,
          .caching = Caching::by_version};
}

Route stats_route() {
  return {.path = "/stats",
          .operation = "get_stats",
          .group = kGroup,
          .summary = "What the database holds, and what the stream does",
          .description = "Counts and bounds of the rows, and the state of the stream.",
          .parameters = {},
          .answers = {answer("Statistics", Schema::stats)},
          .problems = {database_away()},
          .handler = get_stats};
}

std::vector<Parameter> decline_parameters() {
  return {kQueryWellName,
          hours(kHours, "720", 24, 8760),
          {.name = kRateType,
           .type = ParameterType::open_choice,
           .default_value = "oil",
           .choices = kRateTypes,
           .description = "Rate that is analysed.",
           .example = "oil"},
          {.name = kTerminalDecline,
           .type = ParameterType::number,
           .default_value = "0.00005",  // surveillance::kDefaultTerminalDecline
           .least = 0,
           .most = kSteepestTerminalDecline,
           .description =
               "Least nominal decline of the forecast [1/d]: from where the curve has come down to it, "
               "decline is exponential. 0: none.",
           .example = "0.0002"},
          {.name = kEconomicLimit,
           .type = ParameterType::number,
           .least = 0,
           .most = kHighestLimit,
           .description =
               "Rate at which the forecast ends, in the unit of the answer's rates. Without it 10 Sm3/d "
               "of oil, 1,500 Sm3/d of gas or 100 Sm3/d of liquid.",
           .example = "10"},
          kUnitsParameter};
}

Route decline_route() {
  return {
      .path = "/surveillance/decline-analysis",
      .operation = "get_decline_analysis",
      .group = "surveillance",
      .summary = "Decline of a well's rate",
      .description =
          "Exponential, hyperbolic or harmonic decline (Arps), fitted to the rates of production "
          "days while on stream, with b from 0 to 2; what remains is counted to an economic limit, with a "
          "terminal decline. Days before the data began again, or before a seek, are left out.",
      .parameters = decline_parameters(),
      .answers = {answer("The analysis", Schema::decline_analysis)},
      .problems = {{Status::bad_request, "Fewer than 7 days with a rate, or no such rate_type"},
                   no_well(),
                   database_away()},
      .handler = get_decline_analysis,
      .caching = Caching::by_version};
}

/// `units` where a default in the document would change the meaning of `reservoir_pressure`: generated
/// clients send every default.
Parameter units_without_default() {
  auto units = kUnitsParameter;
  units.default_value = {};
  units.example = "field";
  units.description =
      "Units of the answer, metric where none is given. With metric the given pressure is in bar.";
  return units;
}

Route index_route() {
  return {.path = "/surveillance/productivity-index",
          .operation = "get_productivity_index",
          .group = "surveillance",
          .summary = "Productivity or injectivity of a well",
          .description =
              "Rate over the difference between reservoir and flowing pressure, of the hours in which the "
              "well flows.",
          .parameters = {kQueryWellName,
                         hours(kHours, "168", 1, 720),
                         {.name = kReservoirPressure,
                          .type = ParameterType::number,
                          .least = 1,
                          .most = kHighestPressure,
                          .description =
                              "Reservoir pressure [psi; bar with units=metric]. Without it that of the "
                              "window's shut-in hours, or of the last shut-in in the year before.",
                          .example = "4300"},
                         units_without_default()},
          .answers = {answer("The index", Schema::productivity_index)},
          .problems = {{Status::bad_request,
                        "Fewer than 3 flowing hours, no reservoir pressure to be had, or more than 100,000 "
                        "rows"},
                       no_well(),
                       database_away()},
          .handler = get_productivity_index,
          .caching = Caching::by_version};
}

}  // namespace

std::vector<Route> make_later_routes() {
  std::vector<Route> routes = {well_types_route(), latest_route(), history_route(), current_route(),
                               series_route(),     stats_route(),  decline_route(), index_route()};
  for (auto& route : routes) route.unknown_parameters = UnknownParameters::ignored;
  return routes;
}

}  // namespace flodata::api
