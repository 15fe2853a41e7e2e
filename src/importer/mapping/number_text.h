// Numbers as people write them in a .csv, read strictly: what could be two numbers is none.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace flodata::importer {

/// How a file writes its numbers. `decimal` and `thousands` differ.
struct NumberStyle {
  char decimal = '.';
  /// ' ' stands for every Unicode space, '\'' also for U+2019.
  std::optional<char> thousands;
};

/// Reads `[+-−]digits[decimal digits][e[+-]digits]`; thousands separators stand before groups of exactly
/// three digits, after a first group of one to three that does not begin with 0, and not together with an
/// exponent. Errors: invalid_argument with the reason, as it stands in a report.
Expected<double> parse_number(std::string_view text, const NumberStyle& format);

}  // namespace flodata::importer
