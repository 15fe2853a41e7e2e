// /api/field/wells: every well with its newest row, status, day before and trend.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "aggregation/bucket_fold.h"
#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"
#include "api/contract/query_gate.h"
#include "api/contract/responses.h"
#include "api/field/field_memory.h"
#include "api/field/field_moment.h"
#include "api/field/field_numbers.h"
#include "api/field/routes.h"
#include "api/field/status_since.h"
#include "api/field/well_status.h"
#include "api/rows/quality_note.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "api/rows/row_response.h"
#include "api/rows/well_choice.h"
#include "model/production_day.h"
#include "model/well_name.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

using aggregation::Quantity;

constexpr std::string_view kTrend = "trend";
constexpr std::string_view kMainRate = "main_rate";
constexpr std::chrono::hours kDayBefore{24};
constexpr std::chrono::hours kTrendPart{6};
constexpr int kTrendParts = 28;  // seven days

constexpr auto kTrendTags = [] {
  std::array<std::string_view, kTagCount + 1> names{kMainRate};
  for (TagIndex tag = 0; tag < kTagCount; ++tag) names[tag + 1] = kTags[tag].name;
  return names;
}();

/// The tag of a well's trend.
TagIndex trend_tag(std::string_view asked, std::optional<std::string_view> well_type) {
  if (asked != kMainRate) return find_tag(asked).value();
  return well_type == "WI" ? kWaterInjectionRateTag : kOilRateTag;
}

/// The begin of each part, just before its first row. Parts before the field's first row are left out.
std::vector<Instant> trend_begins(const FieldMoment& moment) {
  auto first = moment.time();
  for (const auto& well : moment.wells) first = std::min(first, well.first_time);
  std::vector<Instant> begins;
  for (int part = kTrendParts; part > 0; --part)
    if (moment.bound((part - 1) * kTrendPart - moment.version.source_step) >= first)
      begins.push_back(moment.bound(part * kTrendPart - moment.version.source_step));
  return begins;
}

/// Labels of the first rows of the parts.
std::vector<Instant> trend_times(const FieldMoment& moment, std::size_t parts) {
  const auto newest = moment.axis.data_at(moment.time());
  std::vector<Instant> times;
  for (auto part = static_cast<int>(parts); part > 0; --part)
    times.push_back(moment.axis.label_at(newest - part * kTrendPart + moment.version.source_step));
  return times;
}

using Trends = std::unordered_map<std::string, std::vector<std::optional<double>>>;

/// Means by well, in metric.
awaitable<Trends> find_trends(HandlerContext context, const FieldMoment* moment, std::string asked,
                              std::vector<Instant> begins) {
  const bool main_rate = asked == kMainRate;
  const auto first = std::string(kTags[main_rate ? kOilRateTag : find_tag(asked).value()].name);
  const auto second = std::string(kTags[main_rate ? kWaterInjectionRateTag : find_tag(asked).value()].name);
  const auto parts = begins.size();
  const auto means = co_await context.services.store->field().trend(std::move(begins), moment->last, first,
                                                                    second, context.deadline);
  Trends trends;
  std::unordered_map<std::string_view, bool> injects;
  for (int row = 0; row < moment->newest.size(); ++row)
    injects[moment->newest.well_name(row)] = moment->newest[row].well_type == "WI";
  for (const auto& mean : means) {
    auto& trend = trends[mean.well_name];
    trend.resize(parts);
    trend.at(mean.part) = injects[mean.well_name] ? mean.second : mean.first;
  }
  co_return trends;
}

/// The field at one label: totals of the rows that have it. Nothing without such rows.
std::optional<responses::FieldTotals> totals_of(const store::ProductionRows& rows, Instant after,
                                                Instant last, const FieldMoment& moment, const TimeZone& zone,
                                                UnitSystem units) {
  aggregation::FieldFold fold(aggregation::BucketGrid(aggregation::Interval::h1, zone),
                              {.step_hours = moment.version.source_step_hours()});
  std::vector<aggregation::FieldRow> totals;
  for (int i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    if (row.time > after && row.time <= last)
      fold.add({last, row.original_time, static_cast<std::size_t>(i), row.values}, row.well_type.value_or(""),
               totals);
  }
  fold.finish(totals);
  if (totals.empty()) return std::nullopt;
  const auto& total = totals.front();
  const auto rate = [&](std::size_t i) { return in_units(total.rates[i], kVolumeTags[i], units); };
  return responses::FieldTotals{.oil_rate = rate(0),
                                .gas_rate = rate(1),
                                .water_rate = rate(2),
                                .water_inj_rate = rate(3),
                                .liquid_rate = in_units(total.liquid_rate, Derived::liquid_rate, units),
                                .gor = in_units(total.gor, Derived::gor, units),
                                .watercut = in_units(total.watercut, Derived::watercut, units)};
}

/// What an answer is made of.
struct FieldParts {
  FieldMoment moment;
  std::vector<Quantity> quantities;
  std::string trend;
  UnitSystem units;
  std::vector<Instant> since;
  std::vector<std::vector<responses::BadValue>> bad_values;
  store::ProductionRows day_before;  // of each well the newest row up to `day_before_last`
  Instant day_before_after;          // rows up to this one are older than a day
  Instant day_before_last;
  Trends trends;
  std::size_t trend_parts;
};

responses::FieldWell describe_well(const FieldParts& parts, int place, QualityNote& quality,
                                   const std::unordered_map<std::string_view, int>& day_before,
                                   const TimeZone& day_zone) {
  const auto& moment = parts.moment;
  const auto row = moment.newest[place];
  const auto& entry = *std::ranges::lower_bound(moment.wells, row.well_name, {}, [](const auto& well) {
    return std::string_view(well.names.well_name);
  });
  const auto data_since = moment.axis.data_at(moment.time()) - moment.axis.data_at(row.time);
  const auto status = status_of(row, data_since);
  responses::FieldWell well{
      .well_name = row.well_name,
      .short_name = short_well_name(entry.names),
      .well_type = row.well_type,
      .flow_kind = row.flow_kind,
      .status = status,
      .status_since = status == "stale" ? row.time : parts.since[static_cast<std::size_t>(place)],
      .first_time = entry.first_time,
      .time = row.time,
      .original_time = row.original_time,
      .production_day = ProductionDay::holding(row.original_time, day_zone),
      .values = numbers_of(parts.quantities, row.values, parts.units)};
  if (const auto before = day_before.find(row.well_name); before != day_before.end())
    well.day_before = numbers_of(parts.quantities, parts.day_before[before->second].values, parts.units);
  if (const auto note = quality.of(row.quality_json)) well.quality = WrittenObject{{std::string(*note)}};
  well.bad = parts.bad_values[static_cast<std::size_t>(place)];
  const auto tag = trend_tag(parts.trend, row.well_type);
  well.trend.tag = kTags[tag].name;
  well.trend.values.resize(parts.trend_parts);
  if (const auto found = parts.trends.find(std::string(row.well_name)); found != parts.trends.end())
    for (std::size_t part = 0; part < parts.trend_parts; ++part)
      well.trend.values[part] = in_units(found->second[part], tag, parts.units);
  return well;
}

responses::FieldWells describe(const FieldParts& parts, const TimeZone& zone) {
  const auto& moment = parts.moment;
  responses::FieldWells field{.production_day_zone = moment.version.day_zone};
  for (const auto quantity : with_rates(parts.quantities))
    field.units.emplace_back(aggregation::name_of(quantity),
                             unit_symbol(aggregation::unit_family_of(quantity), parts.units));
  if (!moment.newest_row) return field;
  field.time = moment.time();
  field.original_time = moment.newest[*moment.newest_row].original_time;
  field.totals =
      totals_of(moment.newest, *field.time - Microseconds(1), *field.time, moment, zone, parts.units);
  field.totals_day_before =
      totals_of(parts.day_before, parts.day_before_after, parts.day_before_last, moment, zone, parts.units);
  field.trend_times = trend_times(moment, parts.trend_parts);
  std::unordered_map<std::string_view, int> day_before;
  for (int row = 0; row < parts.day_before.size(); ++row)
    if (parts.day_before.time(row) > parts.day_before_after)
      day_before.emplace(parts.day_before.well_name(row), row);
  QualityNote quality(parts.quantities);
  const auto day_zone = moment.version.production_zone();
  for (int row = 0; row < moment.newest.size(); ++row) {
    field.wells.push_back(describe_well(parts, row, quality, day_before, day_zone));
    const auto status = field.wells.back().status;
    ++(status == "flowing" ? field.flowing : status == "shut" ? field.shut : field.stale);
  }
  field.well_count = field.wells.size();
  return field;
}

awaitable<http::Response> get_field_wells(HandlerContext context, Arguments arguments) {
  auto quantities = parse_quantities(arguments);
  if (!quantities) co_return invalid_parameters(quantities.error(), context.instance);
  FieldParts parts{.moment = co_await find_moment(context, arguments.time(kEndTime)),
                   .quantities = quantities->empty() ? aggregation::all_quantities() : *std::move(quantities),
                   .trend = arguments.text(kTrend),
                   .units = units_of(arguments)};
  if (parts.moment.newest_row) {
    const auto turn = co_await context.pass.gate->enter(context.pass.client, context.deadline);
    auto* store = context.services.store;
    const auto begins = trend_begins(parts.moment);
    parts.trend_parts = begins.size();
    parts.trends = co_await find_trends(context, &parts.moment, parts.trend, begins);
    parts.since = co_await find_status_since(context, &parts.moment);
    parts.bad_values = co_await find_bad_values(context, &parts.moment);
    parts.day_before_after = parts.moment.bound(kDayBefore);
    parts.day_before_last = parts.moment.bound(kDayBefore - parts.moment.version.source_step);
    parts.day_before = co_await store->rows().newest_rows(names_of(parts.moment.wells), parts.day_before_last,
                                                          context.deadline);
    context.services.database_watch->answered();
  }
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(describe(parts, *context.services.zone), *context.services.zone)};
}

}  // namespace

std::vector<Route> make_field_wells_routes() {
  return {
      {.path = "/api/field/wells",
       .operation = "get_field_wells",
       .group = "production",
       .summary = "All wells: newest values, status, day before, trend",
       .description =
           "Each well with its newest row, since when it flows or is shut, the row 24 h of the data before, "
           "and the means of one tag over 28 parts of 6 h of the data. Spans are of the data as it was "
           "streamed, whatever the speed was.",
       .parameters = {kEndParameter,
                      field_tags_parameter(),
                      {.name = kTrend,
                       .type = ParameterType::choice,
                       .default_value = kMainRate,
                       .choices = kTrendTags,
                       .description = "Tag of the trends; main_rate is water_inj_rate of injectors and "
                                      "oil_rate of all other wells.",
                       .example = "main_rate"},
                      kUnitsParameter},
       .answers = {{http::Status::ok, "The field at its newest label up to end_time", Schema::field_wells}},
       .problems = {database_away()},
       .handler = get_field_wells,
       .caching = Caching::by_version}};
}

}  // namespace flodata::api
