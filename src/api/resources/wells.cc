// /api/wells and /api/wells/{well_name}: the live wells, and the details of one.
#include "api/resources/wells.h"

#include "api/contract/database_watch.h"
#include "api/contract/responses.h"
#include "api/field/well_status.h"
#include "api/rows/response_version.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "api/rows/well_choice.h"
#include "model/production_day.h"
#include "model/well_name.h"
#include "store/production_row.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

std::string_view kind_of(TagKind kind) {
  switch (kind) {
    case TagKind::on_stream:
      return "on_stream";
    case TagKind::additive:
      return "additive";
    case TagKind::intensive:
      return "intensive";
  }
  return "";
}

void add_tags(responses::Well& well, UnitSystem system) {
  for (const auto& tag : kTags) {
    const auto unit = unit_symbol(tag.family, system);
    well.tags.push_back({tag.name, tag.short_name, tag.description, unit, kind_of(tag.kind)});
    well.units.emplace_back(tag.name, unit);
  }
}

/// Data that was streamed since the row, at the present speed.
Microseconds data_since(const store::ProductionRow& newest, const ResponseVersion& version) {
  if (version.bound == kEndOfTime) return Microseconds(0);
  return (version.bound - newest.time) / version.live_step * version.source_step;
}

awaitable<http::Response> get_wells(HandlerContext context, Arguments) {
  const auto wells = co_await context.services.store->wells().names(context.deadline);
  context.services.database_watch->answered();
  responses::WellList list;
  for (const auto& well : wells) list.wells.push_back(well.well_name);
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(list, *context.services.zone)};
}

awaitable<http::Response> get_well(HandlerContext context, Arguments arguments) {
  std::vector<std::string> asked = {arguments.text(kWellName)};
  auto chosen = co_await choose_wells(context, std::move(asked));
  if (!chosen) co_return std::move(chosen.error());
  const auto& entry = chosen->front();
  const auto version = co_await present_version(context);
  const auto newest = co_await context.services.store->rows().newest_rows({entry.names.well_name},
                                                                          version.bound, context.deadline);
  responses::Well well{.well_name = entry.names.well_name,
                       .npd_well_bore_name = entry.names.npd_well_bore_name,
                       .well_bore_code = entry.names.well_bore_code,
                       .aliases = well_aliases(entry.names),
                       .short_name = short_well_name(entry.names),
                       .first_time = entry.first_time,
                       .production_day_zone = version.day_zone};
  if (newest.size() > 0) {
    const auto row = newest[0];
    well.well_type = row.well_type;
    well.flow_kind = row.flow_kind;
    well.last_time = row.time;
    well.production_day = ProductionDay::holding(row.original_time, version.production_zone());
    well.status = status_of(row, data_since(row, version));
  }
  add_tags(well, units_of(arguments));
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(well, *context.services.zone)};
}

Route wells_route() {
  return {.path = "/api/wells",
          .operation = "list_wells",
          .group = "production",
          .summary = "List all wells",
          .description = "Canonical names of all wells of which at least one hour is live, in order.",
          .parameters = {},
          .answers = {{http::Status::ok, "Names of the wells", Schema::well_list}},
          .problems = {database_away()},
          .handler = get_wells,
          .caching = Caching::by_version};
}

Route well_route() {
  return {.path = "/api/wells/{well_name}",
          .operation = "get_well",
          .group = "production",
          .summary = "What is known of a well",
          .description =
              "Names, present state and tags of a well. `stale` says that its rows ended a day of the "
              "data or longer before the newest one of the field.",
          .parameters = {kWellNameParameter, kUnitsParameter},
          .answers = {{http::Status::ok, "The well", Schema::well}},
          .problems = {unknown_well(), database_away()},
          .handler = get_well,
          .caching = Caching::by_version};
}

}  // namespace

std::vector<Route> make_well_routes() { return {wells_route(), well_route()}; }

}  // namespace flodata::api
