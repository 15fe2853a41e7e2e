// /wells…: wells and their rows as the earlier Python system gave them.
#include "api/compat/wells.h"

#include <ranges>

#include "aggregation/bucket_fold.h"
#include "api/compat/parameters.h"
#include "api/compat/series_rows.h"
#include "api/contract/problem_types.h"
#include "api/contract/responses.h"
#include "api/rows/newest_rows.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "api/rows/row_response.h"
#include "store/production_row.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

std::string rows_json(const RecentWindow& window, const std::vector<aggregation::BucketRow>& buckets,
                      RowWriter& writer) {
  std::string rows;
  writer.begin(rows);
  for (const auto& bucket : std::views::reverse(buckets))
    writer.append(rows, CellRow{.time = bucket.bucket.from,
                                .well_name = window.well_name,
                                .well_type = window.well_type,
                                .cells = bucket.cells});
  writer.end(rows);
  return rows;
}

awaitable<http::Response> get_well_types(HandlerContext context, Arguments arguments) {
  const auto newest = co_await newest_rows(context);
  const auto& wanted = arguments.text(kWellType);
  responses::WellTypes types;
  for (int i = 0; i < newest.size(); ++i) {
    const auto row = newest[i];
    if (wanted == kAllWellTypes || row.well_type == wanted)
      types.wells.push_back({row.well_name, row.well_type});
  }
  types.count = types.wells.size();
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(types, *context.services.zone)};
}

awaitable<http::Response> get_latest_of_well(HandlerContext context, Arguments arguments) {
  const auto& asked = arguments.text(kWellName);
  const auto latest =
      co_await latest_rows(context, asked, std::chrono::hours(arguments.whole_number(kPeriodHours)));
  if (!latest)
    co_return http::problem(latest.error().code == Code::not_found ? kUnknownWell : kWindowTooLarge,
                            latest.error().message, context.instance);
  if (latest->production.rows.size() == 0) co_return well_without_data(asked, context.instance);
  const auto units = units_of(arguments);
  auto response = start_row_answer(http::MediaType::json, later_columns(), units);
  response.body = co_await write_rows(
      &latest->production.rows,
      RowWriter(http::MediaType::json, later_columns(), units, *context.services.zone), latest->newest_first);
  co_return response;
}

awaitable<http::Response> get_well_history(HandlerContext context, Arguments arguments) {
  const auto interval = later_interval(arguments.text(kInterval), kHistoryIntervals);
  if (!interval) co_return wrong_interval(kHistoryIntervals, context.instance);
  auto window = co_await find_recent_window(context, arguments.text(kWellName),
                                            std::chrono::hours(arguments.whole_number(kHours)));
  if (!window) co_return std::move(window.error());
  const auto& zone = *context.services.zone;
  aggregation::BucketFold fold(
      aggregation::BucketGrid(*interval, zone), 1,
      {.columns = later_means(), .step_hours = window->version.source_step_hours(), .windows = {}});
  std::vector<aggregation::BucketRow> buckets;
  co_await for_each_row(context, window->selection(), [&](const store::ProductionRow& row, std::size_t well) {
    fold.add({row.time, row.original_time, well, row.values}, buckets);
  });
  fold.finish(buckets);
  auto columns = cell_columns(later_means());
  columns.insert(columns.begin(), {{.name = "time", .kind = RowColumn::Kind::time},
                                   {.name = "well_name", .kind = RowColumn::Kind::well_name},
                                   {.name = "well_type", .kind = RowColumn::Kind::well_type}});
  RowWriter writer(http::MediaType::json, std::move(columns), units_of(arguments), zone);
  co_return http::Response{
      .content_type = std::string(http::kJson),
      .body = json_of(responses::WellHistory{.well_name = window->well_name,
                                             .hours = arguments.whole_number(kHours),
                                             .interval = arguments.text(kInterval),
                                             .data_points = buckets.size(),
                                             .data = {rows_json(*window, buckets, writer)},
                                             .units = {units_object(writer.columns(), writer.units())}},
                      zone)};
}

Route well_types_route() {
  return {.path = "/wells",
          .operation = "list_well_types",
          .group = kCompatGroup,
          .summary = "Wells and their types",
          .description = "Each well once, with the type that its newest row has.",
          .parameters = {compat_well_type("all")},
          .answers = {{http::Status::ok, "Wells by name", Schema::well_types}},
          .problems = {database_away()},
          .handler = get_well_types,
          .caching = Caching::by_version};
}

Route latest_route() {
  return {.path = "/wells/latest",
          .operation = "get_latest_of_well",
          .group = kCompatGroup,
          .summary = "Latest rows of a well",
          .description = "All rows later than the well's newest row less `period_hours`, newest first.",
          .parameters = {kQueryWellNameParameter, window_hours(kPeriodHours, "12", 1, 100), kUnitsParameter},
          .answers = {{http::Status::ok, "Rows, newest first", Schema::well_rows, UnitsHeader::present}},
          .problems = {{http::Status::bad_request, "The window holds more than 100,000 rows"},
                       no_well(),
                       database_away()},
          .handler = get_latest_of_well,
          .caching = Caching::by_version};
}

Route history_route() {
  return {.path = "/wells/history",
          .operation = "get_well_history",
          .group = kCompatGroup,
          .summary = "A well's last hours in buckets",
          .description = "Means over buckets, newest first. Ratios are ratios of sums.",
          .parameters = {kQueryWellNameParameter, window_hours(kHours, "24", 1, 720),
                         compat_interval(kHistoryIntervals), kUnitsParameter},
          .answers = {{http::Status::ok, "Buckets, newest first", Schema::well_history}},
          .problems = {wrong_interval_problem(), no_well(), database_away()},
          .handler = get_well_history,
          .caching = Caching::by_version};
}

}  // namespace

std::vector<Route> make_compat_well_routes() {
  std::vector<Route> routes = {well_types_route(), latest_route(), history_route()};
  for (auto& route : routes) route.unknown_parameters = UnknownParameters::ignored;
  return routes;
}

}  // namespace flodata::api
