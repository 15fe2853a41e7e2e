// Compares the declared commands with the streamer's checks: both must allow the same values.
#include <array>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/resources/replay.h"
#include "api/routes.h"
#include "replay/command.h"

namespace flodata::api {
namespace {

constexpr std::string_view kPrefix = "/api/replay/";

std::vector<Route> command_routes() {
  std::vector<Route> routes;
  for (auto& route : make_replay_routes())
    if (route.path.starts_with(kPrefix)) routes.push_back(std::move(route));
  return routes;
}

bool streamer_takes(const Route& route, const std::string& value) {
  return replay::parse_command(route.path.substr(kPrefix.size()), value, TimeZone::find("UTC").value())
      .has_value();
}

const Parameter* value_of(const Route& route) {
  for (const auto& parameter : route.parameters)
    if (parameter.place == ParameterPlace::body) return &parameter;
  return nullptr;
}

TEST(ReplayRoutes, EveryCommandOfTheStreamerHasOne) {
  const auto routes = command_routes();
  EXPECT_EQ(routes.size(), std::variant_size_v<replay::Command>);
  for (const auto& route : routes) {
    const auto* value = value_of(route);
    EXPECT_TRUE(streamer_takes(route, value == nullptr ? "" : std::string(value->example))) << route.path;
    EXPECT_NE(streamer_takes(route, ""), value != nullptr) << route.path;
  }
}

TEST(ReplayRoutes, EveryCommandIsAPostForTokenHolders) {
  for (const auto& route : command_routes()) {
    EXPECT_EQ(route.method, Method::post) << route.path;
    EXPECT_EQ(route.access, Access::token_holders) << route.path;
  }
}

TEST(ReplayRoutes, RangesAreTheStreamers) {
  int ranges = 0;
  for (const auto& route : command_routes()) {
    const auto* value = value_of(route);
    if (value == nullptr || value->type == ParameterType::time) continue;
    ++ranges;
    const bool whole = value->type == ParameterType::whole_number;
    const auto lower = whole ? static_cast<double>(value->lower) : value->least;
    const auto upper = whole ? static_cast<double>(value->upper) : value->most;
    const auto beyond = whole ? 1 : 0.001;
    EXPECT_TRUE(streamer_takes(route, fmt::format("{}", lower))) << route.path;
    EXPECT_TRUE(streamer_takes(route, fmt::format("{}", upper))) << route.path;
    EXPECT_FALSE(streamer_takes(route, fmt::format("{}", lower - beyond))) << route.path;
    EXPECT_FALSE(streamer_takes(route, fmt::format("{}", upper + beyond))) << route.path;
  }
  EXPECT_EQ(ranges, 3);
}

}  // namespace
}  // namespace flodata::api
