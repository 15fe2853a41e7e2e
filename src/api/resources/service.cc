// / and /health: what this service is, and whether it can respond.
#include "api/resources/service.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/cache/current_version.h"
#include "api/contract/database_watch.h"
#include "api/contract/responses.h"
#include "base/error.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kHealthDescription = "Real-time production data from Volve field simulation";
constexpr auto kPingLimit = std::chrono::seconds(2);

/// The service reads the version every second anyway; this queries the database only when that has failed.
awaitable<bool> database_answers(HandlerContext context) {
  if (context.services.current_version->database_answers()) co_return true;
  try {
    co_await context.services.store->ping(
        std::min(context.deadline, std::chrono::steady_clock::now() + kPingLimit));
    context.services.database_watch->answered();
    co_return true;
  } catch (const Failure& failure) {
    context.services.database_watch->failed(failure);
    co_return false;
  }
}

awaitable<http::Response> get_health(HandlerContext context, Arguments) {
  const auto& zone = *context.services.zone;
  const auto now = context.services.clock->now();
  if (co_await database_answers(context))
    co_return http::Response{
        .content_type = std::string(http::kJson),
        .body = json_of(responses::Health{.description = kHealthDescription, .timestamp = now}, zone)};
  http::Response response{
      .status = http::Status::unavailable,
      .content_type = std::string(http::kJson),
      .body = json_of(responses::Unhealthy{.description = kHealthDescription,
                                           .error = "PostgreSQL does not answer; the service's log says why",
                                           .timestamp = now},
                      zone)};
  response.headers.emplace_back("Retry-After", "1");
  co_return response;
}

awaitable<http::Response> get_service_index(HandlerContext context, Arguments) {
  responses::ServiceIndex index{.service = "OpenFloData",
                                .version = FLODATA_VERSION,
                                .description = "An oil field's hourly history, happening now"};
  for (const auto& route : context.services.routes)
    index.endpoints.emplace_back(fmt::format("{} {}", to_string(route.method), route.path), route.summary);
  index.endpoints.emplace_back("GET /docs", "These endpoints to read and to try (Swagger UI)");
  index.endpoints.emplace_back("GET /redoc", "These endpoints to read (ReDoc)");
  index.endpoints.emplace_back("GET /openapi.json", "These endpoints for programs (OpenAPI 3.1)");
  http::Response response{.content_type = std::string(http::kJson),
                          .body = json_of(index, *context.services.zone)};
  response.headers.emplace_back("Vary", "Accept");
  co_return response;
}

Route service_index_route() {
  return {.path = "/",
          .operation = "get_service_index",
          .group = "service",
          .summary = "Service and list of endpoints",
          .description =
              "Name, version and what can be asked for. A browser (`Accept: text/html`) gets the "
              "console, here and at every address that is no other endpoint's.",
          .parameters = {},
          .answers = {{http::Status::ok, "What there is", Schema::service_index}},
          .problems = {},
          .handler = get_service_index,
          .formats = Formats::json_or_page,
          .unknown_parameters = UnknownParameters::ignored};
}

Route health_route() {
  return {.path = "/health",
          .operation = "get_health",
          .group = "service",
          .summary = "Health check",
          .description = "Healthy means that the database answers.",
          .parameters = {},
          .answers = {{http::Status::ok, "The service can answer", Schema::health},
                      {http::Status::unavailable, "The database does not answer", Schema::unhealthy}},
          .problems = {},
          .handler = get_health,
          .unknown_parameters = UnknownParameters::ignored};
}

}  // namespace

std::vector<Route> make_service_routes() { return {service_index_route(), health_route()}; }

}  // namespace flodata::api
