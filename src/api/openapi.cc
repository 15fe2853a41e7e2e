#include "api/openapi.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "api/json_text.h"
#include "api/openapi_schemas.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kDescription =
    "Hourly production of an oil field, replayed as if it happened now.\n\n"
    "Rates are per day and hold for the hour that starts at `time`. What was not measured is `null`, never "
    "0. Every "
    "answer that carries numbers says its units. Errors are RFC 9457 problem documents whose `detail` says "
    "what to "
    "do. What needs no token only reads, so pages of any origin may ask it.";

constexpr std::string_view kCsvType = "text/csv";
constexpr std::string_view kTokenScheme = "replay_token";

/// The parameter's text (a default, an example) as the JSON value that it stands for.
json::value typed(const Parameter& parameter, std::string_view text) {
  const auto type = parameter.type;
  const bool literal =
      type == ParameterType::whole_number || type == ParameterType::number || type == ParameterType::flag;
  if (literal) return json::parse(text);
  if (type != ParameterType::list) return json::value(text);
  json::array texts;
  for (const auto part : std::views::split(text, ',')) texts.emplace_back(std::string_view(part));
  return texts;
}

json::array choices_of(const Parameter& parameter) {
  return json::array(parameter.choices.begin(), parameter.choices.end());
}

json::object list_schema(const Parameter& parameter) {
  json::object item{{"type", "string"}};
  if (!parameter.choices.empty()) item["enum"] = choices_of(parameter);
  return {{"type", "array"},
          {"items", std::move(item)},
          {"minItems", 1},
          {"maxItems", kMostListed},
          {"uniqueItems", true}};
}

json::object parameter_schema(const Parameter& parameter) {
  json::object schema;
  switch (parameter.type) {
    case ParameterType::text:
      schema = {{"type", "string"}, {"minLength", 1}};
      break;
    case ParameterType::key:
      schema = {{"type", "string"}, {"minLength", 1}, {"maxLength", kLongestKey}};
      break;
    case ParameterType::number:
      schema = {{"type", "number"}, {"minimum", parameter.least}, {"maximum", parameter.most}};
      break;
    case ParameterType::whole_number:
      schema = {{"type", "integer"}, {"minimum", parameter.lower}, {"maximum", parameter.upper}};
      break;
    case ParameterType::time:
      schema = {{"type", "string"}, {"format", "date-time"}};
      break;
    case ParameterType::choice:
    case ParameterType::open_choice:
      schema = {{"type", "string"}, {"enum", choices_of(parameter)}};
      break;
    case ParameterType::flag:
      schema = {{"type", "boolean"}};
      break;
    case ParameterType::list:
      schema = list_schema(parameter);
      break;
    case ParameterType::time_expression:
    case ParameterType::version:
    case ParameterType::time_zone:
      schema = {{"type", "string"}, {"minLength", 1}};
      break;
  }
  if (!parameter.default_value.empty()) schema["default"] = typed(parameter, parameter.default_value);
  return schema;
}

json::object describe_parameter(const Parameter& parameter) {
  json::object described{{"name", parameter.name},
                         {"in", to_string(parameter.place)},
                         {"required", parameter.presence == Presence::required},
                         {"description", parameter.description},
                         {"schema", parameter_schema(parameter)}};
  if (!parameter.other_name.empty())
    described["description"] =
        fmt::format("{} Also taken as `{}`.", parameter.description, parameter.other_name);
  if (parameter.type == ParameterType::list) {
    described["style"] = "form";
    described["explode"] = true;
  }
  if (parameter.example.empty()) return described;
  described["example"] = typed(parameter, parameter.example);
  return described;
}

/// The JSON object that those of the parameters make up that stand in the body.
json::object describe_body(std::span<const Parameter> parameters) {
  json::object properties;
  json::array required;
  for (const auto& parameter : parameters) {
    if (parameter.place != ParameterPlace::body) continue;
    auto schema = parameter_schema(parameter);
    schema["description"] = parameter.description;
    schema["examples"] = json::array{typed(parameter, parameter.example)};
    properties[parameter.name] = std::move(schema);
    if (parameter.presence == Presence::required) required.emplace_back(parameter.name);
  }
  json::object schema{{"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", std::move(required)},
                      {"additionalProperties", false}};
  return {{"required", true},
          {"content", json::object{{kJson, json::object{{"schema", std::move(schema)}}}}}};
}

json::object header(std::string_view description) {
  return {{"description", description}, {"schema", {{"type", "string"}}}};
}

json::object version_headers() {
  return {{"ETag", header("Strong tag of this form of the answer; If-None-Match with it gives 304")},
          {"Flodata-Sequence", header("Version of the data: the number of its commit")},
          {"Flodata-Cache", header("`hit`: it was kept; `miss`: it was made for this request")}};
}

json::object headers_of(const Answer& answer, Caching caching) {
  json::object headers;
  if (caching == Caching::by_version) headers = version_headers();
  if (answer.units_header == UnitsHeader::present)
    headers["Flodata-Units"] =
        header("Unit of every column that is a number, a JSON object: {\"oil_rate\":\"Sm3/d\",…}");
  if (answer.parts == Parts::linked) {
    headers["Link"] = header("`<…>; rel=\"next\"`: the next part, when there are more rows than `limit`");
    headers["Flodata-Next-Cursor"] = header("The `cursor` of the next part");
  }
  return headers;
}

json::object describe_answer(const Answer& answer, const Route& route) {
  json::object json_content{{"schema", schema_of(answer.schema)}};
  if (auto example = example_of(answer.schema); !example.is_null()) json_content["example"] = example;
  json::object content{{answer.media_type, std::move(json_content)}};
  if (route.formats == Formats::rows) {
    content[kNdjson] = json::object{
        {"schema", {{"type", "string"}, {"description", "the same rows, one JSON object a line"}}}};
    content[kCsvType] = json::object{
        {"schema",
         {{"type", "string"},
          {"description", "a line of names, then the same rows (RFC 4180); what is missing is empty"}}}};
  }
  json::object described{{"description", answer.description}, {"content", std::move(content)}};
  if (auto headers = headers_of(answer, route.caching); !headers.empty())
    described["headers"] = std::move(headers);
  return described;
}

json::object describe_problem(std::string_view description) {
  return {
      {"description", description},
      {"content", json::object{{kProblemJson, {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

std::string status_key(Status status) { return std::to_string(static_cast<int>(status)); }

json::object describe_route(const Route& route) {
  json::array parameters;
  for (const auto& parameter : route.parameters)
    if (parameter.place != ParameterPlace::body) parameters.push_back(describe_parameter(parameter));
  json::object responses;
  for (const auto& answer : route.answers)
    responses[status_key(answer.status)] = describe_answer(answer, route);
  for (const auto& problem : route.problems)
    responses[status_key(problem.status)] = describe_problem(problem.description);
  responses[status_key(Status::unprocessable_content)] =
      describe_problem("A parameter is wrong or unknown; `errors` lists every one");
  responses[status_key(Status::not_acceptable)] =
      describe_problem("The header Accept names no form of the answer");
  if (route.caching == Caching::by_version)
    responses[status_key(Status::not_modified)] = {
        {"description", "The client has this answer: If-None-Match names its ETag"},
        {"headers", json::object{{"ETag", header("As of the answer that the client has")}}}};
  if (route.formats == Formats::events)
    responses["101"] = {{"description", "The same as messages of a WebSocket, after an upgrade"}};
  responses["default"] = describe_problem("Something else went wrong");
  json::object described{{"operationId", route.operation},
                         {"tags", json::array{route.group}},
                         {"summary", route.summary},
                         {"parameters", std::move(parameters)},
                         {"responses", std::move(responses)}};
  if (!route.description.empty()) described["description"] = route.description;
  if (route.unknown_parameters == UnknownParameters::ignored) described["x-unknown-parameters"] = "ignored";
  const auto in_body = [](const Parameter& parameter) { return parameter.place == ParameterPlace::body; };
  if (std::ranges::any_of(route.parameters, in_body))
    described["requestBody"] = describe_body(route.parameters);
  if (route.access == Access::token_holders)
    described["security"] = json::array{json::object{{kTokenScheme, json::array{}}}};
  return described;
}

/// "get", "post".
std::string operation_key(Method method) {
  std::string key(to_string(method));
  std::ranges::transform(key, key.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return key;
}

json::object describe_paths(std::span<const Route> routes) {
  json::object paths;
  for (const auto& route : routes) {
    auto& path = paths[route.path];
    if (path.is_null()) path.emplace_object();
    path.as_object()[operation_key(route.method)] = describe_route(route);
  }
  return paths;
}

json::object components() {
  json::object token{{"type", "http"},
                     {"scheme", "bearer"},
                     {"description", "The token that the setting REPLAY_TOKEN is set to"}};
  return {{"schemas", schema_components()},
          {"securitySchemes", json::object{{kTokenScheme, std::move(token)}}}};
}

}  // namespace

std::string openapi_document(std::span<const Route> routes) {
  const json::object document{
      {"openapi", "3.1.0"},
      {"info",
       json::object{
           {"title", "OpenFloData API"}, {"version", FLODATA_VERSION}, {"description", kDescription}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"tags", json::array{json::object{{"name", "production"}, {"description", "Hourly production data"}},
                           json::object{{"name", "surveillance"}, {"description", "Analyses of a well"}},
                           json::object{{"name", "later version"},
                                        {"description", "As the system's later version had them"}},
                           json::object{{"name", "replay"}, {"description", "The stream and its control"}},
                           json::object{{"name", "service"}, {"description", "The service itself"}}}},
      {"paths", describe_paths(routes)},
      {"components", components()}};
  return json_text(document);
}

}  // namespace flodata::api
