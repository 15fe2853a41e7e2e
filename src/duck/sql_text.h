// Names and paths in SQL where parameters are not allowed (COPY, identifiers).
#pragma once

#include <string>
#include <string_view>

namespace flodata::duck {

/// Returns `name` as a quoted identifier: a"b becomes "a""b".
std::string quoted_identifier(std::string_view name);

/// Returns `text` as a string literal: O'Brien becomes 'O''Brien'.
std::string quoted_literal(std::string_view text);

}  // namespace flodata::duck
