#include "api/problem.h"

#include <fmt/format.h>

#include "base/json.h"

namespace flodata::api {
namespace {

struct Kind {
  Status status;
  std::string_view name;  // last part of the type URN
  std::string_view title;
};

Kind describe(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::malformed_request:
      return {Status::bad_request, "malformed-request", "Malformed request"};
    case ProblemKind::invalid_parameter:
      return {Status::unprocessable_content, "invalid-parameter", "Invalid parameter"};
    case ProblemKind::contradicting_parameters:
      return {Status::bad_request, "contradicting-parameters", "Parameters contradict each other"};
    case ProblemKind::window_too_large:
      return {Status::bad_request, "window-too-large", "Window too large"};
    case ProblemKind::invalid_interval:
      return {Status::bad_request, "invalid-interval", "Invalid interval"};
    case ProblemKind::invalid_rate_type:
      return {Status::bad_request, "invalid-rate-type", "Invalid rate_type"};
    case ProblemKind::too_little_data:
      return {Status::bad_request, "too-little-data", "Too little data"};
    case ProblemKind::unknown_route:
      return {Status::not_found, "unknown-route", "No such page"};
    case ProblemKind::unknown_well:
      return {Status::not_found, "unknown-well", "No such well"};
    case ProblemKind::no_data:
      return {Status::not_found, "no-data", "No data"};
    case ProblemKind::unknown_version:
      return {Status::not_found, "unknown-version", "No such version of the data"};
    case ProblemKind::rewritten_version:
      return {Status::conflict, "rewritten-version", "Version of the data was rewritten"};
    case ProblemKind::no_stream:
      return {Status::not_found, "no-stream", "No stream yet"};
    case ProblemKind::unknown_event:
      return {Status::conflict, "unknown-event", "No such event"};
    case ProblemKind::replay_disabled:
      return {Status::forbidden, "replay-disabled", "Control of the replay is off"};
    case ProblemKind::token_needed:
      return {Status::unauthorized, "token-needed", "Token needed"};
    case ProblemKind::command_refused:
      return {Status::conflict, "command-refused", "The streamer refused the command"};
    case ProblemKind::key_used:
      return {Status::conflict, "key-used", "Idempotency-Key used for another command"};
    case ProblemKind::no_streamer:
      return {Status::unavailable, "no-streamer", "No streamer at work"};
    case ProblemKind::method_not_allowed:
      return {Status::method_not_allowed, "method-not-allowed", "Method not allowed"};
    case ProblemKind::not_acceptable:
      return {Status::not_acceptable, "not-acceptable", "No such form of the answer"};
    case ProblemKind::request_timeout:
      return {Status::request_timeout, "request-timeout", "Request took too long to arrive"};
    case ProblemKind::upgrade_required:
      return {Status::upgrade_required, "upgrade-required", "Another version of WebSocket is needed"};
    case ProblemKind::unknown_host:
      return {Status::misdirected_request, "unknown-host", "Not the name of this service"};
    case ProblemKind::foreign_origin:
      return {Status::forbidden, "foreign-origin", "Not for pages of other origins"};
    case ProblemKind::client_budget_spent:
      return {Status::too_many_requests, "client-budget-spent", "Too much at once for one client"};
    case ProblemKind::too_many_attempts:
      return {Status::too_many_requests, "too-many-attempts", "Too many wrong tokens"};
    case ProblemKind::request_too_large:
      return {Status::content_too_large, "request-too-large", "Request too large"};
    case ProblemKind::headers_too_large:
      return {Status::header_fields_too_large, "headers-too-large", "Request headers too large"};
    case ProblemKind::database_unavailable:
      return {Status::unavailable, "database-unavailable", "Database unavailable"};
    case ProblemKind::overloaded:
      return {Status::unavailable, "overloaded", "Too many requests at once"};
    case ProblemKind::internal:
      return {Status::internal_error, "internal", "Internal error"};
  }
  return {};
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
}

void append_error(std::string& out, const ParameterError& error) {
  out += "{\"loc\":[";
  append_json_string(out, error.place);
  out += ',';
  append_json_string(out, error.name);
  out += "],";
  append_member(out, "msg", error.message);
  out += ',';
  append_member(out, "type", error.type);
  out += '}';
}

}  // namespace

Response problem(ProblemKind kind, std::string_view detail, std::string_view instance,
                 const std::vector<ParameterError>& errors) {
  const auto [status, name, title] = describe(kind);
  std::string body = "{";
  append_member(body, "type", fmt::format("urn:flodata:problem:{}", name));
  body += ',';
  append_member(body, "title", title);
  body += fmt::format(",\"status\":{},", static_cast<int>(status));
  append_member(body, "detail", detail);
  body += ',';
  append_member(body, "instance", instance);
  if (!errors.empty()) {
    body += ",\"errors\":[";
    for (std::size_t i = 0; i < errors.size(); ++i) {
      if (i > 0) body += ',';
      append_error(body, errors[i]);
    }
    body += ']';
  }
  body += '}';
  return {.status = status, .content_type = std::string(kProblemJson), .body = std::move(body)};
}

Response passing_problem(ProblemKind kind, std::string_view detail, std::string_view instance,
                         std::chrono::seconds retry_after) {
  auto response = problem(kind, detail, instance);
  response.headers.emplace_back("Retry-After", std::to_string(retry_after.count()));
  return response;
}

}  // namespace flodata::api
