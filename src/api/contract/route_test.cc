#include "api/contract/route.h"

#include <gtest/gtest.h>

#include "api/routes.h"

namespace flodata::api {
namespace {

constexpr std::string_view kLatest = "/api/production/{well_name}/latest";

TEST(MatchPath, ParameterSpansSlashes) {
  EXPECT_EQ(match_path(kLatest, "/api/production/NO-15/9-F-12/latest"), "NO-15/9-F-12");
  EXPECT_EQ(match_path(kLatest, "/api/production/F-12/latest"), "F-12");
}

TEST(MatchPath, ParameterMayHoldTheWordsAroundIt) {
  EXPECT_EQ(match_path(kLatest, "/api/production//latest/latest"), "/latest");
}

TEST(MatchPath, EmptyParameterAndOtherEndsDoNotFit) {
  EXPECT_EQ(match_path(kLatest, "/api/production//latest"), std::nullopt);
  EXPECT_EQ(match_path(kLatest, "/api/production/latest"), std::nullopt);
  EXPECT_EQ(match_path(kLatest, "/api/production/F-12/range"), std::nullopt);
  EXPECT_EQ(match_path(kLatest, "/api/production/F-12/latest/"), std::nullopt);
}

TEST(MatchPath, PathWithoutParameterMustBeEqual) {
  EXPECT_EQ(match_path("/health", "/health"), "");
  EXPECT_EQ(match_path("/health", "/healthy"), std::nullopt);
  EXPECT_EQ(match_path("/", ""), std::nullopt);
}

TEST(NearestPaths, MisspeltOneComesFirst) {
  const auto routes = make_routes();
  EXPECT_EQ(nearest_paths(routes, "/api/well").front(), "/api/wells");
  EXPECT_EQ(nearest_paths(routes, "/helth").front(), "/health");
  EXPECT_EQ(nearest_paths(routes, "/api/production/F-12/lates").front(), kLatest);
}

TEST(AllowedMethods, AreThoseOfAllRoutesOfThePath) {
  auto routes = make_routes();
  EXPECT_EQ(allowed_methods(routes, "/health"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(allowed_methods(routes, "/api/replay/seek"), "POST, OPTIONS");
  EXPECT_EQ(allowed_methods(routes, "/nothing"), "");
  auto second = routes.front();
  second.method = Method::post;
  routes.push_back(second);
  EXPECT_EQ(allowed_methods(routes, second.path), "GET, HEAD, POST, OPTIONS");
}

TEST(Routes, NoTwoFitTheSameMethodAndPath) {
  const auto routes = make_routes();
  for (const auto& route : routes) {
    int fitting = 0;
    for (const auto& other : routes)
      fitting += other.method == route.method && match_path(other.path, route.path).has_value() ? 1 : 0;
    EXPECT_EQ(fitting, 1) << route.path;
  }
}

}  // namespace
}  // namespace flodata::api
