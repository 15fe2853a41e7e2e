#include "api/application.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/cache/cached_response.h"
#include "api/contract/parameter.h"
#include "api/contract/problem_types.h"
#include "api/routes.h"
#include "api/rows/response_version.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_response.h"
#include "http/message/entity_tag.h"
#include "http/message/head.h"
#include "http/message/negotiation.h"
#include "http/message/target.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kOpenApiPath = "/openapi.json";
constexpr std::chrono::seconds kRetryDatabase{1};
constexpr std::chrono::seconds kRetryToken{5};
constexpr std::string_view kFileMethods = "GET, HEAD, OPTIONS";

// Below these an address that is not there is an error, whatever the client prefers.
constexpr std::array<std::string_view, 4> kNoPagesBelow = {"/api", "/assets", "/docs", "/redoc"};

bool is_reading(std::string_view method) { return method == "GET" || method == "HEAD"; }

/// Whether the console may have a page of its own at a path at which there is nothing else.
bool may_be_page(std::string_view path) {
  return std::ranges::none_of(kNoPagesBelow, [&](std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
  });
}

bool has_header(const http::Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
}

/// Adds the headers that every response has. Public resources are read-only, so pages of any origin may
/// request them.
http::Response with_common_headers(http::Response response, Audience audience) {
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!has_header(response, name)) response.headers.emplace_back(name, value);
  };
  constexpr std::size_t kCommon = 6;
  response.headers.reserve(response.headers.size() + kCommon);
  if (audience == Audience::every_origin) {
    add("Access-Control-Allow-Origin", "*");
    add("Access-Control-Expose-Headers",
        "ETag, Link, Flodata-Units, Flodata-Sequence, Flodata-Next-Cursor, Flodata-Cache");
  }
  add("Cache-Control", "no-cache");
  add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "no-referrer");
  return response;
}

http::Response options_answer(std::string_view methods, Audience audience) {
  http::Response response{.status = http::Status::no_content};
  response.headers = {{"Allow", std::string(methods)}};
  if (audience == Audience::own_origin) return response;
  response.headers.emplace_back("Access-Control-Allow-Methods", methods);
  response.headers.emplace_back("Access-Control-Allow-Headers", "*");
  response.headers.emplace_back("Access-Control-Max-Age", "86400");
  return response;
}

http::Response method_not_allowed(std::string_view method, std::string_view methods,
                                  std::string_view instance) {
  auto response = http::problem(
      kMethodNotAllowed, fmt::format("{} was asked for; this address takes {}", method, methods), instance);
  response.headers.emplace_back("Allow", methods);
  return response;
}

/// Returns a header as a response may show it: printable ASCII, shortened.
std::string printable(std::string_view header) {
  constexpr std::size_t kLongestShown = 100;
  std::string shown;
  for (const char c : header.substr(0, kLongestShown)) shown += c >= ' ' && c <= '~' ? c : '?';
  return shown;
}

/// Returns all values of the request that a route may have declared.
Expected<std::vector<GivenValue>> given_values(const Route& route, const http::QueryParameters& query,
                                               const std::string& path_value, const http::Request& request) {
  std::vector<GivenValue> given;
  if (route.method == Method::post) {
    auto members = parse_body(request.body);
    if (!members) return members;
    given = *std::move(members);
  }
  for (const auto& [name, value] : query) given.push_back({ParameterPlace::query, name, value});
  for (const auto& parameter : route.parameters) {
    const std::string name(parameter.name);
    if (parameter.place == ParameterPlace::path) given.push_back({ParameterPlace::path, name, path_value});
    if (parameter.name == http::kIdempotencyKey && request.idempotency_key)
      given.push_back({ParameterPlace::header, name, *request.idempotency_key});
    if (parameter.name == http::kLastEventId && request.last_event_id && !request.last_event_id->empty())
      given.push_back({ParameterPlace::header, name, *request.last_event_id});
  }
  return given;
}

/// Returns the time from which relative times count back while `version` is current.
PresentTime present_time(Instant now, const std::optional<store::DataVersion>& version) {
  if (!version || !version->newest_label || version->source_step <= Microseconds(0)) return {now, {}};
  if (!version->grid_since) return {now, {}};
  return {now, LabelGrid{*version->newest_label, live_step(*version), *version->grid_since}};
}

/// Returns the format of the response; nothing when the client accepts none of the route's formats.
std::optional<http::MediaType> format_of(const Route& route, const Arguments& arguments,
                                         const http::Request& request) {
  switch (route.formats) {
    case Formats::rows: {
      const auto& asked = arguments.text(kFormatParameter.name);
      const auto found = std::ranges::find(kRowFormatNames, asked);
      if (found != kRowFormatNames.end())
        return kRowFormats.at(static_cast<std::size_t>(found - kRowFormatNames.begin()));
      return http::choose_media_type(request.accept, kRowFormats);
    }
    case Formats::csv:
      return http::MediaType::csv;  // the path says so
    case Formats::json:
    case Formats::json_or_page:
      return http::choose_media_type(request.accept, std::array{http::MediaType::json});
    case Formats::events:
      if (request.wants_web_socket) return http::MediaType::event_stream;
      return http::choose_media_type(request.accept, std::array{http::MediaType::event_stream});
    case Formats::text:
      return http::choose_media_type(request.accept, std::array{http::MediaType::text});
  }
  return std::nullopt;
}

http::Response not_acceptable(const Route& route, const http::Request& request, std::string_view instance) {
  const auto forms = [&]() -> std::string_view {
    switch (route.formats) {
      case Formats::rows:
        return "application/json, application/x-ndjson or text/csv; the parameter `format` (json, ndjson, "
               "csv) "
               "chooses too";
      case Formats::json:
        return http::kJson;
      case Formats::json_or_page:
        return "application/json or text/html";
      case Formats::csv:
        return http::content_type_of(http::MediaType::csv);
      case Formats::events:
        return http::kEventStream;
      case Formats::text:
        return "text/plain";
    }
    return "";
  }();
  return http::problem(
      kNotAcceptable,
      fmt::format("The header Accept is '{}'; this address answers as {}", printable(request.accept), forms),
      instance);
}

http::Response token_needed(std::string_view detail, std::string_view challenge, std::string_view instance) {
  auto response = http::problem(kTokenNeeded, detail, instance);
  response.headers.emplace_back("WWW-Authenticate", challenge);
  return response;
}

}  // namespace

Application::Application(TimeZone zone, const Log& log, const Clock& clock, store::ReplayCommands& commands,
                         const CurrentVersion& current_version, std::string_view replay_token)
    : zone_(std::move(zone)),
      log_(&log),
      clock_(&clock),
      routes_(make_routes()),
      description_(routes_),
      database_watch_(log),
      commands_(&commands),
      current_version_(&current_version),
      replay_token_(replay_token) {}

awaitable<http::Response> Application::handle(http::Request request, const ThreadServices* thread,
                                              store::SteadyTime deadline) {
  if (is_reading(request.method))
    if (const auto version = current_version_->current())
      if (auto stored = thread->cache->find(cache_key(request), *version, clock_->now()))
        co_return from_cache(std::move(stored), request);
  const auto instance = http::shown_path(request.target);
  auto target = http::parse_request_target(request.target);
  if (!target)
    co_return with_common_headers(http::problem(http::kMalformedRequest, target.error().message, instance),
                                  Audience::own_origin);
  auto match = match_routes(routes_, request.method, target->path);
  Resolved resolved{*std::move(target), std::move(match), instance};
  const auto audience = resolved.audience();
  try {
    auto response = co_await dispatch(std::move(request), std::move(resolved), thread, deadline);
    if (std::holds_alternative<http::CachedBody>(response.body)) co_return response;
    co_return with_common_headers(std::move(response), audience);
  } catch (const Failure& failure) {
    co_return with_common_headers(failed(failure, instance), audience);
  }
}

http::Response Application::reject(const http::ProblemType& type, std::string_view detail) const {
  return with_common_headers(http::problem(type, detail, "/"), Audience::own_origin);
}

awaitable<http::Response> Application::dispatch(http::Request request, Resolved resolved,
                                                const ThreadServices* thread, store::SteadyTime deadline) {
  auto& instance = resolved.instance;
  if (resolved.target.path == kOpenApiPath && is_reading(request.method))
    co_return co_await describe(std::move(request), std::move(instance), thread, deadline);
  const auto* route = resolved.match.route;
  if (route != nullptr && route->formats == Formats::json_or_page && http::prefers_html(request.accept))
    co_return assets_.page(request);
  if (route == nullptr) co_return answer_without_handler(resolved, request);
  if (route->access == Access::token_holders)
    if (auto denial = co_await deny(request.authorization, request.client, instance))
      co_return *std::move(denial);
  const auto given = given_values(*route, resolved.target.query, resolved.match.path_value, request);
  if (!given) co_return http::problem(http::kMalformedRequest, given.error().message, instance);
  const auto version = current_version_->current();
  auto arguments = check_parameters(route->parameters, *given, zone_, present_time(clock_->now(), version),
                                    route->unknown_parameters);
  if (!arguments) co_return invalid_parameters(arguments.error(), instance);
  const auto format = format_of(*route, *arguments, request);
  if (!format) co_return not_acceptable(*route, request, instance);
  HandlerContext context{services_of(thread),      std::move(instance),           deadline, version, *format,
                         request.wants_web_socket, {thread->gate, request.client}};
  if (route->caching == Caching::by_version)
    co_return co_await answer_by_version(route, std::move(request), std::move(context), *std::move(arguments),
                                         thread);
  co_return co_await route->handler(std::move(context), *std::move(arguments));
}

Services Application::services_of(const ThreadServices* thread) {
  return {thread->store, &zone_,           clock_,  &database_watch_, commands_,
          thread->feed,  current_version_, routes_, thread->accounts, thread->field_memory};
}

awaitable<http::Response> Application::describe(http::Request request, std::string instance,
                                                const ThreadServices* thread, store::SteadyTime deadline) {
  HandlerContext context{services_of(thread),           std::move(instance),   deadline,
                         current_version_->current(),   http::MediaType::json, request.wants_web_socket,
                         {thread->gate, request.client}};
  return description_.answer(std::move(request), std::move(context));
}

awaitable<http::Response> Application::answer_by_version(const Route* route, http::Request request,
                                                         HandlerContext context, Arguments arguments,
                                                         const ThreadServices* thread) {
  const auto version = context.version;
  const auto encoding = http::choose_encoding(request.accept_encoding);
  const auto good_until = arguments.meaning_ends().value_or(Instant::max());
  std::string tag;
  std::unique_ptr<ResponseCache::Making> making;  // wakes the waiting requests when it ends
  auto key = cache_key(request);
  if (version) {
    tag = http::entity_tag(tagged_text(request, context.format, encoding, zone_, *version, good_until));
    // `*` means any existing response, and whether one exists is known only after the handler has run.
    if (request.if_none_match != "*" && http::names_entity_tag(request.if_none_match, tag))
      co_return not_modified(tag);
    making = thread->cache->make(key);
    if (!making) {
      co_await thread->cache->wait_for_other(key, context.deadline);
      if (auto stored = thread->cache->find(key, *version, clock_->now()))
        co_return from_cache(std::move(stored), request);
    }
  }
  const auto deadline = context.deadline;
  auto response = co_await route->handler(std::move(context), std::move(arguments));
  if (response.status != http::Status::ok) co_return response;
  co_await make_whole(&response, deadline);
  add_version_headers(response, version, tag);
  if (encoding != http::Encoding::identity) co_await encode(&response, encoding);
  if (!version || std::holds_alternative<http::StreamedBody>(response.body)) co_return response;
  auto made = cached_response(with_common_headers(std::move(response), Audience::every_origin),
                              std::move(tag), good_until);
  thread->cache->keep(std::move(key), *version, made);
  co_return http::Response{.body = http::CachedBody{std::move(made), true}};
}

Audience Application::Resolved::audience() const {
  return match.is_guarded ? Audience::own_origin : Audience::every_origin;
}

http::Response Application::answer_without_handler(const Resolved& resolved,
                                                   const http::Request& request) const {
  const auto& path = resolved.target.path;
  if (request.method == "OPTIONS" && path == "*") return options_answer(kFileMethods, Audience::every_origin);
  auto methods = resolved.match.methods;
  std::optional<http::Response> file;
  if (methods.empty()) {
    if (path != kOpenApiPath) {
      file = assets_.find(path, request);
      const bool wants_page =
          is_reading(request.method) && may_be_page(path) && http::prefers_html(request.accept);
      if (!file && wants_page) return assets_.page(request);
      if (!file) return unknown_path(path, resolved.instance);
    }
    methods = kFileMethods;
  }
  if (request.method == "OPTIONS") return options_answer(methods, resolved.audience());
  if (file && is_reading(request.method)) return *std::move(file);
  return method_not_allowed(request.method, methods, resolved.instance);
}

awaitable<std::optional<http::Response>> Application::deny(std::string authorization, std::string client,
                                                           std::string instance) {
  using Verdict = http::BearerToken::Verdict;
  const auto verdict = replay_token_.check(authorization);
  switch (verdict) {
    case Verdict::accepted:
      break;
    case Verdict::disabled:
      co_return http::problem(
          kReplayDisabled,
          "Nobody may control the replay by HTTP: set REPLAY_TOKEN and start the service again; "
          "`flodata replay` needs no token",
          instance);
    case Verdict::missing:
      co_return token_needed(
          "Send the header `Authorization: Bearer TOKEN` with the token that REPLAY_TOKEN is "
          "set to",
          "Bearer", instance);
    case Verdict::wrong:
      break;
  }
  const auto token =
      verdict == Verdict::accepted ? http::WrongTokens::Token::right : http::WrongTokens::Token::wrong;
  if (!co_await take_turn(std::move(client), token))
    co_return http::passing_problem(
        kTooManyAttempts,
        "Too many wrong tokens come from this address: a token is not even looked at before those that wait. "
        "Ask again in 5 seconds; `flodata replay` needs no token",
        instance, kRetryToken);
  if (token == http::WrongTokens::Token::right) co_return std::nullopt;
  co_return token_needed("The token is not the one that REPLAY_TOKEN is set to",
                         "Bearer error=\"invalid_token\"", instance);
}

awaitable<bool> Application::take_turn(std::string client, http::WrongTokens::Token token) {
  const auto delay = wrong_tokens_.admit(client, token, std::chrono::steady_clock::now());
  report_wrong_tokens();
  if (!delay) co_return false;
  if (delay->count() == 0) co_return true;
  struct Release {
    ~Release() { tokens->release(*client); }
    http::WrongTokens* tokens;
    const std::string* client;
  };
  const Release release{&wrong_tokens_, &client};
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor, *delay);
  co_await pause.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  co_return true;
}

void Application::report_wrong_tokens() {
  for (const auto& line : wrong_tokens_.report(std::chrono::steady_clock::now())) log_->warning("{}", line);
}

http::Response Application::unknown_path(std::string_view path, std::string_view instance) const {
  return http::problem(
      kUnknownRoute,
      fmt::format("There is nothing at this address. The nearest ones are: {}. /docs explains all of them",
                  fmt::join(nearest_paths(routes_, path), ", ")),
      instance);
}

void Application::cut_off(const Failure& failure) {
  if (is_outage(failure.code()))
    database_watch_.failed(failure);
  else
    log_->error("an answer was cut off: {}: {}", to_string(failure.code()), failure.what());
}

// Error texts of the database go to the log only.
http::Response Application::failed(const Failure& failure, std::string_view instance) {
  if (is_outage(failure.code())) {
    database_watch_.failed(failure);
    return http::passing_problem(
        kDatabaseUnavailable,
        "PostgreSQL does not answer. Every request tries it again, so ask again in a "
        "second; the service's log "
        "says why",
        instance, kRetryDatabase);
  }
  if (failure.code() == Code::overloaded)
    return http::passing_problem(
        http::kOverloaded,
        "More is asked at once than can be answered in time. Ask again in a second, for less or less often",
        instance, kRetryDatabase);
  if (failure.code() == Code::not_found) {
    database_watch_.failed(failure);
    return http::passing_problem(
        kDatabaseUnavailable,
        "The live tables do not exist yet, or are older than this program. The streamer makes them when it "
        "starts, as does `flodata db migrate`",
        instance, kRetryDatabase);
  }
  log_->error("{}: {}: {}", instance, to_string(failure.code()), failure.what());
  return http::problem(kInternal, "The query failed; the service's log says why", instance);
}

}  // namespace flodata::api
