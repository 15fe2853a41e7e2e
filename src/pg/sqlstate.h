// SQLSTATE -> Code and hint, in one table each. Errors are never distinguished by their text.
#pragma once

#include <string_view>

#include "base/error.h"

namespace flodata::pg {

/// Returns the code for a SQLSTATE; an empty one (no response from the server: connection lost) is
/// unavailable.
Code code_of_sqlstate(std::string_view sqlstate);

/// Returns what a person can do about it, as the begin of a sentence with a verb.
std::string_view hint_of_sqlstate(std::string_view sqlstate);

}  // namespace flodata::pg
