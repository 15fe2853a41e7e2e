// Commit numbers as clients write them: `asOf`, and both parts of an event id.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flodata::api {

/// Every number of so many digits fits into 64 bits, so the pattern in /openapi.json says exactly what is
/// accepted.
inline constexpr std::size_t kMostSequenceDigits = 18;

/// Returns nothing unless the text is 1 to kMostSequenceDigits digits.
inline std::optional<std::int64_t> parse_sequence(std::string_view text) {
  if (text.size() > kMostSequenceDigits) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

}  // namespace flodata::api
