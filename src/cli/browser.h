// Opening an address in the user's browser.
#pragma once

#include <string>

#include "base/error.h"

namespace flodata::cli {

/// Hands `address` to the desktop's opener (xdg-open, on macOS open) and returns at once; the browser lives
/// on when this process ends. Errors: unavailable when there is no display or no opener.
Expected<void> open_in_browser(const std::string& address);

}  // namespace flodata::cli
