// Errors as answers: RFC 9457 problem documents whose `detail` a person can act on.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"

namespace flodata::api {

/// What is wrong with one parameter. `type` is a word for programs: missing, int_parsing, greater_than_equal,
/// less_than_equal, float_parsing, out_of_range, number_type, string_type, key, datetime_parsing, enum,
/// extra_forbidden, repeated, too_many_errors.
struct ParameterError {
  std::string place;  // "path", "query", "header" or "body"
  std::string name;
  std::string message;
  std::string type;
};

enum class ProblemKind : unsigned char {
  malformed_request,
  invalid_parameter,
  contradicting_parameters,
  window_too_large,
  invalid_interval,
  invalid_rate_type,
  too_little_data,
  unknown_route,
  unknown_well,
  no_data,
  unknown_version,
  rewritten_version,
  no_stream,
  unknown_event,
  replay_disabled,
  token_needed,
  command_refused,
  key_used,
  no_streamer,
  method_not_allowed,
  not_acceptable,
  request_timeout,
  upgrade_required,
  unknown_host,
  foreign_origin,
  client_budget_spent,
  too_many_attempts,
  request_too_large,
  headers_too_large,
  database_unavailable,
  overloaded,
  internal,
};

/// Builds the document's response. `instance` is the path that was asked for.
Response problem(ProblemKind kind, std::string_view detail, std::string_view instance,
                 const std::vector<ParameterError>& errors = {});

/// The same, for what will be otherwise some seconds later.
Response passing_problem(ProblemKind kind, std::string_view detail, std::string_view instance,
                         std::chrono::seconds retry_after);

}  // namespace flodata::api
