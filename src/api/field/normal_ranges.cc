// /api/field/normal-ranges: between which values each well's tags lie most of the time.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"
#include "api/contract/query_gate.h"
#include "api/contract/responses.h"
#include "api/field/field_memory.h"
#include "api/field/field_moment.h"
#include "api/field/field_numbers.h"
#include "api/field/routes.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "api/rows/row_response.h"
#include "api/rows/well_choice.h"
#include "base/iso8601.h"
#include "model/production_day.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

using aggregation::Quantity;

constexpr std::string_view kDays = "days";
constexpr std::chrono::hours kDayOfData{24};
constexpr store::Range kFractions{0.05, 0.95};

std::vector<Quantity> usual_quantities() {
  return {
      kOilRateTag,       kGasRateTag,          kWaterRateTag,        kWaterInjectionRateTag,  Derived::gor,
      Derived::watercut, kDownholePressureTag, kWellheadPressureTag, kWellheadTemperatureTag, kChokeTag};
}

/// In SQL, with the columns that it is made of.
store::RangedValue expression_of(Quantity quantity) {
  const auto name = [](TagIndex tag) { return std::string(kTags[tag].name); };
  const auto oil = name(kOilRateTag);
  const auto gas = name(kGasRateTag);
  const auto water = name(kWaterRateTag);
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) return {name(*tag), {name(*tag)}};
  switch (std::get<Derived>(quantity)) {
    case Derived::gor:
      return {fmt::format("{} / nullif({}, 0)", gas, oil), {gas, oil}};
    case Derived::watercut:
      return {fmt::format("{0} / nullif({0} + {1}, 0)", water, oil), {water, oil}};
    case Derived::liquid_rate:
      return {fmt::format("{} + {}", oil, water), {oil, water}};
  }
  return {};
}

/// Rows later than `after`, up to `last`: neither is the label of a row.
struct Window {
  Instant after;
  Instant last;
  Instant start_time;  // labels of the first step and of the one after the last
  Instant end_time;
};

/// The days before the newest production day: the same window all day long.
Window window_of(const FieldMoment& moment, std::int64_t days) {
  const auto newest = moment.newest[*moment.newest_row];
  const auto zone = moment.version.production_zone();
  const auto day = ProductionDay::of(ProductionDay::holding(newest.original_time, zone), zone);
  const auto since_day_began = newest.original_time - day.from;
  const auto length = since_day_began + days * kDayOfData;
  const auto data = moment.axis.data_at(newest.time);
  return {.after = moment.bound(length),
          .last = moment.bound(since_day_began),
          .start_time = moment.axis.label_at(data - length),
          .end_time = moment.axis.label_at(data - since_day_began)};
}

std::string memory_key(const Window& window, const std::vector<Quantity>& quantities,
                       const std::vector<std::string>& wells) {
  auto key =
      fmt::format("{} {}", window.after.time_since_epoch().count(), window.last.time_since_epoch().count());
  for (const auto quantity : quantities) (key += ' ') += aggregation::name_of(quantity);
  for (const auto& well : wells) (key += '\n') += well;
  return key;
}

awaitable<std::vector<store::WellRanges>> find_ranges(HandlerContext context, bool remembers, Window window,
                                                      std::vector<Quantity> quantities,
                                                      std::vector<std::string> wells) {
  auto& memory = *context.services.field_memory;
  const auto key = memory_key(window, quantities, wells);
  if (const auto found = memory.ranges.find(key); remembers && found != memory.ranges.end())
    co_return found->second;
  const auto revision = std::pair(memory.lineage, memory.revision);
  std::vector<store::RangedValue> values;
  for (const auto quantity : quantities) values.push_back(expression_of(quantity));
  const auto turn = co_await context.pass.gate->enter(context.pass.client, context.deadline);
  auto ranges = co_await context.services.store->field().ranges(
      std::move(wells), window.after, window.last, std::move(values), kFractions, context.deadline);
  context.services.database_watch->answered();
  if (remembers && revision == std::pair(memory.lineage, memory.revision)) {
    if (memory.ranges.size() >= FieldMemory::kMostRanges) memory.ranges.clear();
    memory.ranges.insert_or_assign(key, ranges);
  }
  co_return ranges;
}

responses::WellRanges describe(const store::WellRanges& well, const std::vector<Quantity>& quantities,
                               UnitSystem units) {
  responses::WellRanges described{.well_name = well.well_name};
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const auto name = aggregation::name_of(quantities[i]);
    const auto& range = well.ranges[i];
    described.lower.emplace_back(name, range ? in_units(range->lower, quantities[i], units) : std::nullopt);
    described.upper.emplace_back(name, range ? in_units(range->upper, quantities[i], units) : std::nullopt);
  }
  return described;
}

awaitable<http::Response> get_normal_ranges(HandlerContext context, Arguments arguments) {
  auto quantities = parse_quantities(arguments);
  if (!quantities) co_return invalid_parameters(quantities.error(), context.instance);
  if (quantities->empty()) *quantities = usual_quantities();
  std::vector<std::string> asked;
  if (arguments.has(kWells)) asked = arguments.list(kWells);
  auto wells = co_await choose_wells(context, std::move(asked));
  if (!wells) co_return std::move(wells.error());
  const auto units = units_of(arguments);
  const auto moment = co_await find_moment(context, arguments.time(kEndTime));
  responses::NormalRanges answer{.days = arguments.whole_number(kDays)};
  for (const auto quantity : *quantities)
    answer.units.emplace_back(aggregation::name_of(quantity),
                              unit_symbol(aggregation::unit_family_of(quantity), units));
  if (moment.newest_row) {
    const auto window = window_of(moment, answer.days);
    answer.start_time = window.start_time;
    answer.end_time = window.end_time;
    const auto ranges =
        co_await find_ranges(context, moment.is_versioned, window, *quantities, names_of(*wells));
    for (const auto& well : ranges) answer.wells.push_back(describe(well, *quantities, units));
  }
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(answer, *context.services.zone)};
}

}  // namespace

std::vector<Route> make_normal_ranges_routes() {
  return {
      {.path = "/api/field/normal-ranges",
       .operation = "get_normal_ranges",
       .group = "production",
       .summary = "Between which values each well's tags lie",
       .description =
           "Per well and tag the values below and above which 5 % lie each, of the rows in which the well "
           "flows and the value is not Bad, over the days of the data before the newest production day. The "
           "answer changes once a production day.",
       .parameters = {kEndParameter,
                      field_tags_parameter("Tags, repeated or between commas. Without it: the rates, gor, "
                                           "watercut, pressures, wellhead temperature and choke."),
                      wells_parameter(kWells),
                      {.name = kDays,
                       .type = ParameterType::whole_number,
                       .default_value = "30",
                       .lower = 1,
                       .upper = 90,
                       .description = "Length of the window in days of 24 h of the data.",
                       .example = "30"},
                      kUnitsParameter},
       .answers = {{http::Status::ok, "Ranges, by well; wells without a flowing row are left out",
                    Schema::normal_ranges}},
       .problems = {unknown_well(), database_away()},
       .handler = get_normal_ranges,
       .caching = Caching::by_version}};
}

}  // namespace flodata::api
