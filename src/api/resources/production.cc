// /api/production…: rows of one well, rows of many wells, and the newest row of each well.
#include "api/resources/production.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"
#include "api/rows/newest_first.h"
#include "api/rows/newest_rows.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "api/rows/row_response.h"
#include "api/rows/well_choice.h"
#include "base/iso8601.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

/// Limit for a response with linear fill, which needs the end of a line first, and for downsampling.
constexpr std::int64_t kMostHeldCells = 3'000'000;

http::Response start_after_end(const RowQuery& query, const HandlerContext& context) {
  const auto shown = [&](Instant time) {
    return time == kEndOfTime ? std::string("now") : format_iso8601(time, *context.services.zone);
  };
  return http::problem(kContradictingParameters,
                       fmt::format("{} ({}) lies after {} ({}); swap them", kStartTime, shown(query.first),
                                   kEndTime, shown(query.last)),
                       context.instance);
}

http::Response wrong_cursor(std::string_view given, std::string_view instance) {
  constexpr std::size_t kLongestShown = 40;
  return invalid_parameters(
      {{.place = std::string(to_string(ParameterPlace::query)),
        .name = std::string(kCursor),
        .message =
            fmt::format("{}: '{}{}' is none that an answer to this request gave; follow the Link of the "
                        "answer before, or begin again without it",
                        kCursor, given.substr(0, kLongestShown), given.size() > kLongestShown ? "…" : ""),
        .type = "cursor"}},
      instance);
}

http::Response not_found(const Error& error, std::string_view instance) {
  return http::problem(error.code == Code::not_found ? kUnknownWell : kWindowTooLarge, error.message,
                       instance);
}

// A version without rows has no newest label to fill up to; without a stream, the newest row's label is the
// bound.
awaitable<void> find_newest_label(HandlerContext context, RowQuery* query) {
  const bool needed = query->points || query->fill != aggregation::Fill::none;
  if (!needed || query->version.bound != kEndOfTime) co_return;
  const auto rows = co_await context.services.store->rows().newest_rows(names_of(query->wells), query->last,
                                                                        context.deadline);
  query->version.bound = kBeginOfTime;
  for (int row = 0; row < rows.size(); ++row)
    query->version.bound = std::max(query->version.bound, rows.time(row));
}

/// Returns how many values the response can hold in memory at once.
std::int64_t held_cells(const RowQuery& query) {
  if (query.points)
    return std::ssize(query.wells) * static_cast<std::int64_t>(*query.points) *
           std::max<std::int64_t>(1, std::ssize(query.quantities));
  if (query.fill != aggregation::Fill::linear || !query.interval) return 0;
  const auto shortest = aggregation::shortest_length(*query.interval);
  std::int64_t buckets = 0;
  for (const auto& well : query.wells)
    buckets += std::max<std::int64_t>(
        0, (last_label(query) - std::max(query.first, well.first_time)) / shortest + 1);
  return buckets * std::max<std::int64_t>(1, std::ssize(query.columns));
}

http::Response too_many_held(const RowQuery& query, std::string_view instance) {
  const auto name = query.points ? kPoints : kFill;
  return invalid_parameters(
      {{.place = std::string(to_string(ParameterPlace::query)),
        .name = std::string(name),
        .message = fmt::format(
            "{}: the answer could have {} values, and {} can be held; ask for {}fewer wells or tags", name,
            held_cells(query), kMostHeldCells,
            query.points ? "fewer points, " : "fill=previous, a longer interval, a shorter window, "),
        .type = "too_large"}},
      instance);
}

/// Finds wells and version, then responds.
awaitable<http::Response> answer_query(HandlerContext context, Arguments arguments, RowQuery query,
                                       std::vector<std::string> asked, std::optional<Cursor> cursor) {
  query.format = context.format;
  auto wells = co_await choose_wells(context, std::move(asked));
  if (!wells) co_return std::move(wells.error());
  auto version = cursor ? co_await version_of(context, *cursor) : co_await version_as_of(context, arguments);
  if (!version) co_return std::move(version.error());
  query.wells = *std::move(wells);
  query.version = *version;
  if (cursor) {
    query.first = cursor->first;
    query.last = cursor->last;
  }
  const auto needed = cursor ? std::max(cursor->first, cursor->read_from) : query.first;
  if (auto removed = rows_removed(query.version.horizon, needed, context)) co_return *std::move(removed);
  co_await find_newest_label(context, &query);
  if (held_cells(query) > kMostHeldCells) co_return too_many_held(query, context.instance);
  if (query.fill != aggregation::Fill::none || query.points)
    std::erase_if(query.wells, [&](const auto& well) { return well.first_time > last_label(query); });
  co_return co_await answer_rows(std::move(context), std::move(arguments), std::move(query),
                                 std::move(cursor));
}

/// Returns whether the window is known to be small and its rows are sent unchanged.
bool is_read_at_once(const RowQuery& query, const Arguments& arguments, const HandlerContext& context) {
  if (!context.version || query.interval || query.points || query.limit) return false;
  if (query.quality != QualityFilter::any || arguments.has(kCursor) || arguments.has(kAsOf)) return false;
  const auto& version = *context.version;
  const auto end = std::min(query.last, version.newest_label.value_or(kBeginOfTime));
  return store::most_labels(end - query.first, version) <= store::kBriefRows;
}

awaitable<Expected<store::WellProduction>> read_at_once(HandlerContext context, std::string asked,
                                                        Instant first, Instant last) {
  const auto bound = context.version->newest_label.value_or(kBeginOfTime);
  co_return co_await context.services.store->rows().range(std::move(asked), first, std::min(last, bound),
                                                          context.version, context.deadline);
}

/// Returns the request's cursor; nothing when none was given. Error: the cursor is invalid.
std::expected<std::optional<Cursor>, http::Response> parse_cursor(const Arguments& arguments,
                                                                  const HandlerContext& context) {
  if (!arguments.has(kCursor)) return std::nullopt;
  auto cursor = decode_cursor(arguments.text(kCursor));
  if (!cursor || cursor->request != request_fingerprint(context.instance, arguments.given()))
    return std::unexpected(wrong_cursor(arguments.text(kCursor), context.instance));
  return cursor;
}

awaitable<http::Response> get_latest_production(HandlerContext context, Arguments arguments) {
  const std::chrono::hours window(arguments.whole_number(kHours));
  const auto units = units_of(arguments);
  auto response = start_row_answer(context.format, stored_columns(), units);
  RowWriter writer(context.format, stored_columns(), units, *context.services.zone);
  if (context.version && store::most_labels(window, *context.version) > store::kBriefRows) {
    auto recent = co_await find_recent_window(context, arguments.text(kWellName), window);
    if (!recent) co_return std::move(recent.error());
    response.body = http::StreamedBody{.source = make_newest_first(*context.services.store, recent->well_name,
                                                                   recent->after, recent->last,
                                                                   std::move(writer), context.pass)};
    co_return response;
  }
  const auto latest = co_await latest_rows(context, arguments.text(kWellName), window);
  if (!latest) co_return not_found(latest.error(), context.instance);
  response.body = co_await write_rows(&latest->production.rows, std::move(writer), latest->newest_first);
  co_return response;
}

awaitable<http::Response> get_production_range(HandlerContext context, Arguments arguments) {
  auto query = parse_row_query(arguments, *context.services.zone);
  if (!query) co_return invalid_parameters(query.error(), context.instance);
  auto cursor = parse_cursor(arguments, context);
  if (!cursor) co_return std::move(cursor.error());
  if (query->first > query->last) co_return start_after_end(*query, context);
  if (is_read_at_once(*query, arguments, context)) {
    if (auto removed = rows_removed(context.version->horizon, query->first, context))
      co_return *std::move(removed);
    auto production = co_await read_at_once(context, arguments.text(kWellName), query->first, query->last);
    context.services.database_watch->answered();
    if (production || production.error().code == Code::not_found) {
      if (!production) co_return not_found(production.error(), context.instance);
      auto response = start_row_answer(context.format, answer_columns(*query), query->units);
      response.body = co_await write_rows(
          &production->rows, RowWriter(context.format, answer_columns(*query), query->units, query->zone));
      co_return response;
    }
  }
  std::vector<std::string> asked = {arguments.text(kWellName)};
  co_return co_await answer_query(std::move(context), std::move(arguments), *std::move(query),
                                  std::move(asked), *std::move(cursor));
}

awaitable<http::Response> get_production(HandlerContext context, Arguments arguments) {
  auto query = parse_row_query(arguments, *context.services.zone);
  if (!query) co_return invalid_parameters(query.error(), context.instance);
  auto cursor = parse_cursor(arguments, context);
  if (!cursor) co_return std::move(cursor.error());
  if (query->first > query->last) co_return start_after_end(*query, context);
  if (arguments.text(kWellType) != kAllWellTypes) query->well_type = arguments.text(kWellType);
  std::vector<std::string> asked;
  if (arguments.has(kWells)) asked = arguments.list(kWells);
  co_return co_await answer_query(std::move(context), std::move(arguments), *std::move(query),
                                  std::move(asked), *std::move(cursor));
}

awaitable<http::Response> get_field_production(HandlerContext context, Arguments arguments) {
  auto query = parse_field_query(arguments, *context.services.zone);
  if (!query) co_return invalid_parameters(query.error(), context.instance);
  auto cursor = parse_cursor(arguments, context);
  if (!cursor) co_return std::move(cursor.error());
  if (query->first > query->last) co_return start_after_end(*query, context);
  if (arguments.text(kWellType) != kAllWellTypes) query->well_type = arguments.text(kWellType);
  co_return co_await answer_query(std::move(context), std::move(arguments), *std::move(query), {},
                                  *std::move(cursor));
}

awaitable<http::Response> get_newest_production(HandlerContext context, Arguments arguments) {
  const auto newest = co_await newest_rows(context);
  auto columns = stored_columns();
  const auto units = units_of(arguments);
  auto response = start_row_answer(context.format, columns, units);
  response.body = co_await write_rows(
      &newest, RowWriter(context.format, std::move(columns), units, *context.services.zone));
  co_return response;
}

constexpr std::int64_t kLongestWindowHours = 8760;

const Parameter kHoursParameter{.name = kHours,
                                .type = ParameterType::whole_number,
                                .default_value = "24",
                                .lower = 1,
                                .upper = kLongestWindowHours,
                                .description = "Number of hours to retrieve, up to the well's newest row.",
                                .example = "24"};

Route newest_route() {
  return {.path = "/api/production/latest",
          .operation = "get_newest_production",
          .group = "production",
          .summary = "Newest row of every well",
          .description = "One row for each well, by name.",
          .parameters = {kUnitsParameter, kFormatParameter},
          .answers = {{http::Status::ok, "Rows, by well", Schema::production_rows, UnitsHeader::present}},
          .problems = {database_away()},
          .handler = get_newest_production,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

Route latest_route() {
  return {
      .path = "/api/production/{well_name}/latest",
      .operation = "get_latest_production",
      .group = "production",
      .summary = "Latest production data of a well",
      .description = "All rows of the last `hours` hours up to the well's newest row, newest first.",
      .parameters = {kWellNameParameter, kHoursParameter, kUnitsParameter, kFormatParameter},
      .answers = {{http::Status::ok, "Rows, newest first", Schema::production_rows, UnitsHeader::present}},
      .problems = {{http::Status::bad_request, "The window holds more than 100,000 rows"},
                   unknown_well(),
                   database_away()},
      .handler = get_latest_production,
      .caching = Caching::by_version,
      .formats = Formats::rows};
}

Route range_route() {
  return {.path = "/api/production/{well_name}/range",
          .operation = "get_production_range",
          .group = "production",
          .summary = "Production data of a well for a time range",
          .description =
              "Rows from `start_time` to `end_time`, both included, oldest first: as they are stored, "
              "in buckets (`interval`), or as many as a plot needs (`points`).",
          .parameters = {kWellNameParameter, kStartParameter, kEndParameter, kUnitsParameter, kTagsParameter,
                         kIntervalParameter, kTimeZoneParameter, kStatisticsParameter, kFillParameter,
                         kQualityParameter, kLimitParameter, kCursorParameter, kPointsParameter,
                         kAsOfParameter, kFormatParameter},
          .answers = {{http::Status::ok, "Rows, oldest first", Schema::query_rows, UnitsHeader::present,
                       http::kJson, Parts::linked}},
          .problems = {start_after_end_problem(),
                       {http::Status::not_found, "No such well, or no such version of the data"},
                       rewritten_problem(),
                       removed_problem(),
                       database_away()},
          .handler = get_production_range,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

Route production_route() {
  return {.path = "/api/production",
          .operation = "get_production",
          .group = "production",
          .summary = "Production data of many wells",
          .description =
              "Rows of the wells from `start_time` to `end_time`, both included, by time, then well: as "
              "they are stored, in buckets (`interval`), or as many as a plot needs (`points`).",
          .parameters = {wells_parameter(kWells), kWellTypeParameter, kStartParameter, kEndParameter,
                         kUnitsParameter, kTagsParameter, kIntervalParameter, kTimeZoneParameter,
                         kStatisticsParameter, kFillParameter, kQualityParameter, kLimitParameter,
                         kCursorParameter, kPointsParameter, kAsOfParameter, kFormatParameter},
          .answers = {{http::Status::ok, "Rows, by time, then well", Schema::query_rows, UnitsHeader::present,
                       http::kJson, Parts::linked}},
          .problems = {start_after_end_problem(),
                       {http::Status::not_found, "No such well, or no such version of the data"},
                       rewritten_problem(),
                       removed_problem(),
                       database_away()},
          .handler = get_production,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

constexpr std::array<std::string_view, 2> kSplits = {"none", kWellType};

const Parameter kSplitParameter{.name = kSplit,
                                .type = ParameterType::choice,
                                .default_value = "none",
                                .choices = kSplits,
                                .description = "Totals of all wells, or of each well type.",
                                .example = "none"};

Route field_route() {
  auto interval = kIntervalParameter;
  interval.default_value = "1h";
  interval.description =
      "Length of a bucket. 6h to 1mo begin at local wall times of `timezone`; 1pd is the "
      "source's production day.";
  return {.path = "/api/field/production",
          .operation = "get_field_production",
          .group = "production",
          .summary = "Totals of the field",
          .description =
              "Rates of all wells together, averaged over the hours of a bucket; volumes; ratios of "
              "sums.",
          .parameters = {kStartParameter, kEndParameter, interval, kTimeZoneParameter, kWellTypeParameter,
                         kSplitParameter, kFillParameter, kQualityParameter, kLimitParameter,
                         kCursorParameter, kUnitsParameter, kAsOfParameter, kFormatParameter},
          .answers = {{http::Status::ok, "Buckets, oldest first", Schema::field_rows, UnitsHeader::present,
                       http::kJson, Parts::linked}},
          .problems = {start_after_end_problem(),
                       {http::Status::not_found, "No such version of the data"},
                       rewritten_problem(),
                       removed_problem(),
                       database_away()},
          .handler = get_field_production,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

}  // namespace

// Paths without a parameter come before those with one: a well's name may be any text.
std::vector<Route> make_production_routes() {
  return {newest_route(), production_route(), field_route(), latest_route(), range_route()};
}

}  // namespace flodata::api
