#include "api/routes.h"

#include "api/compat/production.h"
#include "api/compat/wells.h"
#include "api/field/routes.h"
#include "api/resources/metrics.h"
#include "api/resources/production.h"
#include "api/resources/replay.h"
#include "api/resources/replay_history.h"
#include "api/resources/service.h"
#include "api/resources/stream.h"
#include "api/resources/surveillance.h"
#include "api/resources/wells.h"
#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

/// Returns a route for the same rows as CSV under a path of its own: generated clients expect one content
/// type per operation, and spreadsheets need a plain link.
Route as_csv(Route route) {
  route.path += ".csv";
  route.operation += "_csv";
  route.formats = Formats::csv;
  route.answers.front().media_type = "text/csv";
  std::erase_if(route.parameters, [](const Parameter& parameter) { return parameter.name == kFormat; });
  return route;
}

}  // namespace

std::vector<Route> make_routes() {
  std::vector<Route> routes;
  for (const auto make :
       {make_service_routes, make_well_routes, make_production_routes, make_field_wells_routes,
        make_normal_ranges_routes, make_field_life_routes, make_stream_routes, make_compat_well_routes,
        make_compat_production_routes, make_surveillance_routes, make_replay_routes,
        make_replay_history_routes, make_metrics_routes})
    for (auto& route : make()) {
      if (route.formats == Formats::rows) routes.push_back(as_csv(route));
      routes.push_back(std::move(route));
    }
  return routes;
}

}  // namespace flodata::api
