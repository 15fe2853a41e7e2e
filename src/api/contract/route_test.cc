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

TEST(MatchRoutes, MethodsAreThoseOfAllRoutesOfThePath) {
  auto routes = make_routes();
  EXPECT_EQ(match_routes(routes, "GET", "/health").methods, "GET, HEAD, OPTIONS");
  EXPECT_EQ(match_routes(routes, "GET", "/api/replay/seek").methods, "POST, OPTIONS");
  EXPECT_EQ(match_routes(routes, "GET", "/nothing").methods, "");
  auto second = routes.front();
  second.method = Method::post;
  routes.push_back(second);
  EXPECT_EQ(match_routes(routes, "GET", second.path).methods, "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(match_routes(routes, "POST", second.path).route, &routes.back());
}

TEST(MatchRoutes, FindsTheRouteOfTheMethodAndThePathsValue) {
  const auto routes = make_routes();
  for (const auto* method : {"GET", "HEAD"}) {
    const auto match = match_routes(routes, method, "/api/production/NO-15/9-F-12/latest");
    ASSERT_NE(match.route, nullptr);
    EXPECT_EQ(match.route->path, kLatest);
    EXPECT_EQ(match.path_value, "NO-15/9-F-12");
    EXPECT_FALSE(match.is_guarded);
  }
  EXPECT_EQ(match_routes(routes, "POST", "/health").route, nullptr);
  EXPECT_EQ(match_routes(routes, "BREW", "/health").methods, "GET, HEAD, OPTIONS");
}

TEST(MatchRoutes, PathOfTokenHoldersIsGuardedWhateverTheMethod) {
  const auto routes = make_routes();
  EXPECT_TRUE(match_routes(routes, "GET", "/api/replay/seek").is_guarded);
  EXPECT_TRUE(match_routes(routes, "POST", "/api/replay/seek").is_guarded);
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
