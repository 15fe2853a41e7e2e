#include "api/openapi_schemas.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>

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

json::object number(std::string_view description) {
  return {{"type", "number"}, {"description", description}};
}

/// The members of to_json(ReplayStatus), in their order.
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
    case Schema::stream_status:
      return reference("StreamStatus");
    case Schema::replay_answer:
      return reference("ReplayAnswer");
    case Schema::metrics_text:
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
          {"StreamStatus", stream_status()},
          {"ReplayAnswer", replay_answer()},
          {"Problem", problem_schema()}};
}

}  // namespace flodata::api
