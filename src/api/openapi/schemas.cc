#include "api/openapi/schemas.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include "aggregation/quantity.h"
#include "api/compat/series_rows.h"
#include "api/rows/row_stage.h"
#include "model/production_column.h"
#include "model/units.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

json::object reference(std::string_view component) {
  return {{"$ref", fmt::format("#/components/schemas/{}", component)}};
}

json::object text(std::string_view description) { return {{"type", "string"}, {"description", description}}; }

json::object time(std::string_view description) {
  auto schema = text(description);
  schema["format"] = "date-time";
  return schema;
}

json::object object_of(json::object properties) {
  json::array required;
  for (const auto& property : properties) required.emplace_back(property.key());
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

json::object constant(std::string_view value) { return {{"type", "string"}, {"const", value}}; }

json::object nullable(std::string_view type, std::string_view description) {
  return {{"type", json::array{type, "null"}}, {"description", description}};
}

json::object tag_schema(const Tag& tag) {
  const auto metric = unit_symbol(tag.family, UnitSystem::metric);
  const auto field = unit_symbol(tag.family, UnitSystem::field);
  const auto unit =
      metric == field ? std::string(metric) : fmt::format("{}; {} with units=field", metric, field);
  return nullable("number", fmt::format("{} [{}]", tag.description, unit));
}

json::object column_schema(const ProductionColumn& column) {
  using Kind = ProductionColumnKind;
  switch (column.kind) {
    case Kind::time:
    case Kind::original_time:
      return time(column.description);
    case Kind::well_name:
      return text(column.description);
    case Kind::well_type:
    case Kind::flow_kind:
    case Kind::choke_uom:
      return nullable("string", column.description);
    case Kind::tag:
      return tag_schema(kTags[column.tag]);
    case Kind::quality:
      return nullable("object", column.description);
  }
  return {};
}

json::object production_row() {
  json::object properties;
  for (const auto& column : kProductionColumns) properties[column.name] = column_schema(column);
  return object_of(std::move(properties));
}

json::object health() {
  return object_of({{"status", constant("healthy")},
                    {"description", text("what is served")},
                    {"database", constant("connected")},
                    {"timestamp", time("now, in TARGET_TIMEZONE")}});
}

json::object unhealthy() {
  return object_of({{"status", constant("unhealthy")},
                    {"description", text("what is served")},
                    {"database", constant("disconnected")},
                    {"error", text("what is wrong, and how to find the cause")},
                    {"timestamp", time("now, in TARGET_TIMEZONE")}});
}

json::object whole(std::string_view description) {
  return {{"type", "integer"}, {"description", description}};
}

json::object flag(std::string_view description) {
  return {{"type", "boolean"}, {"description", description}};
}

json::object time_or_null(std::string_view description) {
  auto schema = nullable("string", description);
  schema["format"] = "date-time";
  return schema;
}

json::object day_or_null(std::string_view description) {
  auto schema = nullable("string", description);
  schema["format"] = "date";
  return schema;
}

json::object number(std::string_view description) {
  return {{"type", "number"}, {"description", description}};
}

/// The members of to_json(replay::Status), in their order.
json::object stream_status() {
  auto state =
      text("stopped (no streamer at work), paused, loading (the past), behind (by more than 5 s), streaming");
  state["enum"] = json::array{"stopped", "paused", "loading", "behind", "streaming"};
  return object_of(
      {{"stream_id", text("name of the stream")},
       {"state", std::move(state)},
       {"epoch", whole("grows each time a streamer takes over")},
       {"sequence", whole("version of the data: batches committed since the first start")},
       {"speed", number("source time per live time [s/s]; 3600 makes an hour a second")},
       {"loop", whole("how often the source was passed to its end")},
       {"source_time", time("next hour to stream, in the data")},
       {"newest_label", time_or_null("live label of the newest hour; null when none was streamed yet")},
       {"next_label", time("live label of the next hour, which is written when the clock reaches it")},
       {"lag_seconds", number("how long the oldest hour that is due has been waiting [s]; 0 when none is")},
       {"paused", flag("whether the stream is paused")},
       {"history_complete", flag("whether the past was loaded once")},
       {"anchor_source", time("source time that is labelled anchor_live (continued over the data's end)")},
       {"anchor_live", time("live label of anchor_source")},
       {"source", text("first and last hour, row count and fingerprint of the source file")},
       {"streamer_alive", flag("whether a streamer was heard of within the last 5 s")},
       {"seen_at", time_or_null("when a streamer was last heard of; null when none ever was")},
       {"host", text("name of the streamer's machine; empty when none was heard of")},
       {"process_id", whole("the streamer's process there; 0 when none was heard of")},
       {"pending_commands", whole("commands that no streamer has answered yet")}});
}

json::object replay_answer() {
  auto status = text("applied, or unchanged when it was so already");
  status["enum"] = json::array{"applied", "unchanged"};
  return object_of({{"id", whole("number of the command in the table replay_command")},
                    {"request_id", text("the request's Idempotency-Key, or the one that it was given")},
                    {"status", std::move(status)},
                    {"detail", text("what was done")},
                    {"stream", reference("StreamStatus")}});
}

json::object array_of(json::object items) { return {{"type", "array"}, {"items", std::move(items)}}; }

std::string unit_text(UnitFamily family) {
  const auto metric = unit_symbol(family, UnitSystem::metric);
  const auto field = unit_symbol(family, UnitSystem::field);
  return metric == field ? std::string(metric) : fmt::format("{}; {} with units=field", metric, field);
}

json::object quantity(std::string_view description, UnitFamily family) {
  return nullable("number", fmt::format("{} [{}]", description, unit_text(family)));
}

std::string_view description_of(aggregation::Quantity quantity) {
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) return kTags[*tag].description;
  switch (std::get<aggregation::Derived>(quantity)) {
    case aggregation::Derived::gor:
      return "gas-oil ratio";
    case aggregation::Derived::watercut:
      return "water over liquid";
    case aggregation::Derived::liquid_rate:
      return "oil and water rate";
  }
  return "";
}

json::object units_schema() {
  return {{"type", "object"},
          {"description", "unit of every number"},
          {"additionalProperties", {{"type", "string"}}}};
}

/// A row whose numbers depend on what was asked for.
json::object query_row() {
  json::object properties;
  for (const auto& column : kProductionColumns) properties[column.name] = column_schema(column);
  for (const auto derived : aggregation::all_quantities())
    if (std::holds_alternative<aggregation::Derived>(derived))
      properties[aggregation::name_of(derived)] =
          quantity(description_of(derived), aggregation::unit_family_of(derived));
  properties["production_day"] = text("day of the source, of its production day's zone (interval=1pd)");
  properties["production_day"].as_object()["format"] = "date";
  properties["time_on_stream"] = nullable("number", "hours on stream in the bucket [h] (agg=time_on_stream)");
  json::object row{{"type", "object"},
                   {"properties", std::move(properties)},
                   {"required", json::array{"time", "well_name"}}};
  row["additionalProperties"] = nullable("number",
                                         "tag_statistic where several statistics are asked for; "
                                         "Flodata-Units says its unit");
  row["description"] =
      "Without tags and interval a ProductionRow. Else the tags that were asked for: with `interval` the "
      "statistic "
      "of the bucket that begins at `time`, in Flodata-Units' unit.";
  return row;
}

json::object field_row() {
  json::object properties{{"time", time("begin of the bucket")}};
  for (const auto& column : field_columns(aggregation::FieldSplit::none))
    if (column.kind == RowColumn::Kind::cell)
      properties[column.name] = quantity("of the field", column.cell_column.unit);
  auto row = object_of(std::move(properties));
  auto& all = row["properties"].as_object();
  all["well_type"] = nullable("string", "with by=well_type");
  all["production_day"] = text("with interval=1pd");
  all["production_day"].as_object()["format"] = "date";
  return row;
}

json::object later_row() {
  json::object properties{{"time", time("start of the hour, or of the bucket")},
                          {"well_name", text("canonical wellbore name")},
                          {"well_type", nullable("string", "OP oil producer, WI water injector")}};
  for (const auto key : kLaterKeys) {
    const auto known = aggregation::find_quantity(key).value();
    properties[key] = quantity(description_of(known), aggregation::unit_family_of(known));
  }
  return object_of(std::move(properties));
}

json::object well_schema() {
  auto status =
      nullable("string", "flowing, shut, or stale: no rows for a day of the data; null without rows");
  auto tag = object_of({{"name", text("name")},
                        {"short_name", text("name in the compatibility endpoints")},
                        {"description", text("what it is")},
                        {"unit", text("unit of its values")},
                        {"kind", text("on_stream, additive (a rate), intensive (a state)")}});
  return object_of(
      {{"well_name", text("canonical name")},
       {"npd_well_bore_name", text("name as the source writes it")},
       {"well_bore_code", text("wellbore code as the source writes it")},
       {"aliases", array_of({{"type", "string"}})},
       {"short_name", text("name within the field")},
       {"first_time", time("live label of the first row")},
       {"well_type", nullable("string", "type by the newest row")},
       {"flow_kind", nullable("string", "production or injection, by the newest row")},
       {"last_time", time_or_null("live label of the newest row")},
       {"production_day_zone", text("IANA zone whose local days are the source's production days")},
       {"production_day", day_or_null("production day of the newest row")},
       {"status", std::move(status)},
       {"tags", array_of(std::move(tag))},
       {"units", units_schema()}});
}

json::object well_types() {
  return object_of(
      {{"count", whole("wells listed")},
       {"wells", array_of(object_of({{"well_name", text("canonical name")},
                                     {"well_type", nullable("string", "type by the newest row")}}))}});
}

json::object well_history() {
  return object_of({{"well_name", text("canonical name")},
                    {"hours", whole("length of the window [h]")},
                    {"interval", text("length of a bucket")},
                    {"data_points", whole("buckets")},
                    {"data", array_of(reference("WellRow"))},
                    {"units", units_schema()}});
}

json::object current_production() {
  auto totals = object_of({{"oil_rate", quantity("sum", UnitFamily::liquid_rate)},
                           {"gas_rate", quantity("sum", UnitFamily::gas_rate)},
                           {"water_rate", quantity("sum", UnitFamily::liquid_rate)},
                           {"liquid_rate", quantity("sum", UnitFamily::liquid_rate)},
                           {"avg_gor", quantity("ratio of sums", UnitFamily::gas_oil_ratio)},
                           {"avg_watercut", quantity("ratio of sums", UnitFamily::fraction)}});
  auto well = later_row();
  well["properties"].as_object()["original_time"] = time("start of the hour on the source timeline");
  return object_of({{"timestamp", time_or_null("newest row of those listed")},
                    {"well_count", whole("wells listed")},
                    {"totals", std::move(totals)},
                    {"wells", array_of(std::move(well))},
                    {"units", units_schema()}});
}

json::object production_series() {
  const auto rate = [](UnitFamily family) { return quantity("mean over the bucket", family); };
  auto total = object_of({{"time", time("begin of the bucket")},
                          {"total_oil_rate", rate(UnitFamily::liquid_rate)},
                          {"total_gas_rate", rate(UnitFamily::gas_rate)},
                          {"total_water_rate", rate(UnitFamily::liquid_rate)},
                          {"avg_gor", quantity("ratio of sums", UnitFamily::gas_oil_ratio)},
                          {"avg_watercut", quantity("ratio of sums", UnitFamily::fraction)},
                          {"well_count", number("wells with a row [1]")}});
  auto well = object_of({{"time", time("begin of the bucket")},
                         {"well_name", text("canonical name")},
                         {"oil_rate", rate(UnitFamily::liquid_rate)},
                         {"gas_rate", rate(UnitFamily::gas_rate)},
                         {"water_rate", rate(UnitFamily::liquid_rate)},
                         {"gor", quantity("ratio of sums", UnitFamily::gas_oil_ratio)},
                         {"watercut", quantity("ratio of sums", UnitFamily::fraction)}});
  json::object either{{"anyOf", json::array{std::move(total), std::move(well)}}};
  return object_of({{"hours", whole("length of the window [h]")},
                    {"interval", text("length of a bucket")},
                    {"well_type", text("wells that count")},
                    {"aggregate", flag("totals of the field, or a row for each well")},
                    {"data_points", whole("rows")},
                    {"data", array_of(std::move(either))},
                    {"units", units_schema()}});
}

json::object stats() {
  return object_of(
      {{"database", object_of({{"total_records", whole("rows")},
                               {"well_count", whole("wells")},
                               {"earliest_data", time_or_null("label of the first row")},
                               {"latest_data", time_or_null("label of the newest row")},
                               {"last_update", time_or_null("when the newest rows came")}})},
       {"streaming", object_of({{"status", text("active, paused or stopped")},
                                {"simulated_time", time_or_null("next hour to stream, in the data")}})},
       {"units", units_schema()}});
}

json::object left_out() {
  auto schema = object_of({{"before", time("label at which the newest stretch begins: what was before it")},
                           {"reason", text("loop (the data began again) or seek")}});
  schema["properties"].as_object()["days"] = whole("days of the window that were not used, of a decline");
  schema["type"] = json::array{"object", "null"};
  schema["description"] = "null: nothing was left out";
  return schema;
}

json::object decline_analysis() {
  const auto unit_of_rate = nullable("number", "rate [qi_unit]");
  return object_of(
      {{"well_name", text("canonical name")},
       {"analysis_period_hours", whole("length of the window [h]")},
       {"rate_type", text("oil, gas, liquid")},
       {"data_points", whole("production days")},
       {"valid_points", whole("days that the curve is fitted to")},
       {"decline_parameters",
        object_of(
            {{"qi", unit_of_rate},
             {"qi_unit", text("unit of rates")},
             {"Di_daily", nullable("number", "nominal decline [1/d]")},
             {"Di_annual", nullable("number", "nominal decline [1/a]")},
             {"Di_annual_percent", nullable("number", "effective decline of the first year [%]")},
             {"b_factor", nullable("number", "0 exponential, 1 harmonic; 0 to 2")},
             {"b_bound", text("none, lower, upper: at which end of its range b stands")},
             {"model_type",
              text("exponential (b is 0), harmonic (b is 1), hyperbolic (any other b), not declining")}})},
       {"production_summary", object_of({{"initial_rate", unit_of_rate},
                                         {"current_rate", unit_of_rate},
                                         {"rate_change_percent", nullable("number", "change [%]")},
                                         {"cumulative_in_period", nullable("number", "volume [eur_unit]")}})},
       {"forecast",
        object_of({{"eur_remaining", nullable("number", "volume until the economic limit [eur_unit]")},
                   {"eur_unit", text("unit of volumes")},
                   {"economic_limit", nullable("number", "rate at which the forecast ends [qi_unit]")},
                   {"terminal_decline", nullable("number", "least nominal decline of the forecast [1/d]")},
                   {"days_to_terminal_decline",
                    nullable("number", "days until decline is exponential; null: not within the forecast")},
                   {"forecast_days", nullable("number", "length of the forecast [d]")}})},
       {"goodness_of_fit", object_of({{"r_squared", nullable("number", "of rates")},
                                      {"fit_quality", text("excellent, good, fair, poor, undefined")}})},
       {"left_out", left_out()},
       {"notes", array_of(text("what to know before the numbers are used"))},
       {"units", units_schema()}});
}

json::object productivity_index() {
  const auto psi = [](std::string_view description) {
    return nullable("number", fmt::format("{} [psi]", description));
  };
  const auto index = [](std::string_view description) {
    return nullable("number", fmt::format("{} [pi_unit]", description));
  };
  return object_of(
      {{"well_name", text("canonical name")},
       {"well_type", text("OP or WI, by the newest row")},
       {"analysis_period_hours", whole("length of the window [h]")},
       {"data_points", whole("rows")},
       {"valid_points", whole("flowing rows")},
       {"pressure_data",
        object_of({{"reservoir_pressure_psi", psi("reservoir pressure")},
                   {"reservoir_pressure_source", text("provided, shut-in, or shut-in before the period")},
                   {"avg_flowing_bhp_psi", psi("mean flowing pressure")},
                   {"min_flowing_bhp_psi", psi("lowest flowing pressure")},
                   {"max_flowing_bhp_psi", psi("highest flowing pressure")},
                   {"avg_drawdown_psi", psi("mean drawdown")}})},
       {"productivity_index",
        object_of({{"pi_oil", index("oil")},
                   {"pi_liquid", index("oil and water")},
                   {"injectivity_index", index("injected water")},
                   {"pi_unit", text("unit of the indices")},
                   {"pi_std_dev", index("standard deviation")},
                   {"pi_coefficient_of_variation", nullable("number", "standard deviation over mean [%]")}})},
       {"deliverability", object_of({{"aof_rate", nullable("number", "absolute open flow [aof_unit]")},
                                     {"aof_unit", text("unit of aof_rate")},
                                     {"aof_description", text("how it was found")}})},
       {"interpretation", object_of({{"pi_quality", text("excellent, high, medium, low")},
                                     {"consistency", text("consistent, moderate, erratic")}})},
       {"left_out", left_out()},
       {"units", units_schema()}});
}

json::object problem_schema() {
  json::object error = object_of({{"loc", {{"type", "array"}, {"items", {{"type", "string"}}}}},
                                  {"msg", text("what was given and what is allowed")},
                                  {"type", text("a word for programs")}});
  auto schema = object_of({{"type", text("kind of the problem, a URN")},
                           {"title", text("the kind in words")},
                           {"status", {{"type", "integer"}}},
                           {"detail", text("what is wrong and what to do about it")},
                           {"instance", text("path that was asked for")}});
  schema["description"] = "RFC 9457 problem document";
  schema["examples"] = json::array{json::object{
      {"type", "urn:flodata:problem:invalid-parameter"},
      {"title", "Invalid parameter"},
      {"status", 422},
      {"detail", "hours: 'x' was given; a whole number from 1 to 8760 is allowed"},
      {"instance", "/api/production/F-12/latest"},
      {"errors",
       json::array{json::object{{"loc", json::array{"query", "hours"}},
                                {"msg", "hours: 'x' was given; a whole number from 1 to 8760 is allowed"},
                                {"type", "int_parsing"}}}}}};
  schema["properties"].as_object()["errors"] = {{"type", "array"}, {"items", std::move(error)}};
  return schema;
}

}  // namespace

json::object schema_of(Schema schema) {
  switch (schema) {
    case Schema::service_index:
      return reference("ServiceIndex");
    case Schema::health:
      return reference("Health");
    case Schema::unhealthy:
      return reference("Unhealthy");
    case Schema::well_list:
      return reference("WellList");
    case Schema::production_rows:
      return {{"type", "array"}, {"items", reference("ProductionRow")}};
    case Schema::query_rows:
      return array_of(reference("QueryRow"));
    case Schema::field_rows:
      return array_of(reference("FieldRow"));
    case Schema::well:
      return reference("Well");
    case Schema::well_types:
      return reference("WellTypes");
    case Schema::well_rows:
      return array_of(reference("WellRow"));
    case Schema::well_history:
      return reference("WellHistory");
    case Schema::current_production:
      return reference("CurrentProduction");
    case Schema::production_series:
      return reference("ProductionSeries");
    case Schema::stats:
      return reference("Stats");
    case Schema::decline_analysis:
      return reference("DeclineAnalysis");
    case Schema::productivity_index:
      return reference("ProductivityIndex");
    case Schema::stream_status:
      return reference("StreamStatus");
    case Schema::replay_answer:
      return reference("ReplayAnswer");
    case Schema::metrics_text:
    case Schema::events:
      return {{"type", "string"}};
  }
  return {};
}

json::object schema_components() {
  json::object endpoints{{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
  json::object names{{"type", "array"}, {"items", {{"type", "string"}}}};
  return {{"ServiceIndex", object_of({{"service", text("name")},
                                      {"version", text("version of the program")},
                                      {"description", text("what it is")},
                                      {"endpoints", std::move(endpoints)}})},
          {"Health", health()},
          {"Unhealthy", unhealthy()},
          {"WellList", object_of({{"wells", std::move(names)}})},
          {"ProductionRow", production_row()},
          {"QueryRow", query_row()},
          {"FieldRow", field_row()},
          {"Well", well_schema()},
          {"WellTypes", well_types()},
          {"WellRow", later_row()},
          {"WellHistory", well_history()},
          {"CurrentProduction", current_production()},
          {"ProductionSeries", production_series()},
          {"Stats", stats()},
          {"DeclineAnalysis", decline_analysis()},
          {"ProductivityIndex", productivity_index()},
          {"StreamStatus", stream_status()},
          {"ReplayAnswer", replay_answer()},
          {"Problem", problem_schema()}};
}

}  // namespace flodata::api
