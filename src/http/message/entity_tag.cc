#include "http/message/entity_tag.h"

#include <fmt/format.h>

#include "base/fnv1a.h"
#include "http/message/list_header.h"

namespace flodata::http {

std::string entity_tag(std::string_view bytes) {
  return fmt::format("\"{:016x}-{:x}\"", fnv1a(bytes), bytes.size());
}

bool names_entity_tag(std::string_view if_none_match, std::string_view etag) {
  return any_element(if_none_match, [&](std::string_view element) {
    if (element.starts_with("W/")) element.remove_prefix(2);
    return element == "*" || element == etag;
  });
}

}  // namespace flodata::http
