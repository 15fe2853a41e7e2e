// Numbers of commits as clients write them: `asOf`, and both parts of an event's id.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flodata::api {

/// As long as every such number fits: the pattern in /openapi.json says what is accepted, and nothing else
/// is.
inline constexpr std::size_t kMostSequenceDigits = 18;

/// Nothing when the text is no sequence of 1 to kMostSequenceDigits digits.
inline std::optional<std::int64_t> parse_sequence(std::string_view text) {
  if (text.size() > kMostSequenceDigits) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

}  // namespace flodata::api
