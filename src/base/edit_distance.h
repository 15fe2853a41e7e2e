// The distance between two words, for "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace flodata {

/// Only so much of a longer text counts [bytes]: the cost is the product of both lengths, and one may come
/// from outside.
inline constexpr std::size_t kMostCompared = 128;

/// Returns the number of bytes to insert, delete or replace to turn `a` into `b` (Levenshtein 1965).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace flodata
