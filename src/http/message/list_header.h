// Headers that are lists: elements separated by commas (RFC 9110, 5.6.1).
#pragma once

#include <algorithm>
#include <string_view>

namespace flodata::http {

inline std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Calls `visit` with the elements of a list until it returns true; returns whether it did.
template <typename Visit>
bool any_element(std::string_view header, Visit visit) {
  while (!header.empty()) {
    const auto element = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), element.size() + 1));
    if (visit(trim_blanks(element))) return true;
  }
  return false;
}

}  // namespace flodata::http
