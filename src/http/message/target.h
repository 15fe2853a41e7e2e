// The request target ("/api/wells?units=field"), split and decoded.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace flodata::http {

/// More than a list of all tags needs with one parameter per tag.
inline constexpr std::size_t kMostQueryParameters = 256;

/// Names and values, decoded, in the order given.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

struct RequestTarget {
  std::string path;  // decoded; an encoded slash is a slash
  QueryParameters query;
};

/// Parses a target in origin form, or in absolute form without its scheme and host. Errors: invalid_argument
/// for a broken percent-encoding, a control character, invalid UTF-8, and more parameters than
/// kMostQueryParameters.
Expected<RequestTarget> parse_request_target(std::string_view target);

/// Returns the authority ("host:port") of a target in absolute form, otherwise "".
std::string_view authority_of(std::string_view target);

/// Returns the path as a response may show it: percent-encoded ASCII, without the query, shortened.
std::string shown_path(std::string_view target);

}  // namespace flodata::http
