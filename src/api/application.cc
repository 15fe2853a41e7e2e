#include "api/application.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/openapi.h"
#include "api/parameter.h"
#include "api/request_target.h"
#include "api/routes.h"
#include "api/row_answer.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kOpenApiPath = "/openapi.json";
constexpr std::chrono::seconds kRetryDatabase{1};
constexpr std::string_view kFileMethods = "GET, HEAD, OPTIONS";

bool is_reading(std::string_view method) { return method == "GET" || method == "HEAD"; }

bool has_header(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
}

/// Headers of every answer. What is open to everybody only reads, so pages of any origin may ask it.
Response with_common_headers(Response response, Audience audience) {
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!has_header(response, name)) response.headers.emplace_back(name, value);
  };
  if (audience == Audience::every_origin) {
    add("Access-Control-Allow-Origin", "*");
    add("Access-Control-Expose-Headers", "Flodata-Units, Flodata-Next-Cursor, Link");
  }
  add("Cache-Control", "no-cache");
  add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "no-referrer");
  return response;
}

Response options_answer(std::string_view methods, Audience audience) {
  Response response{.status = Status::no_content};
  response.headers = {{"Allow", std::string(methods)}};
  if (audience == Audience::own_origin) return response;
  response.headers.emplace_back("Access-Control-Allow-Methods", methods);
  response.headers.emplace_back("Access-Control-Allow-Headers", "*");
  response.headers.emplace_back("Access-Control-Max-Age", "86400");
  return response;
}

Response method_not_allowed(std::string_view method, std::string_view methods, std::string_view instance) {
  auto response = problem(ProblemKind::method_not_allowed,
                          fmt::format("{} was asked for; this address takes {}", method, methods), instance);
  response.headers.emplace_back("Allow", methods);
  return response;
}

/// Everything the request says that a route may have declared.
Expected<std::vector<GivenValue>> given_values(const Route& route, const RequestTarget& target,
                                               const Request& request) {
  std::vector<GivenValue> given;
  if (route.method == Method::post) {
    auto members = parse_body(request.body);
    if (!members) return members;
    given = *std::move(members);
  }
  for (const auto& [name, value] : target.query) given.push_back({ParameterPlace::query, name, value});
  for (const auto& parameter : route.parameters) {
    const std::string name(parameter.name);
    if (parameter.place == ParameterPlace::path)
      given.push_back({ParameterPlace::path, name, std::string(match_path(route.path, target.path).value())});
    if (parameter.name == kIdempotencyKey && request.idempotency_key)
      given.push_back({ParameterPlace::header, name, *request.idempotency_key});
  }
  return given;
}

}  // namespace

Application::Application(TimeZone zone, const Log& log, const Clock& clock, ReplayControl& control,
                         std::string_view replay_token)
    : zone_(std::move(zone)),
      log_(&log),
      clock_(&clock),
      routes_(make_routes()),
      openapi_(openapi_document(routes_)),
      openapi_etag_(entity_tag(openapi_)),
      database_watch_(log),
      control_(&control),
      replay_token_(replay_token) {}

awaitable<Response> Application::handle(Request request, store::ProductionStore* store,
                                        store::SteadyTime deadline) {
  const auto instance = shown_path(request.target);
  auto target = parse_request_target(request.target);
  const auto audience = target ? audience_of(target->path) : Audience::own_origin;
  try {
    auto response = target ? co_await dispatch(std::move(request), *std::move(target), store, deadline)
                           : problem(ProblemKind::malformed_request, target.error().message, instance);
    while (response.source) {
      auto piece = co_await response.source->next(deadline);
      if (!piece) break;
      response.body += *piece;
    }
    response.source.reset();
    co_return with_common_headers(std::move(response), audience);
  } catch (const Failure& failure) {
    co_return with_common_headers(failed(failure, instance), audience);
  }
}

Response Application::refuse(ProblemKind kind, std::string_view detail) const {
  return with_common_headers(problem(kind, detail, "/"), Audience::own_origin);
}

awaitable<Response> Application::dispatch(Request request, RequestTarget target,
                                          store::ProductionStore* store, store::SteadyTime deadline) {
  auto instance = shown_path(request.target);
  const auto* route = find_route(request.method, target.path);
  if (route == nullptr) co_return answer_without_handler(target.path, request, instance);
  if (auto denial = deny(*route, request, instance)) co_return *std::move(denial);
  const auto given = given_values(*route, target, request);
  if (!given) co_return problem(ProblemKind::malformed_request, given.error().message, instance);
  auto arguments = check_parameters(route->parameters, *given, zone_, clock_->now());
  if (!arguments) co_return invalid_parameters(arguments.error(), instance);
  const Services services{store, &zone_, clock_, &database_watch_, control_, routes_};
  HandlerContext context{services, std::move(instance), deadline};
  if (route->formats == Formats::rows && arguments->has("format")) {
    if (arguments->text("format") == "ndjson") context.format = MediaType::ndjson;
    if (arguments->text("format") == "csv") context.format = MediaType::csv;
  }
  co_return co_await route->handler(std::move(context), *std::move(arguments));
}

const Route* Application::find_route(std::string_view method, std::string_view path) const {
  const auto declared = is_reading(method) ? to_string(Method::get) : method;
  const auto found = std::ranges::find_if(routes_, [&](const Route& route) {
    return declared == to_string(route.method) && match_path(route.path, path).has_value();
  });
  return found == routes_.end() ? nullptr : &*found;
}

Audience Application::audience_of(std::string_view path) const {
  const bool guarded = std::ranges::any_of(routes_, [&](const Route& route) {
    return route.access == Access::token_holders && match_path(route.path, path).has_value();
  });
  return guarded ? Audience::own_origin : Audience::every_origin;
}

Response Application::answer_without_handler(std::string_view path, const Request& request,
                                             std::string_view instance) const {
  auto methods = allowed_methods(routes_, path);
  std::optional<Response> file;
  if (methods.empty()) {
    file = find_file(path, request);
    if (!file) return unknown_path(path, instance);
    methods = kFileMethods;
  }
  if (request.method == "OPTIONS") return options_answer(methods, audience_of(path));
  if (file && is_reading(request.method)) return *std::move(file);
  return method_not_allowed(request.method, methods, instance);
}

std::optional<Response> Application::deny(const Route& route, const Request& request,
                                          std::string_view instance) const {
  using Verdict = BearerToken::Verdict;
  if (route.access == Access::everybody) return std::nullopt;
  const auto verdict = replay_token_.check(request.authorization);
  if (verdict == Verdict::accepted) return std::nullopt;
  if (verdict == Verdict::disabled)
    return problem(ProblemKind::replay_disabled,
                   "Nobody may control the replay by HTTP: set REPLAY_TOKEN and start the service again; "
                   "`flodata replay` needs no token",
                   instance);
  const bool missing = verdict == Verdict::missing;
  auto response = problem(ProblemKind::token_needed,
                          missing ? "Send the header `Authorization: Bearer TOKEN` with the token that "
                                    "REPLAY_TOKEN is set to"
                                  : "The token is not the one that REPLAY_TOKEN is set to",
                          instance);
  response.headers.emplace_back("WWW-Authenticate", missing ? "Bearer" : "Bearer error=\"invalid_token\"");
  return response;
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
  if (is_outage(failure.code())) {
    database_watch_.failed(failure);
    return passing_problem(ProblemKind::database_unavailable,
                           "PostgreSQL does not answer. Every request tries it anew, so ask again in a "
                           "second; the service's log "
                           "says why",
                           instance, kRetryDatabase);
  }
  if (failure.code() == Code::not_found) {
    database_watch_.failed(failure);
    return passing_problem(
        ProblemKind::database_unavailable,
        "The live tables do not exist yet, or are older than this program. The streamer makes them when it "
        "starts, as does `flodata db migrate`",
        instance, kRetryDatabase);
  }
  log_->error("{}: {}: {}", instance, to_string(failure.code()), failure.what());
  return problem(ProblemKind::internal, "The query failed; the service's log says why", instance);
}

}  // namespace flodata::api
