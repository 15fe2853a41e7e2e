#include "api/openapi/document.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/contract/json_text.h"
#include "api/openapi/examples.h"
#include "api/openapi/schemas.h"

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
  const auto example = example_of(answer.schema);
  json::object content;
  if (route.formats != Formats::csv)
    content[answer.media_type] = {{"schema", schema_of(answer.schema)}, {"example", example}};
  if (route.formats == Formats::rows)
    content[http::kNdjson] = {
        {"schema", {{"type", "string"}, {"description", "the same rows, one JSON object a line"}}},
        {"example", as_ndjson(example.as_array())}};
  if (route.formats == Formats::rows || route.formats == Formats::csv)
    content[kCsvType] = {
        {"schema",
         {{"type", "string"},
          {"description", "a line of names, then the same rows (RFC 4180); what is missing is empty"}}},
        {"example", as_csv(example.as_array())}};
  if (route.formats == Formats::json_or_page)
    content["text/html"] = {{"schema", {{"type", "string"}, {"description", "the console's page"}}}};
  json::object described{{"description", answer.description}, {"content", std::move(content)}};
  if (auto headers = headers_of(answer, route.caching); !headers.empty())
    described["headers"] = std::move(headers);
  return described;
}

json::object describe_problem(std::string_view description) {
  return {{"description", description},
          {"content",
           json::object{{http::kProblemJson, {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

/// A transient problem: the response says after how many seconds to retry.
json::object describe_passing_problem(std::string_view description) {
  auto described = describe_problem(description);
  described["headers"] = json::object{
      {"Retry-After", json::object{{"description", "Seconds to wait before the request is sent again"},
                                   {"schema", {{"type", "integer"}, {"minimum", 1}}}}}};
  return described;
}

std::string status_key(http::Status status) { return std::to_string(static_cast<int>(status)); }

json::object describe_route(const Route& route, const FieldExamples& examples) {
  json::object responses;
  for (const auto& answer : route.answers)
    responses[status_key(answer.status)] = describe_answer(answer, route);
  for (const auto& problem : route.problems)
    responses[status_key(problem.status)] = problem.status == http::Status::unavailable
                                                ? describe_passing_problem(problem.description)
                                                : describe_problem(problem.description);
  responses[status_key(http::Status::unprocessable_content)] =
      describe_problem("A parameter is wrong or unknown; `errors` lists every one");
  responses[status_key(http::Status::not_acceptable)] =
      describe_problem("The header Accept names no form of the answer");
  responses[status_key(http::Status::misdirected_request)] =
      describe_problem("The request calls this service by the name of another one (header Host)");
  responses[status_key(http::Status::too_many_requests)] = describe_passing_problem(
      "This client has all connections, event streams or bytes in flight that one may have, or sent wrong "
      "tokens");
  if (route.caching == Caching::by_version)
    responses[status_key(http::Status::not_modified)] = {
        {"description", "The client has this answer: If-None-Match names its ETag"},
        {"headers", json::object{{"ETag", header("As of the answer that the client has")}}}};
  if (route.formats == Formats::events)
    responses["101"] = {{"description", "The same as messages of a WebSocket, after an upgrade"}};
  responses["default"] = describe_problem("Something else went wrong");
  json::object described{{"operationId", route.operation},
                         {"tags", json::array{route.group}},
                         {"summary", route.summary},
                         {"parameters", describe_parameters(route, examples)},
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

json::object describe_paths(std::span<const Route> routes, const FieldExamples& examples) {
  json::object paths;
  for (const auto& route : routes) {
    auto& path = paths[route.path];
    if (path.is_null()) path.emplace_object();
    path.as_object()[operation_key(route.method)] = describe_route(route, examples);
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

std::string openapi_document(std::span<const Route> routes, const FieldExamples& examples) {
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "OpenFloData API"},
                            {"version", FLODATA_VERSION},
                            {"description", kDescription},
                            {"contact", json::object{{"name", "OpenFloData"}}},
                            {"license", json::object{{"name", "MIT"}, {"identifier", "MIT"}}}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"tags", json::array{json::object{{"name", "production"}, {"description", "Hourly production data"}},
                           json::object{{"name", "surveillance"}, {"description", "Analyses of a well"}},
                           json::object{{"name", "compatibility"},
                                        {"description", "As the earlier Python system had them"}},
                           json::object{{"name", "replay"}, {"description", "The stream and its control"}},
                           json::object{{"name", "service"}, {"description", "The service itself"}}}},
      {"paths", describe_paths(routes, examples)},
      {"security", json::array{}},
      {"components", components()}};
  return json_text(document);
}

}  // namespace flodata::api
