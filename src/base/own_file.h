// A file that decides what this program does (`.env`) is accepted from the user that runs it, or from root,
// and from no other user: the current folder may belong to one. Files in a folder of our own: directory.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.h"

namespace flodata {

/// Returns the text of a file of at most a megabyte; nothing when it is not there.
/// Errors: permission_denied when it, or a link to it, belongs to another user or others may write it;
/// corrupt_input when it is not a plain file or too long.
Expected<std::optional<std::string>> read_own_file(const std::filesystem::path& path);

}  // namespace flodata
