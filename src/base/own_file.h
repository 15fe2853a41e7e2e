// Files that decide what this program does (settings, connections, passwords) are taken from the user who
// runs it, or from root, and from nobody else: the current folder and a data folder may be somebody's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.h"

namespace flodata {

enum class Secrecy : bool {
  none,
  private_to_owner  // nobody else may read it, and it is no link
};

/// Returns the text of a file of at most a megabyte; nothing when it is not there.
/// Errors: permission_denied when it, or a link to it, belongs to somebody else or others may write it, or
/// (by `secrecy`) may read it; corrupt_input when it is not a plain file or too long.
Expected<std::optional<std::string>> read_own_file(const std::filesystem::path& path,
                                                   Secrecy secrecy = Secrecy::none);

/// Writes a new file of mode 0600, whatever the umask and whatever had that name (a link is replaced, not
/// followed). Errors: Failure(io).
void write_own_file(const std::filesystem::path& path, const std::string& text);

}  // namespace flodata
