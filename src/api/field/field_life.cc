// /api/field/life: all that was streamed, in a bounded number of points.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "api/contract/database_watch.h"
#include "api/contract/query_gate.h"
#include "api/contract/responses.h"
#include "api/field/field_memory.h"
#include "api/field/field_moment.h"
#include "api/field/field_numbers.h"
#include "api/field/routes.h"
#include "api/field/stream_seams.h"
#include "api/rollups/reading_plan.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::hours kLeastOutage{24};
constexpr std::int64_t kStepsPerQuery = 20'000;
constexpr std::size_t kMostSeams = 1000;

using Life = FieldMemory::Life;

Life begin_life(const FieldMoment& moment) {
  auto first = moment.time();
  for (const auto& well : moment.wells) first = std::min(first, well.first_time);
  first = std::max(first, moment.version.horizon.value_or(first));
  return {.origin = moment.axis.data_at(first),
          .through = kBeginOfTime,
          .fold = aggregation::LifeFold(kLeastOutage / moment.version.source_step)};
}

/// The number of the step that is labelled so.
std::int64_t step_number(const Life& life, const FieldMoment& moment, Instant label) {
  const auto data = moment.axis.data_at(label) - life.origin;
  return std::llround(static_cast<double>(data.count()) /
                      static_cast<double>(moment.version.source_step.count()));
}

Instant label_of(const Life& life, const FieldMoment& moment, std::int64_t number) {
  return moment.axis.label_at(life.origin + number * moment.version.source_step);
}

void add(Life& life, const FieldMoment& moment, const std::vector<store::FieldStep>& steps) {
  std::int64_t last = life.last_time ? step_number(life, moment, *life.last_time) : 0;
  for (const auto& step : steps) {
    last = std::max(last, step_number(life, moment, step.time));
    life.fold.add({.number = last,
                   .time = step.time,
                   .original_time = step.original_time,
                   .rates = step.rates,
                   .wells_on_stream = step.wells_on_stream});
    if (!life.first_time) {
      life.first_time = step.time;
      life.first_original_time = step.original_time;
    }
    life.last_time = step.time;
    life.last_original_time = step.original_time;
  }
}

/// The end of a stretch after `life.through` that holds about kStepsPerQuery steps.
Instant next_end(const Life& life, const FieldMoment& moment) {
  const auto from = std::max(moment.axis.data_at(life.through), life.origin);
  const auto end = moment.axis.label_at(from + kStepsPerQuery * moment.version.source_step);
  return end > life.through ? std::min(end, moment.last) : moment.last;
}

/// Reads what was streamed since the life that the thread remembers, or all of it.
awaitable<Life> find_life(HandlerContext context, const FieldMoment* moment) {
  auto& memory = *context.services.field_memory;
  auto own = begin_life(*moment);
  const auto usable = [&] {
    return moment->is_versioned && memory.life && memory.life->through <= moment->last &&
           memory.life->origin == own.origin;
  };
  if (usable()) own = *memory.life;
  const auto turn = co_await context.pass.gate->enter(context.pass.client, context.deadline);
  const auto rows_of = [&] { return std::tuple(memory.lineage, memory.revision, memory.horizon); };
  const auto rows = rows_of();
  while (own.through < moment->last) {
    const auto end = next_end(own, *moment);
    const auto steps = co_await read_field_steps(context.services.store, own.through, end, context.deadline);
    add(own, *moment, steps);
    own.through = end;
    // Kept after each query: one that comes too late for its answer helps the next.
    if (moment->is_versioned && rows == rows_of() && (!usable() || memory.life->through < own.through))
      memory.life = own;
  }
  context.services.database_watch->answered();
  co_return own;
}

responses::FieldLifePoints describe_points(const Life& life, const aggregation::Life& points,
                                           const FieldMoment& moment, UnitSystem units) {
  responses::FieldLifePoints columns{};
  const std::array rates = {&columns.oil_rate, &columns.gas_rate, &columns.water_rate,
                            &columns.water_inj_rate};
  for (const auto& point : points.points) {
    columns.time.push_back(point.time ? *point.time : label_of(life, moment, point.number));
    columns.original_time.push_back(point.original_time);
    for (std::size_t i = 0; i < rates.size(); ++i)
      rates[i]->push_back(in_units(point.rates[i], kVolumeTags[i], units));
    columns.wells_on_stream.push_back(point.wells_on_stream);
  }
  return columns;
}

double hours_of(Microseconds duration) {
  return std::chrono::duration<double, std::chrono::hours::period>(duration).count();
}

responses::FieldLife describe(const Life& life, const FieldMoment& moment, std::size_t most,
                              UnitSystem units) {
  const auto step = moment.version.source_step;
  const auto points = life.fold.life(most);
  responses::FieldLife answer{.first_time = life.first_time,
                              .last_time = life.last_time,
                              .first_original_time = life.first_original_time,
                              .last_original_time = life.last_original_time,
                              .step_hours = hours_of(step),
                              .point_hours = hours_of(points.point_steps * step),
                              .points = describe_points(life, points, moment, units)};
  for (auto& seam : seams_of(moment.segments, kMostSeams))
    if (seam.time <= moment.last) answer.seams.push_back(seam);
  for (const auto& outage : life.fold.outages())
    answer.outages.push_back({.start_time = label_of(life, moment, outage.first_missing),
                              .end_time = label_of(life, moment, outage.next),
                              .hours = hours_of((outage.next - outage.first_missing) * step)});
  for (const auto tag : kVolumeTags)
    answer.units.emplace_back(kTags[tag].name, unit_symbol(kTags[tag].family, units));
  return answer;
}

awaitable<http::Response> get_field_life(HandlerContext context, Arguments arguments) {
  const auto moment = co_await find_moment(context, kEndOfTime);
  const auto units = units_of(arguments);
  responses::FieldLife answer{.step_hours = moment.version.source_step_hours(),
                              .point_hours = moment.version.source_step_hours()};
  if (moment.newest_row) {
    const auto life = co_await find_life(context, &moment);
    answer = describe(life, moment, static_cast<std::size_t>(arguments.whole_number(kPoints)), units);
  }
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(answer, *context.services.zone)};
}

}  // namespace

std::vector<Route> make_field_life_routes() {
  return {
      {.path = "/api/field/life",
       .operation = "get_field_life",
       .group = "production",
       .summary = "The field's whole life in a bounded number of points",
       .description =
           "Mean rates of the field from its first row to its newest in points of equal length of the data, "
           "a "
           "power of two of its step, as columns; outages of the source of a day and longer; seams. At high "
           "speeds the points' labels lie closer.",
       .parameters = {{.name = kPoints,
                       .type = ParameterType::whole_number,
                       .default_value = "1000",
                       .lower = 10,
                       .upper = aggregation::LifeFold::kMostPoints,
                       .description = "Most points; there are more than half as many where the data has so "
                                      "many steps.",
                       .example = "1000"},
                      kUnitsParameter},
       .answers = {{http::Status::ok, "The field's life", Schema::field_life}},
       .problems = {database_away()},
       .handler = get_field_life,
       .caching = Caching::by_version}};
}

}  // namespace flodata::api
