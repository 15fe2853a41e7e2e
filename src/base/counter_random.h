// Random numbers without state: each is a function of a key, so neither the order nor the number of threads
// changes them, and integer arithmetic gives the same bits with every compiler.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/fnv1a.h"

namespace flodata {

/// Mixes the bits of one word (finalizer of SplitMix64; Steele, Lea & Flood, OOPSLA 2014).
constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// Returns the random word of a key such as {seed, well, tag, day, hour}.
constexpr std::uint64_t random_word(std::initializer_list<std::uint64_t> key) {
  constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15ULL;
  std::uint64_t state = 0;
  for (const auto part : key) state = mix_bits(state + kGoldenGamma + mix_bits(part + kGoldenGamma));
  return state;
}

/// Returns a uniform number in [0, 1) with 53 random bits.
constexpr double random_uniform(std::initializer_list<std::uint64_t> key) {
  return static_cast<double>(random_word(key) >> 11) * 0x1p-53;
}

/// Returns a text as a part of a key.
constexpr std::uint64_t key_of(std::string_view text) { return fnv1a(text); }

}  // namespace flodata
