#include "api/resources/routes.h"

#include "api/negotiation.h"
#include "api/resources/handlers.h"
#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

Route service_index_route() {
  return {.path = "/",
          .operation = "get_service_index",
          .group = "service",
          .summary = "Service and list of endpoints",
          .description = "Name, version and what can be asked for.",
          .parameters = {},
          .answers = {{Status::ok, "What there is", Schema::service_index}},
          .problems = {},
          .handler = get_service_index,
          .unknown_parameters = UnknownParameters::ignored};
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
          .handler = get_health,
          .unknown_parameters = UnknownParameters::ignored};
}

/// The same rows as CSV at an address of their own: generated clients know one type of answer per operation,
/// and spreadsheets take a plain link.
Route as_csv(Route route) {
  route.path += ".csv";
  route.operation += "_csv";
  route.formats = Formats::csv;
  route.answers.front().media_type = "text/csv";
  std::erase_if(route.parameters, [](const Parameter& parameter) { return parameter.name == kFormat; });
  return route;
}

}  // namespace

const Parameter kWellNameParameter{
    .name = kWellName,
    .place = ParameterPlace::path,
    .type = ParameterType::text,
    .presence = Presence::required,
    .description =
        "Well identifier: the canonical name, the NPD name, the wellbore code or the short name (F-12), "
        "with plain or percent-encoded slashes. Answers carry the canonical name.",
    .example = "NO-15/9-F-12"};

const Parameter kFormatParameter{
    .name = kFormat,
    .type = ParameterType::choice,
    .choices = kRowFormatNames,
    .description =
        "Form of the answer: a JSON array, NDJSON (one object a line) or CSV. Without it the header "
        "Accept decides, and JSON where that does not.",
    .example = "json"};

Parameter wells_parameter(std::string_view name) {
  return {.name = name,
          .type = ParameterType::list,
          .description = "Wells by any accepted name, repeated or between commas; without it all.",
          .example = "F-12,F-14"};
}

PossibleProblem unknown_well() { return {Status::not_found, "No such well; `detail` names the nearest"}; }
PossibleProblem database_away() {
  return {Status::unavailable, "The database does not answer now; ask again"};
}

std::vector<Route> make_routes() {
  std::vector<Route> routes = {service_index_route(), health_route()};
  for (const auto make : {make_production_routes, make_stream_routes, make_later_routes, make_replay_routes})
    for (auto& route : make()) {
      if (route.formats == Formats::rows) routes.push_back(as_csv(route));
      routes.push_back(std::move(route));
    }
  return routes;
}

}  // namespace flodata::api
