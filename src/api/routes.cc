#include "api/routes.h"

#include <fmt/format.h>

#include "api/handlers/handlers.h"

namespace flodata::api {
namespace {

constexpr std::int64_t kLongestWindowHours = 8760;

const Parameter kWellNameParameter{
    .name = "well_name",
    .place = ParameterPlace::path,
    .type = ParameterType::text,
    .presence = Presence::required,
    .description =
        "Well identifier: the canonical name, the NPD name, the wellbore code or the short name (F-12), "
        "with plain or percent-encoded slashes. Answers carry the canonical name.",
    .example = "NO-15/9-F-12"};

const Parameter kHoursParameter{.name = "hours",
                                .type = ParameterType::whole_number,
                                .default_value = "24",
                                .lower = 1,
                                .upper = kLongestWindowHours,
                                .description = "Number of hours to retrieve, up to the well's newest row.",
                                .example = "24"};

Parameter time_parameter(std::string_view name, std::string_view description, std::string_view example) {
  return {.name = name,
          .type = ParameterType::time,
          .presence = Presence::required,
          .description = description,
          .example = example};
}

PossibleProblem unknown_well() { return {Status::not_found, "No such well; `detail` names the nearest"}; }
PossibleProblem database_away() {
  return {Status::unavailable, "The database does not answer now; ask again"};
}
PossibleProblem window_too_large(std::string_view otherwise) {
  return {Status::bad_request,
          fmt::format("{}the window holds more than {} rows", otherwise, store::kMaxRows)};
}

Route service_index_route() {
  return {.path = "/",
          .operation = "get_service_index",
          .group = "service",
          .summary = "Service and list of endpoints",
          .description = "",
          .parameters = {},
          .answers = {{Status::ok, "What there is", Schema::service_index}},
          .problems = {},
          .handler = get_service_index};
}

Route health_route() {
  return {.path = "/health",
          .operation = "get_health",
          .group = "service",
          .summary = "Health check",
          .description = "Healthy means that the database answers.",
          .parameters = {},
          .answers = {{Status::ok, "The service can answer", Schema::health},
                      {Status::unavailable, "The database does not answer", Schema::unhealthy}},
          .problems = {},
          .handler = get_health};
}

Route wells_route() {
  return {.path = "/api/wells",
          .operation = "list_wells",
          .group = "production",
          .summary = "List all wells",
          .description = "Canonical names of all wells of which at least one hour is live, in order.",
          .parameters = {},
          .answers = {{Status::ok, "Names of the wells", Schema::well_list}},
          .problems = {database_away()},
          .handler = get_wells};
}

Route latest_route() {
  return {.path = "/api/production/{well_name}/latest",
          .operation = "get_latest_production",
          .group = "production",
          .summary = "Latest production data of a well",
          .description = "All rows of the last `hours` hours up to the well's newest row, newest first.",
          .parameters = {kWellNameParameter, kHoursParameter, kUnitsParameter},
          .answers = {{Status::ok, "Rows, newest first", Schema::production_rows, UnitsHeader::present}},
          .problems = {window_too_large(""), unknown_well(), database_away()},
          .handler = get_latest_production};
}

Route range_route() {
  return {
      .path = "/api/production/{well_name}/range",
      .operation = "get_production_range",
      .group = "production",
      .summary = "Production data of a well for a time range",
      .description =
          fmt::format("All rows from `start_time` to `end_time`, both included, oldest first; {} rows at "
                      "the most. A time without an offset is local time of TARGET_TIMEZONE.",
                      store::kMaxRows),
      .parameters = {kWellNameParameter,
                     time_parameter("start_time", "Start timestamp (ISO 8601)", "2008-02-29T00:00:00"),
                     time_parameter("end_time", "End timestamp (ISO 8601)", "2008-02-29T23:59:59"),
                     kUnitsParameter},
      .answers = {{Status::ok, "Rows, oldest first", Schema::production_rows, UnitsHeader::present}},
      .problems = {window_too_large("start_time lies after end_time, or "), unknown_well(), database_away()},
      .handler = get_production_range};
}

}  // namespace

std::vector<Route> make_routes() {
  std::vector<Route> routes = {service_index_route(), health_route(), wells_route(), latest_route(),
                               range_route()};
  for (auto& route : make_replay_routes()) routes.push_back(std::move(route));
  return routes;
}

}  // namespace flodata::api
