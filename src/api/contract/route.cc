#include "api/contract/route.h"

#include <algorithm>

#include "base/check.h"
#include "base/edit_distance.h"

namespace flodata::api {
namespace {

constexpr std::string_view kReadingMethods = "GET, HEAD";

/// Returns how far a path is from a template. A parameter may be any text, so only the text after it counts.
std::size_t distance_of(std::string_view path, std::string_view path_template) {
  const auto whole = edit_distance(path, path_template);
  const auto open = path_template.find('{');
  const auto suffix = path_template.substr(std::min(path_template.find('}'), path_template.size() - 1) + 1);
  const auto tail = path.rfind('/');
  if (open == std::string_view::npos || suffix.empty() || !path.starts_with(path_template.substr(0, open)) ||
      tail < open)
    return whole;
  return std::min(whole, edit_distance(path.substr(tail), suffix));
}

}  // namespace

std::optional<std::string_view> match_path(std::string_view path_template, std::string_view path) {
  const auto open = path_template.find('{');
  if (open == std::string_view::npos)
    return path == path_template ? std::optional(std::string_view()) : std::nullopt;
  const auto close = path_template.find('}', open);
  FLODATA_CHECK(close != std::string_view::npos);
  const auto prefix = path_template.substr(0, open);
  const auto suffix = path_template.substr(close + 1);
  if (path.size() <= prefix.size() + suffix.size() || !path.starts_with(prefix) || !path.ends_with(suffix))
    return std::nullopt;
  return path.substr(prefix.size(), path.size() - prefix.size() - suffix.size());
}

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
  }
  return "";
}

RouteMatch match_routes(std::span<const Route> routes, std::string_view method, std::string_view path) {
  RouteMatch match;
  const auto declared = method == "HEAD" ? to_string(Method::get) : method;
  for (const auto& route : routes) {
    const auto value = match_path(route.path, path);
    if (!value) continue;
    match.methods += route.method == Method::get ? kReadingMethods : to_string(route.method);
    match.methods += ", ";
    match.is_guarded = match.is_guarded || route.access == Access::token_holders;
    if (match.route != nullptr || declared != to_string(route.method)) continue;
    match.route = &route;
    match.path_value = *value;
  }
  if (!match.methods.empty()) match.methods += "OPTIONS";
  return match;
}

std::vector<std::string_view> nearest_paths(std::span<const Route> routes, std::string_view path) {
  constexpr std::size_t kLongestCompared = 100;
  constexpr std::size_t kShown = 3;
  std::vector<std::pair<std::size_t, std::string_view>> ranked;
  for (const auto& route : routes)
    ranked.emplace_back(distance_of(path.substr(0, kLongestCompared), route.path), route.path);
  std::ranges::sort(ranked);
  std::vector<std::string_view> paths;
  for (const auto& [distance, route_path] : ranked)
    if (paths.size() < kShown) paths.push_back(route_path);
  return paths;
}

}  // namespace flodata::api
