#include "api/application.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/openapi.h"
#include "api/parameter.h"
#include "api/request_target.h"
#include "api/routes.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kOpenApiPath = "/openapi.json";
constexpr std::string_view kAllowedMethods = "GET, HEAD, OPTIONS";

bool has_header(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
}

/// Headers of every answer. The service only reads and knows no users, so pages of any origin may ask it.
Response with_common_headers(Response response) {
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!has_header(response, name)) response.headers.emplace_back(name, value);
  };
  add("Access-Control-Allow-Origin", "*");
  add("Access-Control-Expose-Headers", "Flodata-Units");
  add("Cache-Control", "no-cache");
  add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "no-referrer");
  return response;
}

Response allowed_methods() {
  Response response{.status = Status::no_content};
  response.headers = {{"Allow", std::string(kAllowedMethods)},
                      {"Access-Control-Allow-Methods", std::string(kAllowedMethods)},
                      {"Access-Control-Allow-Headers", "*"},
                      {"Access-Control-Max-Age", "86400"}};
  return response;
}

Response method_not_allowed(std::string_view method, std::string_view instance) {
  auto response = problem(
      ProblemKind::method_not_allowed,
      fmt::format("{} was asked for; this service only reads: {}", method, kAllowedMethods), instance);
  response.headers.emplace_back("Allow", kAllowedMethods);
  return response;
}

/// Everything the request says that a route may have declared.
std::vector<GivenValue> given_values(const Route& route, const RequestTarget& target) {
  std::vector<GivenValue> given;
  for (const auto& [name, value] : target.query) given.push_back({ParameterPlace::query, name, value});
  for (const auto& parameter : route.parameters)
    if (parameter.place == ParameterPlace::path)
      given.push_back({ParameterPlace::path, std::string(parameter.name),
                       std::string(match_path(route.path, target.path).value())});
  return given;
}

Response invalid_parameters(const std::vector<ParameterError>& errors, std::string_view instance) {
  std::string detail;
  for (const auto& error : errors) detail += (detail.empty() ? "" : "; ") + error.message;
  return problem(ProblemKind::invalid_parameter, detail, instance, errors);
}

Response database_unavailable(std::string_view detail, std::string_view instance) {
  auto response = problem(ProblemKind::database_unavailable, detail, instance);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

Application::Application(TimeZone zone, const Log& log, const Clock& clock)
    : zone_(std::move(zone)),
      log_(&log),
      clock_(&clock),
      routes_(make_routes()),
      openapi_(openapi_document(routes_)),
      openapi_etag_(entity_tag(openapi_)),
      database_watch_(log) {}

awaitable<Response> Application::handle(Request request, store::ProductionStore* store,
                                        store::SteadyTime deadline) {
  const auto instance = shown_path(request.target);
  try {
    co_return with_common_headers(co_await dispatch(std::move(request), store, deadline));
  } catch (const Failure& failure) {
    co_return with_common_headers(failed(failure, instance));
  }
}

Response Application::refuse(ProblemKind kind, std::string_view detail) const {
  return with_common_headers(problem(kind, detail, "/"));
}

awaitable<Response> Application::dispatch(Request request, store::ProductionStore* store,
                                          store::SteadyTime deadline) {
  auto instance = shown_path(request.target);
  const auto target = parse_request_target(request.target);
  if (!target) co_return problem(ProblemKind::malformed_request, target.error().message, instance);
  const auto* route = find_route(target->path);
  auto file = route == nullptr ? find_file(target->path, request) : std::nullopt;
  if (route == nullptr && !file) co_return unknown_path(target->path, instance);
  if (request.method == "OPTIONS") co_return allowed_methods();
  if (request.method != "GET" && request.method != "HEAD")
    co_return method_not_allowed(request.method, instance);
  if (file) co_return *std::move(file);
  auto arguments = check_parameters(route->parameters, given_values(*route, *target), zone_);
  if (!arguments) co_return invalid_parameters(arguments.error(), instance);
  const Services services{store, &zone_, clock_, &database_watch_, routes_};
  auto response =
      co_await route->handler(HandlerContext{services, std::move(instance), deadline}, *std::move(arguments));
  database_watch_.answered();
  co_return response;
}

const Route* Application::find_route(std::string_view path) const {
  const auto found = std::ranges::find_if(
      routes_, [&](const Route& route) { return match_path(route.path, path).has_value(); });
  return found == routes_.end() ? nullptr : &*found;
}

std::optional<Response> Application::find_file(std::string_view path, const Request& request) const {
  if (path != kOpenApiPath) return assets_.find(path, request);
  Response response{.content_type = std::string(kJson)};
  response.headers.emplace_back("ETag", openapi_etag_);
  if (names_entity_tag(request.if_none_match, openapi_etag_))
    response.status = Status::not_modified;
  else
    response.body = openapi_;
  return response;
}

Response Application::unknown_path(std::string_view path, std::string_view instance) const {
  return problem(
      ProblemKind::unknown_route,
      fmt::format("There is nothing at this address. The nearest ones are: {}. /docs explains all of them",
                  fmt::join(nearest_paths(routes_, path), ", ")),
      instance);
}

// Texts of the database go to the log only.
Response Application::failed(const Failure& failure, std::string_view instance) {
  switch (failure.code()) {
    case Code::unavailable:
    case Code::timed_out:
    case Code::permission_denied:
    case Code::interrupted:
      database_watch_.failed(failure);
      return database_unavailable(
          "PostgreSQL does not answer. Every request tries it anew, so ask again in a second; the service's "
          "log "
          "says why",
          instance);
    case Code::not_found:
      database_watch_.failed(failure);
      return database_unavailable(
          "The live tables do not exist yet. The streamer makes them when it first starts, as does "
          "`flodata db migrate`",
          instance);
    case Code::invalid_argument:
    case Code::corrupt_input:
    case Code::conflict:
    case Code::fenced:
    case Code::database:
    case Code::io:
      break;
  }
  log_->error("{}: {}: {}", instance, to_string(failure.code()), failure.what());
  return problem(ProblemKind::internal, "The query failed; the service's log says why", instance);
}

}  // namespace flodata::api
