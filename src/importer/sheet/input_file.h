// The file that is imported: all of its bytes, and what kind of file they are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.h"

namespace flodata::importer {

enum class InputKind : std::uint8_t { workbook, csv };

struct InputFile {
  std::string name;  // without folder, for messages and the manifest
  InputKind kind;
  std::string bytes;
  std::string sha256;  // lower-case hex
};

/// Returns what a file is by its first bytes and its name; nothing where it is neither, as for a DuckDB file.
/// Errors: Failure (not_found, permission_denied, io).
std::optional<InputKind> kind_of_file(const std::filesystem::path& path);

/// Reads a file and tells its kind by its first bytes and its name.
/// Errors: Failure (not_found, permission_denied, corrupt_input, io) naming the file and the hint.
InputFile read_input_file(const std::filesystem::path& path);

}  // namespace flodata::importer
