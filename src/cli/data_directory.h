// The folder in which `flodata up` keeps everything it makes; one `up` at a time works in it. No other user
// looks into it: it is made with mode 0700, whatever the umask. Where root needs it to let PostgreSQL's user
// through, the group of that user may pass (0710).
#pragma once

#include <filesystem>

#include "base/directory.h"
#include "base/error.h"

namespace flodata::cli {

class DataDirectory {
 public:
  /// Makes the folder when missing and locks it for the life of the object.
  /// Errors: Failure(conflict) when another `up` works in it, Failure(permission_denied) when it is another
  /// user's, Failure(io) when it cannot be made.
  explicit DataDirectory(const std::filesystem::path& path);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  [[nodiscard]] const Directory& folder() const { return folder_; }

  /// Whether the last `up` here did not end in order: it was killed, or the machine went down.
  [[nodiscard]] bool was_interrupted() const { return was_interrupted_; }

  /// Returns the folder of the private PostgreSQL that holds the stream of `source`: each source has its own,
  /// so that one can go back to another and find it as it was left. As root, when the data folder lies where
  /// the unprivileged PostgreSQL cannot go (/root), it is below /var/lib/flodata instead.
  [[nodiscard]] std::filesystem::path server_directory(const std::filesystem::path& source) const;

 private:
  Directory folder_;
  int lock_ = -1;  // its file is empty where no `up` runs
  bool was_interrupted_ = false;
};

}  // namespace flodata::cli
