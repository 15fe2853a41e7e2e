// /production/… and /stats: the field's data as the earlier Python system gave it.
#include "api/compat/production.h"

#include <algorithm>
#include <ranges>

#include "aggregation/bucket_fold.h"
#include "api/compat/parameters.h"
#include "api/compat/series_rows.h"
#include "api/contract/database_watch.h"
#include "api/contract/responses.h"
#include "api/rollups/reading_plan.h"
#include "api/rows/newest_rows.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "api/rows/row_response.h"
#include "api/rows/well_choice.h"
#include "store/production_row.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

using aggregation::Derived;

bool is_of_type(const store::ProductionRow& row, std::string_view wanted) {
  return wanted == kAllWellTypes || row.well_type == wanted;
}

/// Sum of the values that exist; nothing when there is none.
class Sum {
 public:
  void add(std::optional<double> value) {
    if (value) sum_ = sum_.value_or(0) + *value;
  }
  [[nodiscard]] std::optional<double> value() const { return sum_; }

 private:
  std::optional<double> sum_;
};

/// Ratio of sums over the wells that have both values.
class Ratio {
 public:
  void add(std::optional<double> numerator, std::optional<double> denominator) {
    if (!numerator || !denominator) return;
    numerator_ += *numerator;
    denominator_ += *denominator;
  }
  [[nodiscard]] std::optional<double> value() const {
    if (!(denominator_ > 0)) return std::nullopt;
    return numerator_ / denominator_;
  }

 private:
  double numerator_ = 0;
  double denominator_ = 0;
};

/// Totals of wells at their newest rows, in the order of current_total_columns().
class Totals {
 public:
  void add(const TagValues& values) {
    const auto liquid = aggregation::value_of(Derived::liquid_rate, values);
    oil_.add(values[kOilRateTag]);
    gas_.add(values[kGasRateTag]);
    water_.add(values[kWaterRateTag]);
    liquid_.add(liquid);
    gor_.add(values[kGasRateTag], values[kOilRateTag]);
    watercut_.add(values[kWaterRateTag], liquid);
  }
  [[nodiscard]] std::vector<std::optional<double>> cells() const {
    return {oil_.value(), gas_.value(), water_.value(), liquid_.value(), gor_.value(), watercut_.value()};
  }

 private:
  Sum oil_;
  Sum gas_;
  Sum water_;
  Sum liquid_;
  Ratio gor_;
  Ratio watercut_;
};

/// The window for all wells: the hours up to the newest row of the requested type.
struct FieldWindow {
  std::vector<std::string> wells;
  Instant after;
  Instant last;
  ResponseVersion version;
};

awaitable<std::optional<FieldWindow>> find_field_window(HandlerContext context, std::string well_type,
                                                        std::chrono::hours hours) {
  const auto version = co_await present_version(context);
  auto wells = names_of(co_await context.services.store->wells().entries(context.deadline));
  const auto newest =
      co_await context.services.store->rows().newest_rows(wells, version.bound, context.deadline);
  context.services.database_watch->answered();
  std::optional<Instant> last;
  for (int i = 0; i < newest.size(); ++i)
    if (const auto row = newest[i]; is_of_type(row, well_type))
      last = std::max(last.value_or(row.time), row.time);
  if (!last) co_return std::nullopt;
  co_return FieldWindow{std::move(wells), *last - hours, *last, version};
}

RowSelection selection_of(const FieldWindow& window, const std::string& well_type) {
  return {.request = {.wells = window.wells,
                      .after = window.after,
                      .last = window.last,
                      .columns = {.texts = false, .quality = false}},
          .well_type = well_type == kAllWellTypes ? "" : well_type};
}

/// Rows of a response as text, and their number.
struct WrittenRows {
  std::string text = "[]";
  std::size_t count = 0;
};

awaitable<WrittenRows> write_totals(HandlerContext context, FieldWindow window, RowSelection selection,
                                    aggregation::Interval interval, UnitSystem units) {
  const auto& zone = *context.services.zone;
  aggregation::FieldFold fold(aggregation::BucketGrid(interval, zone),
                              {.step_hours = window.version.source_step_hours()});
  std::vector<aggregation::FieldRow> rows;
  co_await for_each_row(
      context, std::move(selection), [&](const store::ProductionRow& row, std::size_t well) {
        fold.add({row.time, row.original_time, well, row.values}, row.well_type.value_or(""), rows);
      });
  fold.finish(rows);
  WrittenRows written{.text = {}, .count = rows.size()};
  RowWriter writer(http::MediaType::json, series_total_columns(), units, zone);
  writer.begin(written.text);
  for (const auto& row : std::views::reverse(rows)) {
    const std::vector<std::optional<double>> cells = {
        row.rates[0], row.rates[1], row.rates[2], row.gor, row.watercut, static_cast<double>(row.well_count)};
    writer.append(written.text, CellRow{.time = row.bucket.from, .cells = cells});
  }
  writer.end(written.text);
  co_return written;
}

awaitable<WrittenRows> write_wells(HandlerContext context, FieldWindow window, RowSelection selection,
                                   aggregation::Interval interval, UnitSystem units) {
  const auto& zone = *context.services.zone;
  aggregation::BucketFold fold(
      aggregation::BucketGrid(interval, zone), window.wells.size(),
      {.columns = series_well_means(), .step_hours = window.version.source_step_hours(), .windows = {}});
  std::vector<aggregation::BucketRow> rows;
  co_await for_each_row(context, std::move(selection),
                        [&](const store::ProductionRow& row, std::size_t well) {
                          fold.add({row.time, row.original_time, well, row.values}, rows);
                        });
  fold.finish(rows);
  std::ranges::sort(rows, [](const auto& one, const auto& other) {
    return std::pair(other.bucket.from, one.well) < std::pair(one.bucket.from, other.well);
  });
  WrittenRows written{.text = {}, .count = rows.size()};
  RowWriter writer(http::MediaType::json, series_well_columns(), units, zone);
  writer.begin(written.text);
  for (const auto& row : rows)
    writer.append(written.text,
                  CellRow{.time = row.bucket.from, .well_name = window.wells[row.well], .cells = row.cells});
  writer.end(written.text);
  co_return written;
}

/// Returns the word that clients of the earlier system compare.
std::string_view streaming_status(const std::optional<store::StreamReading>& stream) {
  if (!stream || stream->status.state == "stopped") return "stopped";
  return stream->status.paused ? "paused" : "active";
}

awaitable<http::Response> get_current_production(HandlerContext context, Arguments arguments) {
  const auto newest = co_await newest_rows(context);
  const auto& zone = *context.services.zone;
  const auto units = units_of(arguments);
  auto columns = later_columns();
  columns.push_back({.name = "original_time", .kind = RowColumn::Kind::original_time});
  RowWriter wells(http::MediaType::json, columns, units, zone);
  RowWriter totals(http::MediaType::ndjson, current_total_columns(), units, zone);
  Totals sums;
  responses::CurrentProduction current{};
  auto& rows = current.wells.text;
  wells.begin(rows);
  for (int i = 0; i < newest.size(); ++i) {
    const auto row = newest[i];
    if (!is_of_type(row, arguments.text(kWellType))) continue;
    ++current.well_count;
    sums.add(row.values);
    current.timestamp = std::max(current.timestamp.value_or(row.time), row.time);
    wells.append(rows, row);
  }
  wells.end(rows);
  const auto cells = sums.cells();
  totals.append(current.totals.text, CellRow{.cells = cells});
  current.totals.text.pop_back();  // the line end
  for (auto& column : current_total_columns())
    if (column.name.starts_with("avg_")) columns.push_back(std::move(column));
  current.units.text = units_object(columns, units);
  co_return http::Response{.content_type = std::string(http::kJson), .body = json_of(current, zone)};
}

awaitable<http::Response> get_production_series(HandlerContext context, Arguments arguments) {
  const auto interval = later_interval(arguments.text(kInterval), kSeriesIntervals);
  if (!interval) co_return wrong_interval(kSeriesIntervals, context.instance);
  const std::chrono::hours hours(arguments.whole_number(kHours));
  const auto& well_type = arguments.text(kWellType);
  const bool aggregate = arguments.flag(kAggregate);
  const auto units = units_of(arguments);
  auto window = co_await find_field_window(context, well_type, hours);
  WrittenRows rows;
  if (window) {
    auto selection = selection_of(*window, well_type);
    rows = aggregate
               ? co_await write_totals(context, *std::move(window), std::move(selection), *interval, units)
               : co_await write_wells(context, *std::move(window), std::move(selection), *interval, units);
  }
  co_return http::Response{
      .content_type = std::string(http::kJson),
      .body = json_of(
          responses::ProductionSeries{
              .hours = hours.count(),
              .interval = arguments.text(kInterval),
              .well_type = well_type,
              .aggregate = aggregate,
              .data_points = rows.count,
              .data = {std::move(rows.text)},
              .units = {units_object(aggregate ? series_total_columns() : series_well_columns(), units)}},
          *context.services.zone)};
}

awaitable<http::Response> get_stats(HandlerContext context, Arguments) {
  auto* store = context.services.store;
  const auto version = co_await store->versions().data_version(context.deadline);
  const auto wells = co_await store->wells().entries(context.deadline);
  const auto bound = version ? version->newest_label.value_or(kBeginOfTime) : kEndOfTime;
  const auto count = co_await count_rows(store, version, context.deadline);
  const auto newest = co_await store->rows().newest_rows(names_of(wells), bound, context.deadline);
  std::optional<store::Commit> commit;
  if (version) commit = co_await store->versions().commit_at_or_before(version->sequence, context.deadline);
  const auto stream = co_await store->versions().stream_reading(context.deadline);
  context.services.database_watch->answered();
  responses::Stats stats{};
  auto& database = stats.database;
  database.total_records = count;
  database.well_count = wells.size();
  for (const auto& well : wells)
    database.earliest_data = std::min(database.earliest_data.value_or(well.first_time), well.first_time);
  if (version && version->horizon && database.earliest_data)
    database.earliest_data = std::max(*database.earliest_data, *version->horizon);
  for (int i = 0; i < newest.size(); ++i)
    database.latest_data = std::max(database.latest_data.value_or(newest.time(i)), newest.time(i));
  if (commit) database.last_update = commit->committed_at;
  stats.streaming.status = streaming_status(stream);
  if (stream) stats.streaming.simulated_time = stream->status.source_time;
  stats.units = units_by_name(stats);
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(stats, *context.services.zone)};
}

Route current_route() {
  return {.path = "/production/current",
          .operation = "get_current_production",
          .group = kCompatGroup,
          .summary = "Newest row of every well, and totals",
          .description = "Totals are sums over the wells listed; ratios are ratios of sums.",
          .parameters = {compat_well_type("OP"), kUnitsParameter},
          .answers = {{http::Status::ok, "Now", Schema::current_production}},
          .problems = {database_away()},
          .handler = get_current_production,
          .caching = Caching::by_version};
}

Route series_route() {
  return {.path = "/production/timeseries",
          .operation = "get_production_series",
          .group = kCompatGroup,
          .summary = "The field's or the wells' last hours in buckets",
          .description =
              "With aggregate=true totals of the field, averaged over the hours of a bucket; else a row "
              "for each well. Newest first.",
          .parameters = {window_hours(kHours, "24", 1, 720),
                         compat_interval(kSeriesIntervals),
                         compat_well_type("OP"),
                         {.name = kAggregate,
                          .type = ParameterType::flag,
                          .default_value = "true",
                          .description = "Totals of the field (true) or a row for each well (false).",
                          .example = "true"},
                         kUnitsParameter},
          .answers = {{http::Status::ok, "Buckets, newest first", Schema::production_series}},
          .problems = {wrong_interval_problem(), database_away()},
          .handler = get_production_series,
          .caching = Caching::by_version};
}

Route stats_route() {
  return {.path = "/stats",
          .operation = "get_stats",
          .group = kCompatGroup,
          .summary = "What the database holds, and what the stream does",
          .description = "Counts and bounds of the rows, and the state of the stream.",
          .parameters = {},
          .answers = {{http::Status::ok, "Statistics", Schema::stats}},
          .problems = {database_away()},
          .handler = get_stats};
}

}  // namespace

std::vector<Route> make_compat_production_routes() {
  std::vector<Route> routes = {current_route(), series_route(), stats_route()};
  for (auto& route : routes) route.unknown_parameters = UnknownParameters::ignored;
  return routes;
}

}  // namespace flodata::api
