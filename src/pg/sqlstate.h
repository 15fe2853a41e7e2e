// SQLSTATE -> Code, in one table. Errors are never told apart by their text.
#pragma once

#include <string_view>

#include "base/error.h"

namespace flodata::pg {

/// Returns the code of a SQLSTATE; an empty one (the server said nothing: connection lost) is unavailable.
Code code_of_sqlstate(std::string_view sqlstate);

}  // namespace flodata::pg
