#include "api/rows/row_query.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/rows/well_choice.h"

namespace flodata::api {
namespace {

using aggregation::Derived;
using aggregation::Fill;
using aggregation::Interval;
using aggregation::Quantity;
using aggregation::Statistic;
using Errors = std::vector<http::ParameterError>;

Errors wrong(std::string_view name, std::string_view message, std::string_view type) {
  return {{.place = std::string(to_string(ParameterPlace::query)),
           .name = std::string(name),
           .message = fmt::format("{}: {}", name, message),
           .type = std::string(type)}};
}

QualityFilter find_quality(std::string_view name) {
  if (name == "good") return QualityFilter::good;
  return name == "uncertain" ? QualityFilter::uncertain : QualityFilter::any;
}

std::vector<Quantity> measured_quantities() {
  std::vector<Quantity> quantities;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) quantities.emplace_back(tag);
  return quantities;
}

std::optional<Errors> check_reported(const Arguments& arguments) {
  const bool daily = arguments.has(kInterval) && arguments.text(kInterval) == "1pd";
  if (daily ||
      std::ranges::find(arguments.list(kStatistics), "reported") == arguments.list(kStatistics).end())
    return std::nullopt;
  return wrong(kStatistics, "reported is of a production day; ask for it with interval=1pd", "contradiction");
}

/// What depends on buckets being asked for, and must not be given without them.
std::optional<Errors> check_bucket_parameters(const Arguments& arguments) {
  if (arguments.has(kInterval)) return std::nullopt;
  // Clients that send all defaults request nothing by them.
  const bool usual_statistic = arguments.list(kStatistics) == std::vector<std::string>{"mean"};
  const bool usual_fill = arguments.text(kFill) == "none";
  for (const auto name : {kStatistics, kFill})
    if (!(name == kFill ? usual_fill : usual_statistic))
      return wrong(name, "needs an interval, for example interval=1h", "needs_interval");
  return std::nullopt;
}

std::optional<Errors> check_plot_parameters(const Arguments& arguments) {
  if (!arguments.has(kPoints)) return std::nullopt;
  for (const auto name : {kInterval, kLimit, kCursor})
    if (arguments.is_given(name))
      return wrong(kPoints, fmt::format("cannot be combined with {}; leave one of them out", name),
                   "contradiction");
  return std::nullopt;
}

std::optional<Errors> parse_fill(const Arguments& arguments, RowQuery& query) {
  query.fill = aggregation::find_fill(arguments.text(kFill)).value();
  if (query.fill != Fill::none && query.interval == Interval::production_day)
    return wrong(kFill, "production days (interval=1pd) cannot be filled; use interval=1d", "contradiction");
  return std::nullopt;
}

std::optional<Errors> parse_buckets(const Arguments& arguments, RowQuery& query) {
  query.interval = aggregation::find_interval(arguments.text(kInterval));
  std::vector<Statistic> statistics;
  for (const auto& name : arguments.list(kStatistics))
    statistics.push_back(aggregation::find_statistic(name).value());
  const auto chosen =
      query.quantities.empty() ? aggregation::Chosen::all_there_are : aggregation::Chosen::by_name;
  if (query.quantities.empty()) query.quantities = aggregation::all_quantities();
  auto columns = aggregation::make_columns(query.quantities, statistics, chosen);
  if (!columns) return wrong(kStatistics, columns.error().message, "no_such_statistic");
  query.columns = *std::move(columns);
  return parse_fill(arguments, query);
}

RowQuery common_query(const Arguments& arguments, const TimeZone& zone) {
  constexpr std::chrono::hours kUsualWindow(24);
  const auto last = arguments.time(kEndTime);
  const bool of_end = last != kEndOfTime && !arguments.is_given(kStartTime);
  RowQuery query{.first = of_end ? last - kUsualWindow : arguments.time(kStartTime),
                 .last = last,
                 .zone = arguments.has(kTimeZone) ? TimeZone::find(arguments.text(kTimeZone)).value() : zone,
                 .units = units_of(arguments)};
  return query;
}

/// Returns the tags that the rows must have.
std::bitset<kTagCount> needed_tags(const RowQuery& query) {
  std::bitset<kTagCount> tags;
  if (query.field) {
    for (const auto tag : {kOnStreamTag, kOilRateTag, kGasRateTag, kWaterRateTag, kWaterInjectionRateTag})
      tags.set(tag);
    return tags;
  }
  if (query.quantities.empty()) return tags.set();
  for (const auto& quantity : query.quantities) {
    if (const auto* tag = std::get_if<TagIndex>(&quantity)) {
      tags.set(*tag);
      continue;
    }
    tags.set(kOilRateTag);
    tags.set(std::get<Derived>(quantity) == Derived::gor ? kGasRateTag : kWaterRateTag);
  }
  for (const auto& column : query.columns)
    if (column.statistic == Statistic::time_on_stream || column.statistic == Statistic::reported)
      tags.set(kOnStreamTag);
  return tags;
}

/// Positions of the quantities of the columns.
std::vector<std::size_t> quantities_of(const RowQuery& query) {
  std::vector<std::size_t> places;
  for (const auto& column : query.columns) {
    const auto place = aggregation::index_of(column.quantity);
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  }
  return places;
}

RowColumn column_of(std::string_view name, RowColumn::Kind kind) {
  return {.name = std::string(name), .kind = kind, .quantity = {}, .cell_column = {}};
}

RowColumn cell_of(aggregation::Column column) {
  auto name = column.name;
  return {.name = std::move(name),
          .kind = RowColumn::Kind::cell,
          .quantity = {},
          .cell_column = std::move(column)};
}

std::vector<RowColumn> bucket_columns(const RowQuery& query) {
  using Kind = RowColumn::Kind;
  std::vector<RowColumn> columns = {column_of("time", Kind::time), column_of(kWellName, Kind::well_name)};
  if (query.interval == Interval::production_day)
    columns.push_back(column_of("production_day", Kind::production_day));
  for (const auto& column : query.columns) columns.push_back(cell_of(column));
  return columns;
}

/// Returns the columns before the requested quantities.
std::vector<RowColumn> key_columns() {
  using Kind = RowColumn::Kind;
  return {column_of("time", Kind::time), column_of("original_time", Kind::original_time),
          column_of(kWellName, Kind::well_name)};
}

std::vector<RowColumn> chosen_columns(std::span<const Quantity> quantities) {
  auto columns = key_columns();
  for (const auto& quantity : quantities)
    columns.push_back({.name = std::string(aggregation::name_of(quantity)),
                       .kind = RowColumn::Kind::quantity,
                       .quantity = quantity,
                       .cell_column = {}});
  columns.push_back(column_of("quality", RowColumn::Kind::quality));
  return columns;
}

std::vector<RowColumn> plotted_columns(std::span<const Quantity> quantities) {
  auto columns = key_columns();
  for (const auto& quantity : quantities)
    columns.push_back(cell_of({std::string(aggregation::name_of(quantity)), quantity, Statistic::mean,
                               aggregation::unit_family_of(quantity)}));
  return columns;
}

aggregation::FillWindow fill_window(const RowQuery& query, const store::WellEntry& well, Instant read_from) {
  return {std::max({query.first, read_from, well.first_time}), last_label(query)};
}

aggregation::BucketGrid make_grid(const RowQuery& query) {
  if (query.interval != Interval::production_day) return {*query.interval, query.zone};
  return {*query.interval, query.zone, query.version.production_zone()};
}

std::unique_ptr<RowStage> make_bucket_stage(const RowQuery& query, Instant read_from) {
  aggregation::BucketFoldOptions fold{.columns = query.columns,
                                      .step_hours = query.version.source_step_hours(),
                                      .fill = query.fill,
                                      .windows = {}};
  for (const auto& well : query.wells) fold.windows.push_back(fill_window(query, well, read_from));
  return make_buckets({.grid = make_grid(query),
                       .fold = std::move(fold),
                       .wells = names_of(query.wells),
                       .first = std::max(query.first, read_from)});
}

std::unique_ptr<RowStage> make_field_stage(const RowQuery& query, Instant read_from) {
  aggregation::FieldFoldOptions fold{.step_hours = query.version.source_step_hours(),
                                     .split = *query.field,
                                     .fill = query.fill,
                                     .window = {}};
  for (const auto& well : query.wells) {
    const auto window = fill_window(query, well, query.first);
    if (!fold.window) fold.window = window;
    fold.window->first = std::min(fold.window->first, window.first);
  }
  return make_field({.grid = make_grid(query), .fold = fold, .first = std::max(query.first, read_from)});
}

std::unique_ptr<RowStage> make_plot_stage(const RowQuery& query) {
  const aggregation::PlotOptions plot{.quantities = query.quantities,
                                      .first = query.first,
                                      .last = query.last == kEndOfTime ? last_label(query) : query.last,
                                      .points = *query.points,
                                      .source_step = query.version.source_step};
  return make_plot({.plots = std::vector(query.wells.size(), plot), .wells = names_of(query.wells)});
}

}  // namespace

std::expected<std::vector<Quantity>, Errors> parse_quantities(const Arguments& arguments) {
  std::vector<Quantity> quantities;
  if (!arguments.has(kTagList)) return quantities;
  for (const auto& name : arguments.list(kTagList)) {
    const auto quantity = aggregation::find_quantity(name).value();
    if (std::ranges::find(quantities, quantity) != quantities.end())
      return std::unexpected(wrong(
          kTagList, fmt::format("names {} more than once", aggregation::name_of(quantity)), "repeated"));
    quantities.push_back(quantity);
  }
  return quantities;
}

ParsedQuery parse_row_query(const Arguments& arguments, const TimeZone& zone) {
  for (const auto check : {check_reported, check_bucket_parameters, check_plot_parameters})
    if (auto errors = check(arguments)) return std::unexpected(*std::move(errors));
  auto query = common_query(arguments, zone);
  query.quality = find_quality(arguments.text(kQuality));
  auto quantities = parse_quantities(arguments);
  if (!quantities) return std::unexpected(quantities.error());
  query.quantities = *std::move(quantities);
  if (arguments.has(kLimit)) query.limit = static_cast<std::size_t>(arguments.whole_number(kLimit));
  if (arguments.has(kPoints)) {
    query.points = static_cast<std::size_t>(arguments.whole_number(kPoints));
    if (query.quantities.empty()) query.quantities = measured_quantities();
  }
  if (!arguments.has(kInterval)) return query;
  if (auto errors = parse_buckets(arguments, query)) return std::unexpected(*std::move(errors));
  return query;
}

std::expected<std::vector<RowColumn>, std::vector<http::ParameterError>> parse_columns(
    const Arguments& arguments) {
  auto quantities = parse_quantities(arguments);
  if (!quantities) return std::unexpected(std::move(quantities.error()));
  return quantities->empty() ? stored_columns() : chosen_columns(*quantities);
}

ParsedQuery parse_field_query(const Arguments& arguments, const TimeZone& zone) {
  auto query = common_query(arguments, zone);
  query.interval = aggregation::find_interval(arguments.text(kInterval));
  query.quality = find_quality(arguments.text(kQuality));
  if (arguments.has(kLimit)) query.limit = static_cast<std::size_t>(arguments.whole_number(kLimit));
  query.field = arguments.text(kSplit) == kWellType ? aggregation::FieldSplit::by_well_type
                                                    : aggregation::FieldSplit::none;
  if (auto errors = parse_fill(arguments, query)) return std::unexpected(*std::move(errors));
  return query;
}

std::vector<RowColumn> answer_columns(const RowQuery& query) {
  if (query.field) {
    auto columns = field_columns(*query.field);
    if (query.interval == Interval::production_day)
      columns.insert(columns.begin() + 1, column_of("production_day", RowColumn::Kind::production_day));
    return columns;
  }
  if (query.interval) return bucket_columns(query);
  if (query.quantities.empty()) return stored_columns();
  return query.points ? plotted_columns(query.quantities) : chosen_columns(query.quantities);
}

RowSelection make_selection(const RowQuery& query, Instant read_from) {
  const bool stored = !query.interval && !query.points;
  const bool reported = std::ranges::find(query.columns, Statistic::reported,
                                          &aggregation::Column::statistic) != query.columns.end();
  return {.request = {.wells = names_of(query.wells),
                      .after = std::max(query.first, read_from) - Microseconds(1),
                      .last = std::min(query.last, query.version.bound),
                      .columns = {.tags = needed_tags(query),
                                  .texts = stored && query.quantities.empty(),
                                  .quality = stored || reported || query.quality != QualityFilter::any},
                      .all_there = true},
          .well_type = query.well_type,
          .quality = query.quality,
          .marks = reported ? UseOfMarks::some : UseOfMarks::none,
          .plan = {},
          .quantities = quantities_of(query),
          .of_types = query.field == aggregation::FieldSplit::by_well_type};
}

PlannedWindow window_of(const RowQuery& query, Instant read_from) {
  const bool reported = std::ranges::find(query.columns, Statistic::reported,
                                          &aggregation::Column::statistic) != query.columns.end();
  const auto wanted = query.field ? Cells::of_field : Cells::of_wells;
  const bool of_cells =
      query.interval && !reported && !query.wells.empty() && query.version.bound != kEndOfTime;
  auto first = std::max(query.first, read_from);
  if (of_cells) first = std::max(first, first_label(query));
  return {.wanted = of_cells ? wanted : Cells::none,
          .wells = names_of(query.wells),
          .window = {first, last_label(query)},
          .interval = query.interval.value_or(Interval::h1),
          .zone = query.zone,
          .production_zone = query.version.day_zone};
}

std::unique_ptr<RowStage> make_stage(const RowQuery& query, Instant read_from) {
  if (query.field) return make_field_stage(query, read_from);
  if (query.points) return make_plot_stage(query);
  return query.interval ? make_bucket_stage(query, read_from) : make_stored_rows();
}

Instant first_label(const RowQuery& query) {
  return std::ranges::min(query.wells, {}, &store::WellEntry::first_time).first_time;
}

Instant last_label(const RowQuery& query) { return std::min(query.last, query.version.bound); }

}  // namespace flodata::api
