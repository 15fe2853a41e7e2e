#include "api/openapi/document.h"

#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "api/contract/problem_types.h"
#include "api/routes.h"
#include "model/production_column.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

json::object document_of(std::span<const Route> routes) {
  return json::parse(openapi_document(routes)).as_object();
}

json::object real_document() {
  const auto routes = make_routes();
  return document_of(routes);
}

const json::value& body_schema(const json::value& operation) {
  return operation.at("requestBody").at("content").at("application/json").at("schema");
}

TEST(OpenApi, EveryRouteIsInItWithItsParameters) {
  const auto routes = make_routes();
  const auto document = document_of(routes);
  EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");
  ASSERT_EQ(document.at("paths").as_object().size(), routes.size());
  for (const auto& route : routes) {
    const auto& operation =
        document.at("paths").at(route.path).at(route.method == Method::get ? "get" : "post");
    EXPECT_EQ(operation.at("operationId").as_string(), route.operation);
    EXPECT_EQ(operation.at("summary").as_string(), route.summary);
    std::vector<std::string> declared;
    std::vector<std::string> described;
    for (const auto& parameter : route.parameters) {
      declared.emplace_back(parameter.name);
      if (!parameter.other_name.empty()) declared.emplace_back(parameter.other_name);
    }
    if (operation.as_object().contains("requestBody"))
      for (const auto& property : body_schema(operation).at("properties").as_object())
        described.emplace_back(property.key());
    for (const auto& parameter : operation.at("parameters").as_array())
      described.emplace_back(parameter.at("name").as_string());
    EXPECT_EQ(described, declared) << route.path;
    for (const auto& answer : route.answers)
      EXPECT_TRUE(
          operation.at("responses").as_object().contains(std::to_string(static_cast<int>(answer.status))));
  }
}

TEST(OpenApi, NewDeclarationAloneMakesANewPath) {
  auto routes = make_routes();
  auto extra = routes.front();
  extra.path = "/extra";
  extra.parameters = {
      {.name = "depth", .type = ParameterType::whole_number, .default_value = "7", .lower = 3, .upper = 9}};
  routes.push_back(extra);
  const auto document = document_of(routes);
  const auto& parameter = document.at("paths").at("/extra").at("get").at("parameters").at(0);
  EXPECT_EQ(parameter.at("in").as_string(), "query");
  EXPECT_FALSE(parameter.at("required").as_bool());
  const json::value expected = {{"type", "integer"}, {"minimum", 3}, {"maximum", 9}, {"default", 7}};
  EXPECT_EQ(parameter.at("schema"), expected);
}

TEST(OpenApi, ChoicesAndRequiredParametersAreStated) {
  const auto document = real_document();
  const auto& parameters =
      document.at("paths").at("/api/production/{well_name}/range").at("get").at("parameters").as_array();
  EXPECT_EQ(parameters.at(0).at("in").as_string(), "path");
  EXPECT_TRUE(parameters.at(0).at("required").as_bool());
  EXPECT_FALSE(parameters.at(1).at("required").as_bool());
  EXPECT_EQ(parameters.at(5).at("schema").at("enum"), (json::value{"metric", "field"}));
}

TEST(OpenApi, NoDefaultThatClientsSendTurnsAPressureInPsiIntoBar) {
  const auto document = real_document();
  const auto& parameters =
      document.at("paths").at("/surveillance/productivity-index").at("get").at("parameters").as_array();
  const auto units = std::ranges::find_if(
      parameters, [](const auto& parameter) { return parameter.at("name").as_string() == "units"; });
  ASSERT_NE(units, parameters.end());
  EXPECT_FALSE(units->at("schema").as_object().contains("default"));
  EXPECT_FALSE(units->as_object().contains("example")) << "Swagger UI would fill it in";
}

TEST(OpenApi, EveryParameterAndAnswerOfDataHasAnExample) {
  const auto routes = make_routes();
  const auto document = document_of(routes);
  for (const auto& route : routes) {
    if (route.method != Method::get) continue;
    for (const auto& parameter : route.parameters)
      EXPECT_TRUE(!parameter.example.empty() || parameter.name == "cursor")
          << route.path << ' ' << parameter.name;
    const auto& content =
        document.at("paths").at(route.path).at("get").at("responses").at("200").at("content").as_object();
    const auto media_type = route.answers.front().media_type;
    EXPECT_TRUE(content.at(media_type).as_object().contains("example")) << route.path;
    EXPECT_EQ(content.contains("text/csv"), route.formats == Formats::rows || route.formats == Formats::csv)
        << route.path;
  }
}

const json::object& parameter_of(const json::object& document, std::string_view path, std::string_view name) {
  for (const auto& parameter : document.at("paths").at(path).at("get").at("parameters").as_array())
    if (parameter.at("name").as_string() == name) return parameter.as_object();
  throw std::out_of_range(std::string(name));
}

TEST(OpenApi, ExamplesAreOfTheFieldThatIsStreamed) {
  const auto routes = make_routes();
  const auto document =
      json::parse(openapi_document(routes, {.well = "B22", .wells = {"B22", "A 1"}})).as_object();
  EXPECT_EQ(parameter_of(document, "/api/production/{well_name}/latest", "well_name").at("example"), "B22");
  EXPECT_EQ(parameter_of(document, "/wells/latest", "well_name").at("example"), "B22");
  const auto& wells = parameter_of(document, "/api/production", "wells");
  EXPECT_EQ(json::serialize(wells.at("schema").at("examples")), R"([["B22","A 1"]])");
}

TEST(OpenApi, OnlyWhatIsRequiredIsFilledInByABrowsersForm) {
  const auto document = real_document();
  EXPECT_FALSE(parameter_of(document, "/api/production", "asOf").contains("example"));
  EXPECT_FALSE(parameter_of(document, "/api/production", "wells").contains("example"));
  EXPECT_EQ(parameter_of(document, "/api/stream", "limit").at("example"), 1)
      << "an answer without end is none";
}

/// Generated clients send defaults; with both spellings of one parameter they would contradict themselves.
TEST(OpenApi, BothSpellingsOfATimeAreDeclaredWithoutDefault) {
  const auto document = real_document();
  for (const auto* name : {"start_time", "start", "end_time", "end"}) {
    const auto& parameter = parameter_of(document, "/api/production", name);
    EXPECT_FALSE(parameter.at("schema").as_object().contains("default")) << name;
    EXPECT_FALSE(parameter.at("required").as_bool()) << name;
  }
}

TEST(OpenApi, FormatsOfRowsHaveExamplesOfTheSameRow) {
  const auto document = real_document();
  const auto& content =
      document.at("paths").at("/api/field/production").at("get").at("responses").at("200").at("content");
  const auto& row = content.at("application/json").at("example").at(0);
  EXPECT_EQ(json::parse(content.at("application/x-ndjson").at("example").as_string()), row);
  const std::string csv(content.at("text/csv").at("example").as_string());
  EXPECT_TRUE(csv.starts_with("time,oil_rate,")) << csv;
  EXPECT_NE(csv.find("\r\n2008-02-29T00:00:00+01:00,4012.5,"), std::string::npos) << csv;
}

TEST(OpenApi, RowSchemaHasEveryColumn) {
  const auto document = real_document();
  const auto& properties =
      document.at("components").at("schemas").at("ProductionRow").at("properties").as_object();
  ASSERT_EQ(properties.size(), kProductionColumns.size());
  for (const auto& column : kProductionColumns) EXPECT_TRUE(properties.contains(column.name)) << column.name;
  EXPECT_EQ(properties.at("gas_rate").at("description").as_string(),
            "gas rate [Sm3/d; Mscf/d with units=field]");
}

TEST(OpenApi, CommandsNeedTheTokenAndReadingDoesNot) {
  const auto document = real_document();
  const auto& scheme = document.at("components").at("securitySchemes").at("replay_token");
  EXPECT_EQ(scheme.at("type").as_string(), "http");
  EXPECT_EQ(scheme.at("scheme").as_string(), "bearer");
  for (const auto& [path, operations] : document.at("paths").as_object())
    for (const auto& [method, operation] : operations.as_object()) {
      EXPECT_EQ(operation.as_object().contains("security"), method == "post") << path;
      if (method == "post") EXPECT_TRUE(operation.at("security").at(0).as_object().contains("replay_token"));
    }
}

TEST(OpenApi, ValueOfACommandIsDescribedInTheBody) {
  const auto document = real_document();
  const auto& paths = document.at("paths");
  const auto& speed = body_schema(paths.at("/api/replay/speed").at("post"));
  EXPECT_EQ(speed.at("required"), (json::value{"value"}));
  EXPECT_EQ(speed.at("properties").at("value").at("type").as_string(), "number");
  EXPECT_EQ(speed.at("properties").at("value").at("minimum").as_double(), 0.1);
  EXPECT_EQ(body_schema(paths.at("/api/replay/seek").at("post")).at("properties").at("value").at("examples"),
            (json::value{"2008-02-29T00:00:00"}));
  EXPECT_FALSE(paths.at("/api/replay/pause").at("post").as_object().contains("requestBody"));
}

constexpr auto kByThemselves = {"$ref", "const", "anyOf", "items", "properties", "additionalProperties"};

/// Collects values of a schema that have no description.
void collect_undescribed(const std::string& name, const json::object& schema,
                         std::vector<std::string>& found) {
  const auto* description = schema.if_contains("description");
  const bool by_itself = std::ranges::any_of(kByThemselves, [&](auto key) { return schema.contains(key); });
  if (!by_itself && (description == nullptr || description->as_string().starts_with(" [")))
    found.push_back(name);
  if (const auto* properties = schema.if_contains("properties"))
    for (const auto& [key, property] : properties->as_object())
      collect_undescribed(name + "." + std::string(key), property.as_object(), found);
  if (const auto* items = schema.if_contains("items");
      items != nullptr && items->as_object().contains("properties"))
    collect_undescribed(name + "[]", items->as_object(), found);
}

TEST(OpenApi, EveryMemberOfAResponseIsDescribed) {
  const auto document = real_document();
  std::vector<std::string> undescribed;
  for (const auto& [name, schema] : document.at("components").at("schemas").as_object())
    collect_undescribed(std::string(name), schema.as_object(), undescribed);
  EXPECT_EQ(undescribed, std::vector<std::string>{"Problem.status"});
}

/// Returns the schema that a reference points to; any other schema unchanged.
const json::object* resolve(const json::object& document, const json::object* schema) {
  const auto* reference = schema->if_contains("$ref");
  if (reference == nullptr) return schema;
  const auto& name = reference->as_string();
  return &document.at("components").at("schemas").at(name.subview(name.rfind('/') + 1)).as_object();
}

/// Expects all required members, and none that the schema does not have.
void expect_members(const json::object& document, const json::object& given, const json::value& example) {
  const auto& schema = *resolve(document, &given);
  if (const auto* elements = example.if_array())
    for (const auto& element : *elements) expect_members(document, schema.at("items").as_object(), element);
  const auto* properties = schema.if_contains("properties");
  if (!example.is_object() || properties == nullptr) return;
  for (const auto& required : schema.at("required").as_array())
    EXPECT_TRUE(example.as_object().contains(required.as_string())) << required << " of " << example;
  for (const auto& [key, member] : example.as_object()) {
    const auto* property = properties->as_object().if_contains(key);
    ASSERT_NE(property, nullptr) << key << " of " << example;
    expect_members(document, property->as_object(), member);
  }
}

TEST(OpenApi, ExamplesHaveTheMembersOfTheirSchemas) {
  const auto document = real_document();
  int examples = 0;
  for (const auto& [path, methods] : document.at("paths").as_object())
    for (const auto& [method, operation] : methods.as_object())
      for (const auto& [status, response] : operation.at("responses").as_object()) {
        const auto* content = response.as_object().if_contains("content");
        const auto* json = content != nullptr ? content->as_object().if_contains(http::kJson) : nullptr;
        if (json == nullptr) continue;
        ++examples;
        expect_members(document, json->at("schema").as_object(), json->at("example"));
      }
  EXPECT_GE(examples, 20);
}

TEST(OpenApi, ProblemSchemaHasTheMembersOfAProblemInTheirOrder) {
  const auto document = real_document();
  const auto answer =
      http::problem(kInvalidParameter, "", "", {{"query", "hours", "", ""}}, {{"horizon", ""}});
  const auto keys_of = [](const json::value& object) {
    std::vector<std::string> keys;
    for (const auto& member : object.as_object()) keys.emplace_back(member.key());
    return keys;
  };
  const auto& schema = document.at("components").at("schemas").at("Problem").at("properties");
  const auto body = json::parse(answer.content());
  EXPECT_EQ(keys_of(schema), keys_of(body));
  EXPECT_EQ(keys_of(schema.at("errors").at("items").at("properties")), keys_of(body.at("errors").at(0)));
}

void collect_references(const json::value& value, std::set<std::string>& references) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      if (key == "$ref") references.emplace(member.as_string());
      collect_references(member, references);
    }
  }
  if (const auto* array = value.if_array())
    for (const auto& element : *array) collect_references(element, references);
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const auto document = real_document();
  std::set<std::string> references;
  collect_references(document, references);
  EXPECT_GE(references.size(), 5U);
  constexpr std::string_view kPrefix = "#/components/schemas/";
  const auto& schemas = document.at("components").at("schemas").as_object();
  for (const auto& reference : references) {
    ASSERT_TRUE(reference.starts_with(kPrefix)) << reference;
    EXPECT_TRUE(schemas.contains(reference.substr(kPrefix.size()))) << reference;
  }
}

TEST(OpenApi, EveryOperationSaysWhenAClientIsToWaitAndForHowLong) {
  const auto document = real_document();
  for (const auto& [path, methods] : document.at("paths").as_object())
    for (const auto& [method, operation] : methods.as_object()) {
      const auto& responses = operation.at("responses").as_object();
      EXPECT_TRUE(responses.contains("421")) << std::string(path);
      for (const auto* status : {"429", "503"}) {
        if (std::string_view(status) == "503" && !responses.contains(status)) continue;
        const auto* answer = responses.if_contains(status);
        ASSERT_NE(answer, nullptr) << std::string(path);
        if (answer->at("content").as_object().contains("application/problem+json")) {
          EXPECT_EQ(answer->at("headers").at("Retry-After").at("schema").at("type").as_string(), "integer")
              << std::string(path);
        }
      }
    }
}

}  // namespace
}  // namespace flodata::api
