// FNV-1a: a hash for texts that were not chosen to collide.
// https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

namespace flodata {

/// `hash`: that of the text before.
template <std::unsigned_integral Word>
constexpr Word fnv1a_step(std::string_view text, Word hash, Word prime) {
  for (const char character : text) hash = (hash ^ static_cast<unsigned char>(character)) * prime;
  return hash;
}

inline constexpr std::uint64_t kFnv1aBasis = 0xcbf29ce484222325ULL;

/// 64 bits. `hash`: that of the text before.
constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = kFnv1aBasis) {
  return fnv1a_step<std::uint64_t>(text, hash, 0x100000001b3ULL);
}

/// 32 bits: makes names unique when they derive from folders and files of equal name.
constexpr std::uint32_t short_hash(std::string_view text) {
  return fnv1a_step<std::uint32_t>(text, 0x811c9dc5U, 0x01000193U);
}

}  // namespace flodata
