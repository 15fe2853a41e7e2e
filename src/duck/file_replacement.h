// Writes a file beside its place and moves it there in one step: readers see the old file or the new one, and
// a program that stops halfway leaves the old one unchanged.
#pragma once

#include <filesystem>

#include "base/descriptor.h"
#include "base/error.h"

namespace flodata::duck {

class FileReplacement {
 public:
  /// Chooses a temporary path in the target's folder (following links); writes nothing yet. Removes what
  /// killed programs left there. Errors: Failure when the folder is missing or the target is a folder.
  explicit FileReplacement(const std::filesystem::path& target);
  /// Removes the temporary file unless commit() returned.
  ~FileReplacement();
  FileReplacement(const FileReplacement&) = delete;
  FileReplacement& operator=(const FileReplacement&) = delete;

  /// Returns where to write. A DuckDB database must be closed before commit().
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }

  /// Removes the temporary files that killed programs of this user left in `folder`; those that a running
  /// program writes are locked by it, and stay.
  static void remove_leftovers(const std::filesystem::path& folder);

  /// Flushes the temporary file to the disk and renames it to the target. Errors: Failure(io).
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  Descriptor lock_;  // on the folder of the temporary file
};

/// Returns the path of a database file's write-ahead log. DuckDB would apply a leftover log to the next file
/// of that name, so it must be removed before a replacement.
std::filesystem::path wal_of(const std::filesystem::path& database);

}  // namespace flodata::duck
