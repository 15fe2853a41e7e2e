// How far apart two words are, for "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace flodata {

/// Of a longer text only so much counts [bytes]: the cost is the product of both lengths, and one may be
/// foreign.
inline constexpr std::size_t kMostCompared = 128;

/// Returns the number of characters to insert, delete or replace to turn `a` into `b` (Levenshtein 1965).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace flodata
