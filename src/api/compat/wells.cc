// /wells…: wells and their rows as the system's later version gave them.
#include <ranges>

#include <fmt/format.h>

#include "aggregation/bucket_fold.h"
#include "api/compat/series_rows.h"
#include "api/resources/handlers.h"
#include "api/rows/newest_rows.h"
#include "api/rows/row_response.h"
#include "base/json.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

std::string history_json(const RecentWindow& window, const Arguments& arguments,
                         const std::vector<aggregation::BucketRow>& buckets, RowWriter writer) {
  std::string json = R"({"well_name":)";
  append_json_string(json, window.well_name);
  json += fmt::format(R"(,"hours":{},"interval":"{}","data_points":{},"data":)",
                      arguments.whole_number(kHours), arguments.text(kInterval), buckets.size());
  writer.begin(json);
  for (const auto& bucket : std::views::reverse(buckets))
    writer.append(json, CellRow{.time = bucket.bucket.from,
                                .well_name = window.well_name,
                                .well_type = window.well_type,
                                .cells = bucket.cells});
  writer.end(json);
  return json + R"(,"units":)" + units_object(writer.columns(), writer.units()) + "}";
}

}  // namespace

awaitable<Response> get_well_types(HandlerContext context, Arguments arguments) {
  const auto newest = co_await newest_rows(context);
  const auto& wanted = arguments.text(kWellType);
  std::string wells;
  int count = 0;
  for (int i = 0; i < newest.size(); ++i) {
    const auto row = newest[i];
    if (wanted != kAllWellTypes && row.well_type != wanted) continue;
    wells += count++ == 0 ? R"({"well_name":)" : R"(,{"well_name":)";
    append_json_string(wells, row.well_name);
    wells += R"(,"well_type":)";
    if (row.well_type)
      append_json_string(wells, *row.well_type);
    else
      wells += "null";
    wells += '}';
  }
  co_return Response{.content_type = std::string(kJson),
                     .body = fmt::format(R"({{"count":{},"wells":[{}]}})", count, wells)};
}

awaitable<Response> get_latest_of_well(HandlerContext context, Arguments arguments) {
  const auto& asked = arguments.text(kWellName);
  const auto latest =
      co_await latest_rows(context, asked, std::chrono::hours(arguments.whole_number(kPeriodHours)));
  if (!latest)
    co_return problem(
        latest.error().code == Code::not_found ? ProblemKind::unknown_well : ProblemKind::window_too_large,
        latest.error().message, context.instance);
  if (latest->production.rows.size() == 0) co_return well_without_data(asked, context.instance);
  const auto units = units_of(arguments);
  auto response = start_row_answer(MediaType::json, later_columns(), units);
  response.body = co_await write_rows(
      &latest->production.rows, RowWriter(MediaType::json, later_columns(), units, *context.services.zone),
      latest->newest_first);
  co_return response;
}

awaitable<Response> get_well_history(HandlerContext context, Arguments arguments) {
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
  co_return Response{
      .content_type = std::string(kJson),
      .body = history_json(*window, arguments, buckets,
                           RowWriter(MediaType::json, std::move(columns), units_of(arguments), zone))};
}

}  // namespace flodata::api
