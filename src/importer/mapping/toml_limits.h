// A look over a TOML text before the library parses it. toml++ 3.3 goes one call deeper for every dot of a
// key and every bracket, and has undefined behaviour for letters beyond ASCII where blanks may stand.
#pragma once

#include <string>
#include <string_view>

#include "importer/sheet/import_limits.h"

namespace flodata::importer {

/// Errors: Failure invalid_argument with `path`, line and limit, when the text is too long or too deep.
void require_shallow_toml(std::string_view text, const std::string& path, const ImportLimits& limits);

}  // namespace flodata::importer
