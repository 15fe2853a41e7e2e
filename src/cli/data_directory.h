// The folder in which `flodata up` keeps everything it makes; one `up` at a time works in it.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace flodata::cli {

class DataDirectory {
 public:
  /// Makes the folder when missing and locks it for the life of the object.
  /// Errors: Failure(conflict) when another `up` works in it, Failure(io) when it cannot be made.
  explicit DataDirectory(const std::filesystem::path& path);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Returns the folder of the private PostgreSQL that holds the stream of `source`: each source has its own,
  /// so that one can go back to another and find it as it was left. As root, when the data folder lies where
  /// the unprivileged PostgreSQL cannot go (/root), it is below /var/lib/flodata instead.
  [[nodiscard]] std::filesystem::path server_directory(const std::filesystem::path& source) const;

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace flodata::cli
