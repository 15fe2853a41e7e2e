// A file that controls this program (`.env`) is accepted only from the user that runs it, or from root: the
// current folder may belong to another user. For files in a folder of our own see directory.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.h"

namespace flodata {

/// Returns the text of a file of at most a megabyte; nothing when there is none. Errors: permission_denied
/// when it, or a link to it, belongs to another user or others may write it; corrupt_input when it is not a
/// plain file or too long.
Expected<std::optional<std::string>> read_own_file(const std::filesystem::path& path);

}  // namespace flodata
