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
#include "api/entity_tag.h"
#include "api/http_head.h"
#include "api/negotiation.h"
#include "api/request_target.h"
#include "api/routes.h"
#include "api/rows/response_version.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_response.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kOpenApiPath = "/openapi.json";
constexpr std::chrono::seconds kRetryDatabase{1};
constexpr std::chrono::seconds kRetryToken{5};
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
    add("Access-Control-Expose-Headers",
        "ETag, Link, Flodata-Units, Flodata-Sequence, Flodata-Next-Cursor, Flodata-Cache");
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

/// A header as it can be shown in an answer: printable ASCII, shortened.
std::string printable(std::string_view header) {
  constexpr std::size_t kLongestShown = 100;
  std::string shown;
  for (const char c : header.substr(0, kLongestShown)) shown += c >= ' ' && c <= '~' ? c : '?';
  return shown;
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
    if (parameter.name == kLastEventId && request.last_event_id && !request.last_event_id->empty())
      given.push_back({ParameterPlace::header, name, *request.last_event_id});
  }
  return given;
}

/// What relative times count from while `version` lasts.
PresentTime present_time(Instant now, const std::optional<store::DataVersion>& version) {
  if (!version || !version->newest_label || version->source_step <= Microseconds(0)) return {now, {}};
  if (!version->grid_since) return {now, {}};
  return {now, LabelGrid{*version->newest_label, live_step(*version), *version->grid_since}};
}

/// The form in which the route answers this request; nothing when the client takes none of the route's.
std::optional<MediaType> format_of(const Route& route, const Arguments& arguments, const Request& request) {
  switch (route.formats) {
    case Formats::rows: {
      const auto& asked = arguments.text(kFormatParameter.name);
      const auto found = std::ranges::find(kRowFormatNames, asked);
      if (found != kRowFormatNames.end())
        return kRowFormats.at(static_cast<std::size_t>(found - kRowFormatNames.begin()));
      return choose_media_type(request.accept, kRowFormats);
    }
    case Formats::csv:
      return MediaType::csv;  // the address says it
    case Formats::json:
      return choose_media_type(request.accept, std::array{MediaType::json});
    case Formats::events:
      if (request.wants_web_socket) return MediaType::event_stream;
      return choose_media_type(request.accept, std::array{MediaType::event_stream});
    case Formats::text:
      return choose_media_type(request.accept, std::array{MediaType::text});
  }
  return std::nullopt;
}

Response not_acceptable(const Route& route, const Request& request, std::string_view instance) {
  const auto forms = [&]() -> std::string_view {
    switch (route.formats) {
      case Formats::rows:
        return "application/json, application/x-ndjson or text/csv; the parameter `format` (json, ndjson, "
               "csv) "
               "chooses too";
      case Formats::json:
        return kJson;
      case Formats::csv:
        return content_type_of(MediaType::csv);
      case Formats::events:
        return kEventStream;
      case Formats::text:
        return "text/plain";
    }
    return "";
  }();
  return problem(
      ProblemKind::not_acceptable,
      fmt::format("The header Accept is '{}'; this address answers as {}", printable(request.accept), forms),
      instance);
}

Response token_needed(std::string_view detail, std::string_view challenge, std::string_view instance) {
  auto response = problem(ProblemKind::token_needed, detail, instance);
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

awaitable<Response> Application::handle(Request request, const ThreadServices* thread,
                                        store::SteadyTime deadline) {
  if (is_reading(request.method))
    if (const auto version = current_version_->current())
      if (auto stored = thread->cache->find(cache_key(request), *version, clock_->now()))
        co_return from_cache(std::move(stored), request);
  const auto instance = shown_path(request.target);
  auto target = parse_request_target(request.target);
  const auto audience = target ? audience_of(target->path) : Audience::own_origin;
  try {
    auto response = target ? co_await dispatch(std::move(request), *std::move(target), thread, deadline)
                           : problem(ProblemKind::malformed_request, target.error().message, instance);
    if (std::holds_alternative<CachedBody>(response.body)) co_return response;
    co_return with_common_headers(std::move(response), audience);
  } catch (const Failure& failure) {
    co_return with_common_headers(failed(failure, instance), audience);
  }
}

Response Application::refuse(ProblemKind kind, std::string_view detail) const {
  return with_common_headers(problem(kind, detail, "/"), Audience::own_origin);
}

awaitable<Response> Application::dispatch(Request request, RequestTarget target, const ThreadServices* thread,
                                          store::SteadyTime deadline) {
  auto instance = shown_path(request.target);
  if (target.path == kOpenApiPath && is_reading(request.method))
    co_return co_await describe(std::move(request), std::move(instance), thread, deadline);
  const auto* route = find_route(request.method, target.path);
  if (route == nullptr) co_return answer_without_handler(target.path, request, instance);
  if (route->access == Access::token_holders)
    if (auto denial = co_await deny(request.authorization, request.client, instance))
      co_return *std::move(denial);
  const auto given = given_values(*route, target, request);
  if (!given) co_return problem(ProblemKind::malformed_request, given.error().message, instance);
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
          thread->feed,  current_version_, routes_, thread->accounts};
}

awaitable<Response> Application::describe(Request request, std::string instance, const ThreadServices* thread,
                                          store::SteadyTime deadline) {
  HandlerContext context{services_of(thread),           std::move(instance), deadline,
                         current_version_->current(),   MediaType::json,     request.wants_web_socket,
                         {thread->gate, request.client}};
  return description_.answer(std::move(request), std::move(context));
}

awaitable<Response> Application::answer_by_version(const Route* route, Request request,
                                                   HandlerContext context, Arguments arguments,
                                                   const ThreadServices* thread) {
  const auto version = context.version;
  const auto encoding = choose_encoding(request.accept_encoding);
  const auto good_until = arguments.meaning_ends().value_or(Instant::max());
  std::string tag;
  std::unique_ptr<ResponseCache::Making> making;  // those who wait for it go on at the end
  auto key = cache_key(request);
  if (version) {
    tag = entity_tag(tagged_text(request, context.format, encoding, zone_, *version, good_until));
    // `*` means any answer that there is; whether there is one is not known before it is made.
    if (request.if_none_match != "*" && names_entity_tag(request.if_none_match, tag))
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
  if (response.status != Status::ok) co_return response;
  co_await make_whole(&response, deadline);
  add_version_headers(response, version, tag);
  if (encoding != Encoding::identity) co_await encode(&response, encoding);
  if (!version || std::holds_alternative<StreamedBody>(response.body)) co_return response;
  auto made = cached_response(with_common_headers(std::move(response), Audience::every_origin),
                              std::move(tag), good_until);
  thread->cache->keep(std::move(key), *version, made);
  co_return Response{.body = CachedBody{std::move(made), true}};
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
  if (request.method == "OPTIONS" && path == "*") return options_answer(kFileMethods, Audience::every_origin);
  auto methods = allowed_methods(routes_, path);
  std::optional<Response> file;
  if (methods.empty()) {
    if (path != kOpenApiPath) {
      file = assets_.find(path, request);
      if (!file) return unknown_path(path, instance);
    }
    methods = kFileMethods;
  }
  if (request.method == "OPTIONS") return options_answer(methods, audience_of(path));
  if (file && is_reading(request.method)) return *std::move(file);
  return method_not_allowed(request.method, methods, instance);
}

awaitable<std::optional<Response>> Application::deny(std::string authorization, std::string client,
                                                     std::string instance) {
  using Verdict = BearerToken::Verdict;
  const auto verdict = replay_token_.check(authorization);
  switch (verdict) {
    case Verdict::accepted:
      break;
    case Verdict::disabled:
      co_return problem(
          ProblemKind::replay_disabled,
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
  const auto token = verdict == Verdict::accepted ? WrongTokens::Token::right : WrongTokens::Token::wrong;
  if (!co_await take_turn(std::move(client), token))
    co_return passing_problem(
        ProblemKind::too_many_attempts,
        "Too many wrong tokens come from this address: a token is not even looked at before those that wait. "
        "Ask again in 5 seconds; `flodata replay` needs no token",
        instance, kRetryToken);
  if (token == WrongTokens::Token::right) co_return std::nullopt;
  co_return token_needed("The token is not the one that REPLAY_TOKEN is set to",
                         "Bearer error=\"invalid_token\"", instance);
}

awaitable<bool> Application::take_turn(std::string client, WrongTokens::Token token) {
  const auto delay = wrong_tokens_.admit(client, token, std::chrono::steady_clock::now());
  report_wrong_tokens();
  if (!delay) co_return false;
  if (delay->count() == 0) co_return true;
  struct Release {
    ~Release() { tokens->release(*client); }
    WrongTokens* tokens;
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

Response Application::unknown_path(std::string_view path, std::string_view instance) const {
  return problem(
      ProblemKind::unknown_route,
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

// Texts of the database go to the log only.
Response Application::failed(const Failure& failure, std::string_view instance) {
  if (is_outage(failure.code())) {
    database_watch_.failed(failure);
    return passing_problem(ProblemKind::database_unavailable,
                           "PostgreSQL does not answer. Every request tries it again, so ask again in a "
                           "second; the service's log "
                           "says why",
                           instance, kRetryDatabase);
  }
  if (failure.code() == Code::overloaded)
    return passing_problem(
        ProblemKind::overloaded,
        "More is asked at once than can be answered in time. Ask again in a second, for less or less often",
        instance, kRetryDatabase);
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
