// A file that is written beside its place and put there in one step: readers see the old one or the new one,
// and a program that stops halfway leaves the old one as it was.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace flodata::duck {

class FileReplacement {
 public:
  /// Chooses a temporary path in the target's folder (links are followed); nothing is written yet.
  /// Errors: Failure when the folder is missing or the target is a folder.
  explicit FileReplacement(const std::filesystem::path& target);
  /// Removes what was written unless commit() returned.
  ~FileReplacement();
  FileReplacement(const FileReplacement&) = delete;
  FileReplacement& operator=(const FileReplacement&) = delete;

  /// Where to write. A DuckDB database must be closed before commit().
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }

  /// Flushes the temporary file to the disk and renames it onto the target. Errors: Failure io.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
};

/// DuckDB's write-ahead log of a database file. One that outlives its database would be applied to the next
/// file of that name, so it must be gone before a replacement.
std::filesystem::path wal_of(const std::filesystem::path& database);

}  // namespace flodata::duck
