#include "api/openapi/parameters.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include "api/contract/sequence_number.h"
#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

// Each pattern accepts what its parser accepts, with only valid calendar days
// (tests/clients/openapi_document.py sends texts made from them): months of 31 and of 30 days, February, and
// 29 February of leap years.
constexpr std::string_view kDay =
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    "02-(?:0[1-9]|1[0-9]|2[0-8]))|"
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
constexpr std::string_view kTimeOfDay = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,6})?)?";
// A + that is not percent-encoded arrives as a blank.
constexpr std::string_view kOffset = "(?:[Zz]|[+ -](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)";
// At most 200 years (time_expression.cc).
constexpr std::string_view kSpan = "(?:[0-9]{1,9}s|[0-9]{1,8}m|[0-9]{1,6}h|[0-9]{1,4}[dw])";

/// ISO 8601 (base/iso8601.cc), or Unix time in seconds or milliseconds.
std::string moment_pattern() {
  return fmt::format("(?:{}(?:[Tt ]{}{}?)?|[0-9]{{10}}|[0-9]{{13}})", kDay, kTimeOfDay, kOffset);
}
/// A commit's number.
std::string sequence_pattern() { return fmt::format("[0-9]{{1,{}}}", kMostSequenceDigits); }
/// Also times relative to now.
std::string expression_pattern() { return fmt::format("{}|now|(?:now)?-{}", moment_pattern(), kSpan); }

json::object text_of(std::string_view pattern) {
  return {{"type", "string"}, {"pattern", fmt::format("^(?:{})$", pattern)}};
}

json::object pattern_schema(ParameterType type) {
  switch (type) {
    case ParameterType::time:
      return text_of(moment_pattern());
    case ParameterType::time_expression:
      return text_of(expression_pattern());
    case ParameterType::version:
      return text_of(fmt::format("{}|{}", sequence_pattern(), expression_pattern()));
    case ParameterType::event_id:
      // A lineage is a number above 0 of 63 bits.
      return text_of(fmt::format("{0}(?:\\.{0})?(?:-(?:[1-9a-f][0-9a-f]{{0,14}}|[1-7][0-9a-f]{{15}}))?",
                                 sequence_pattern()));
    default:
      return {{"type", "string"}, {"minLength", 1}};
  }
}

json::array choices_of(const Parameter& parameter) {
  return json::array(parameter.choices.begin(), parameter.choices.end());
}

json::object list_schema(const Parameter& parameter) {
  json::object item{{"type", "string"}};
  if (!parameter.choices.empty())
    item["enum"] = choices_of(parameter);
  else
    item["pattern"] = "^[^,]+$";
  return {{"type", "array"},
          {"items", std::move(item)},
          {"minItems", 1},
          {"maxItems", kMostListed},
          {"uniqueItems", true}};
}

/// Returns the parameter's text (a default, an example) as the JSON value that it stands for.
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

json::object type_schema(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::key:
      return {{"type", "string"}, {"pattern", "^[ -~]+$"}, {"minLength", 1}, {"maxLength", kLongestKey}};
    case ParameterType::number:
      return {{"type", "number"}, {"minimum", parameter.least}, {"maximum", parameter.most}};
    case ParameterType::whole_number:
      return {{"type", "integer"}, {"minimum", parameter.lower}, {"maximum", parameter.upper}};
    case ParameterType::choice:
    case ParameterType::open_choice:
      return {{"type", "string"}, {"enum", choices_of(parameter)}};
    case ParameterType::flag:
      return {{"type", "boolean"}};
    case ParameterType::list:
      return list_schema(parameter);
    case ParameterType::text:
    case ParameterType::time:
    case ParameterType::time_expression:
    case ParameterType::version:
    case ParameterType::event_id:
    case ParameterType::time_zone:
      return pattern_schema(parameter.type);
  }
  return {};
}

/// A client that sends every default would send both spellings of a parameter that has two.
bool shows_default(const Parameter& parameter) {
  return !parameter.default_value.empty() && parameter.other_name.empty();
}

json::object schema_of(const Parameter& parameter) {
  auto schema = type_schema(parameter);
  if (shows_default(parameter)) schema["default"] = typed(parameter, parameter.default_value);
  return schema;
}

json::value example_for(const Parameter& parameter, const FieldExamples& examples) {
  if (parameter.name == kWellName) return json::value(examples.well);
  if (parameter.name == kWells || parameter.name == kWellFilter)
    return json::array(examples.wells.begin(), examples.wells.end());
  return parameter.example.empty() ? json::value() : typed(parameter, parameter.example);
}

/// Returns whether Swagger UI fills in the example, so that the request can be sent as it is: required
/// parameters, and those that end an endless response.
bool is_filled_in(const Parameter& parameter, const Route& route) {
  // Few fields have the shut-in from which the service could read the reservoir pressure.
  if (parameter.presence == Presence::required || parameter.name == kReservoirPressure) return true;
  return route.formats == Formats::events && parameter.place == ParameterPlace::query;
}

json::object describe(const Parameter& parameter, const Route& route, const FieldExamples& examples) {
  json::object described{{"name", parameter.name},
                         {"in", to_string(parameter.place)},
                         {"required", parameter.presence == Presence::required},
                         {"description", parameter.description},
                         {"schema", schema_of(parameter)}};
  if (parameter.type == ParameterType::list) {
    described["style"] = "form";
    described["explode"] = true;
  }
  auto example = example_for(parameter, examples);
  if (example.is_null()) return described;
  if (is_filled_in(parameter, route))
    described["example"] = std::move(example);
  else
    described["schema"].as_object()["examples"] = json::array{std::move(example)};
  return described;
}

Parameter other_spelling(const Parameter& parameter, const std::string& description) {
  auto other = parameter;
  other.name = parameter.other_name;
  other.description = description;
  return other;
}

}  // namespace

json::array describe_parameters(const Route& route, const FieldExamples& examples) {
  json::array described;
  for (const auto& parameter : route.parameters) {
    if (parameter.place == ParameterPlace::body) continue;
    described.push_back(describe(parameter, route, examples));
    if (parameter.other_name.empty()) continue;
    const auto description = fmt::format("The same as `{}`; give one of them.", parameter.name);
    described.push_back(describe(other_spelling(parameter, description), route, examples));
  }
  return described;
}

json::object describe_body(std::span<const Parameter> parameters) {
  json::object properties;
  json::array required;
  for (const auto& parameter : parameters) {
    if (parameter.place != ParameterPlace::body) continue;
    auto schema = schema_of(parameter);
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
          {"content", json::object{{http::kJson, json::object{{"schema", std::move(schema)}}}}}};
}

}  // namespace flodata::api
