// FNV-1a, 64 bits: tells texts apart that nobody chose on purpose, no more is asked of it.
// https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
#pragma once

#include <cstdint>
#include <string_view>

namespace flodata {

inline constexpr std::uint64_t kFnv1aBasis = 0xcbf29ce484222325ULL;

/// `hash`: of what stands before the text.
constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = kFnv1aBasis) {
  for (const char character : text) hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace flodata
