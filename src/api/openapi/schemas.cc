#include "api/openapi/schemas.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include "aggregation/quantity.h"
#include "api/compat/series_rows.h"
#include "api/contract/responses.h"
#include "api/rows/row_stage.h"
#include "model/production_column.h"
#include "model/units.h"
#include "replay/status_members.h"

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

json::object nullable(std::string_view type, std::string_view description) {
  return {{"type", json::array{type, "null"}}, {"description", description}};
}

json::object array_of(json::object items) { return {{"type", "array"}, {"items", std::move(items)}}; }

json::object quantity(std::string_view description, UnitFamily family) {
  const auto metric = unit_symbol(family, UnitSystem::metric);
  const auto field = unit_symbol(family, UnitSystem::field);
  const auto unit =
      metric == field ? std::string(metric) : fmt::format("{}; {} with units=field", metric, field);
  return nullable("number", fmt::format("{} [{}]", description, unit));
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
      return quantity(kTags[column.tag].description, kTags[column.tag].family);
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

/// A row whose numbers depend on the request.
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

/// A row of the compatibility endpoints, under the names and in the units of its columns.
json::object row_of(std::span<const RowColumn> columns, std::string_view rate) {
  json::object properties;
  for (const auto& column : columns) {
    const auto unit = column.cell_column.unit;
    const bool is_ratio = unit == UnitFamily::gas_oil_ratio || unit == UnitFamily::fraction;
    if (column.kind == RowColumn::Kind::time)
      properties[column.name] = time("begin of the bucket");
    else if (column.kind == RowColumn::Kind::well_name)
      properties[column.name] = text("canonical name");
    else if (unit == UnitFamily::count)
      properties[column.name] = {{"type", "number"}, {"description", "wells with a row [1]"}};
    else
      properties[column.name] = quantity(is_ratio ? "ratio of sums" : rate, unit);
  }
  return object_of(std::move(properties));
}

template <typename T>
constexpr bool kIsObjectOfTexts = std::same_as<T, TextByName> || std::same_as<T, WrittenTexts>;

template <typename T>
consteval std::string_view type_name() {
  if (std::same_as<T, bool>) return "boolean";
  if (kIsObjectOfTexts<T> || std::same_as<T, NumberByName> || std::same_as<T, WrittenObject>) return "object";
  return std::integral<T> ? "integer" : std::floating_point<T> ? "number" : "string";
}

template <JsonStruct T>
json::object schema_of_struct(json::object written_elsewhere = {});

/// The schema of what append_json() writes for a `T`.
template <typename T>
json::object schema_of_member(const JsonMember& meaning) {
  json::object schema{{"type", type_name<T>()}};
  if constexpr (JsonOptional<T>) {
    schema = schema_of_member<typename T::value_type>(meaning);
    if (!JsonOmittable<T>) schema["type"] = json::array{schema["type"], "null"};
    return schema;
  } else if constexpr (JsonList<T>) {
    return array_of(schema_of_member<typename T::value_type>(meaning));
  } else if constexpr (JsonStruct<T>) {
    schema = schema_of_struct<T>();
  } else if constexpr (JsonConstant<T>) {
    schema["const"] = T::kText;
  }
  if (!meaning.description.empty()) schema["description"] = meaning.description;
  if (!meaning.unit.empty())
    schema["description"] = fmt::format("{} [{}]", meaning.description, meaning.unit);
  if (std::same_as<T, Instant>) schema["format"] = "date-time";
  if (std::same_as<T, LocalDay>) schema["format"] = "date";
  if (kIsObjectOfTexts<T>) schema["additionalProperties"] = {{"type", "string"}};
  if (std::same_as<T, NumberByName>)
    schema["additionalProperties"] = {{"type", json::array{"number", "null"}}};
  json::array words;
  for (const auto word : meaning.words)
    if (!word.empty()) words.emplace_back(word);
  if (!words.empty()) schema["enum"] = std::move(words);
  return schema;
}

/// `written_elsewhere`: schemas of the members of type WrittenJson.
template <JsonStruct T>
json::object schema_of_struct(json::object written_elsewhere) {
  json::object properties;
  json::array required;
  for_each_json_member<T>([&](auto member, const JsonMember& meaning) {
    using Member = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
    if constexpr (std::same_as<Member, WrittenJson>)
      properties[member.name] = written_elsewhere.at(member.name);
    else
      properties[member.name] = schema_of_member<Member>(meaning);
    if (!JsonOmittable<Member>) required.emplace_back(member.name);
  });
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

// By hand, like rows: src/http/message/problem.cc serves every route and knows none of these types.
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
  schema["properties"].as_object()["horizon"] = text("of removed-rows: when what is kept begins");
  schema["properties"].as_object()["errors"] = {{"type", "array"}, {"items", std::move(error)}};
  return schema;
}

/// Preserves the document's order of members, which differs from that of the response in the place of the
/// zone.
json::object well() {
  auto properties = std::move(schema_of_struct<responses::Well>()["properties"].as_object());
  json::object ordered;
  for (auto& property : properties) {
    if (property.key() == "production_day")
      ordered["production_day_zone"] = properties["production_day_zone"];
    if (property.key() != "production_day_zone") ordered[property.key()] = property.value();
  }
  return object_of(std::move(ordered));
}

json::object well_history() {
  return schema_of_struct<responses::WellHistory>({{"data", array_of(reference("WellRow"))}});
}

json::object current_production() {
  auto row = later_row();
  row["properties"].as_object()["original_time"] = time("start of the hour on the source timeline");
  return schema_of_struct<responses::CurrentProduction>(
      {{"totals", row_of(current_total_columns(), "sum")}, {"wells", array_of(std::move(row))}});
}

json::object production_series() {
  constexpr std::string_view kRate = "mean over the bucket";
  json::object row{
      {"anyOf", json::array{row_of(series_total_columns(), kRate), row_of(series_well_columns(), kRate)}}};
  return schema_of_struct<responses::ProductionSeries>({{"data", array_of(std::move(row))}});
}

json::object replay_answer() {
  return schema_of_struct<responses::ReplayAnswer>({{"stream", reference("StreamStatus")}});
}

template <JsonStruct T>
json::object derived() {
  return schema_of_struct<T>();
}

struct Component {
  Schema schema;
  std::string_view name;
  json::object (*make)();
  bool is_row = false;  // of the response, which is an array
};

constexpr std::array kComponents = {
    Component{Schema::service_index, "ServiceIndex", derived<responses::ServiceIndex>},
    Component{Schema::health, "Health", derived<responses::Health>},
    Component{Schema::unhealthy, "Unhealthy", derived<responses::Unhealthy>},
    Component{Schema::well_list, "WellList", derived<responses::WellList>},
    Component{Schema::production_rows, "ProductionRow", production_row, true},
    Component{Schema::query_rows, "QueryRow", query_row, true},
    Component{Schema::field_rows, "FieldRow", field_row, true},
    Component{Schema::well, "Well", well},
    Component{Schema::well_types, "WellTypes", derived<responses::WellTypes>},
    Component{Schema::well_rows, "WellRow", later_row, true},
    Component{Schema::well_history, "WellHistory", well_history},
    Component{Schema::current_production, "CurrentProduction", current_production},
    Component{Schema::production_series, "ProductionSeries", production_series},
    Component{Schema::stats, "Stats", derived<responses::Stats>},
    Component{Schema::decline_analysis, "DeclineAnalysis", derived<responses::DeclineAnalysis>},
    Component{Schema::productivity_index, "ProductivityIndex", derived<responses::ProductivityIndex>},
    Component{Schema::stream_status, "StreamStatus", derived<replay::Status>},
    Component{Schema::replay_answer, "ReplayAnswer", replay_answer},
    Component{Schema::replay_segments, "ReplaySegments", derived<responses::ReplaySegments>},
    Component{Schema::replay_commands, "ReplayCommands", derived<responses::ReplayCommands>},
    Component{Schema::field_wells, "FieldWells", derived<responses::FieldWells>},
    Component{Schema::normal_ranges, "NormalRanges", derived<responses::NormalRanges>},
    Component{Schema::field_life, "FieldLife", derived<responses::FieldLife>},
};

}  // namespace

json::object schema_of(Schema schema) {
  const auto component = std::ranges::find(kComponents, schema, &Component::schema);
  if (component == kComponents.end()) return {{"type", "string"}};  // events and metrics are not JSON
  return component->is_row ? array_of(reference(component->name)) : reference(component->name);
}

json::object schema_components() {
  json::object components;
  for (const auto& component : kComponents) components[component.name] = component.make();
  components["Problem"] = problem_schema();
  return components;
}

}  // namespace flodata::api
