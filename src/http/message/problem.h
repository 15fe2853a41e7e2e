// Errors as responses: RFC 9457 problem documents whose `detail` tells the caller what to do.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message/message.h"

namespace flodata::http {

/// A kind of error.
struct ProblemType {
  Status status;
  std::string_view name;  // last part of the type's URN
  std::string_view title;
};

// What can be wrong with any request.
inline constexpr ProblemType kMalformedRequest{Status::bad_request, "malformed-request", "Malformed request"};
inline constexpr ProblemType kForeignOrigin{Status::forbidden, "foreign-origin",
                                            "Not for pages of other origins"};
inline constexpr ProblemType kRequestTimeout{Status::request_timeout, "request-timeout",
                                             "Request took too long to arrive"};
inline constexpr ProblemType kRequestTooLarge{Status::content_too_large, "request-too-large",
                                              "Request too large"};
inline constexpr ProblemType kUnknownHost{Status::misdirected_request, "unknown-host",
                                          "Not the name of this service"};
inline constexpr ProblemType kUpgradeRequired{Status::upgrade_required, "upgrade-required",
                                              "Another version of WebSocket is needed"};
inline constexpr ProblemType kClientBudgetSpent{Status::too_many_requests, "client-budget-spent",
                                                "Too much at once for one client"};
inline constexpr ProblemType kHeadersTooLarge{Status::header_fields_too_large, "headers-too-large",
                                              "Request headers too large"};
inline constexpr ProblemType kOverloaded{Status::unavailable, "overloaded", "Too many requests at once"};

/// An error in one parameter. `type` is a word for programs, for example missing, int_parsing, enum,
/// out_of_range or extra_forbidden.
struct ParameterError {
  std::string place;  // "path", "query", "header" or "body"
  std::string name;
  std::string message;
  std::string type;
};

/// A further member of the document, for programs: its name and text.
using ProblemMember = std::pair<std::string_view, std::string>;

/// Returns the response with the document. `instance`: the requested path.
Response problem(const ProblemType& type, std::string_view detail, std::string_view instance,
                 const std::vector<ParameterError>& errors = {},
                 const std::vector<ProblemMember>& members = {});

/// Returns the same with Retry-After, for an error that is likely to be over by then.
Response passing_problem(const ProblemType& type, std::string_view detail, std::string_view instance,
                         std::chrono::seconds retry_after);

}  // namespace flodata::http
