// Tells folders and files of equal name apart in the names of what is made for them.
#pragma once

#include <cstdint>
#include <string_view>

namespace flodata {

/// FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
constexpr std::uint32_t short_hash(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace flodata
