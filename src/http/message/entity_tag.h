// Entity tags (RFC 9110, 8.8.3).
#pragma once

#include <string>
#include <string_view>

namespace flodata::http {

/// Returns `"…"`, a strong entity tag of the bytes.
std::string entity_tag(std::string_view bytes);

/// Returns whether an If-None-Match header contains `etag`.
bool names_entity_tag(std::string_view if_none_match, std::string_view etag);

}  // namespace flodata::http
