#include "api/openapi.h"

#include <set>

#include <gtest/gtest.h>
#include <boost/json.hpp>

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

TEST(OpenApi, EveryRouteIsInItWithItsParameters) {
  const auto routes = make_routes();
  const auto document = document_of(routes);
  EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");
  ASSERT_EQ(document.at("paths").as_object().size(), routes.size());
  for (const auto& route : routes) {
    const auto& get = document.at("paths").at(route.path).at("get");
    EXPECT_EQ(get.at("summary").as_string(), route.summary);
    ASSERT_EQ(get.at("parameters").as_array().size(), route.parameters.size());
    for (std::size_t i = 0; i < route.parameters.size(); ++i)
      EXPECT_EQ(get.at("parameters").at(i).at("name").as_string(), route.parameters[i].name);
    for (const auto& answer : route.answers)
      EXPECT_TRUE(get.at("responses").as_object().contains(std::to_string(static_cast<int>(answer.status))));
  }
}

TEST(OpenApi, NewDeclarationAloneMakesANewPath) {
  auto routes = make_routes();
  auto extra = routes.back();
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
  EXPECT_EQ(parameters.at(1).at("schema").at("format").as_string(), "date-time");
  EXPECT_EQ(parameters.at(3).at("schema").at("enum"), (json::value{"metric", "field"}));
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

}  // namespace
}  // namespace flodata::api
