// Enumerators by the names that users write.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace flodata::aggregation {

/// Returns the enumerator whose position in `names` is that of `name`, or nothing.
template <typename Enum>
std::optional<Enum> find_name(const auto& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace flodata::aggregation
