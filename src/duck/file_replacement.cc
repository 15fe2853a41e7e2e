#include "duck/file_replacement.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

namespace flodata::duck {
namespace {

namespace fs = std::filesystem;

void flush_to_disk(const fs::path& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  const bool is_flushed = fd >= 0 && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (!is_flushed)
    throw Failure(Code::io,
                  fmt::format("cannot flush '{}' to the disk: {}", path.string(), std::strerror(error)));
}

fs::path checked_target(const fs::path& target) {
  std::error_code error;
  // Absolute first: for a relative path that does not exist yet, weakly_canonical() returns only the name.
  const auto resolved = fs::weakly_canonical(fs::absolute(target), error);
  const auto path = error ? fs::absolute(target) : resolved;
  if (fs::is_directory(path, error))
    throw Failure(Code::invalid_argument,
                  fmt::format("'{}' is a folder: name a file in it", target.string()));
  if (!fs::is_directory(path.parent_path(), error))
    throw Failure(Code::not_found, fmt::format("there is no folder '{}' for '{}': create it first",
                                               path.parent_path().string(), path.filename().string()));
  if (access(path.parent_path().c_str(), W_OK) != 0)
    throw Failure(Code::permission_denied,
                  fmt::format("cannot write in the folder '{}' ({}): choose another one",
                              path.parent_path().string(), std::strerror(errno)));
  return path;
}

constexpr std::string_view kPrefix = ".flodata-";
constexpr std::string_view kPattern = ".flodata-XXXXXX";

/// Opens a folder and locks it; a descriptor below 0 when that is not possible (now).
Descriptor locked(const fs::path& folder, int operation) {
  Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (opened.number() >= 0 && flock(opened.number(), operation) != 0) return Descriptor(-1);
  return opened;
}

/// Call it with the folder locked: a new folder is not locked yet for a moment.
void remove_unlocked(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (!name.starts_with(kPrefix) || name.size() != kPattern.size()) continue;
    struct stat status{};
    const auto unused = locked(entry->path(), LOCK_EX | LOCK_NB);
    if (unused.number() < 0 || fstat(unused.number(), &status) != 0 || status.st_uid != geteuid()) continue;
    std::error_code ignored;  // it remains under a name that nothing reads
    fs::remove_all(entry->path(), ignored);
  }
}

}  // namespace

void FileReplacement::remove_leftovers(const fs::path& folder) {
  const auto guard = locked(folder, LOCK_EX);
  remove_unlocked(folder);
}

FileReplacement::FileReplacement(const fs::path& target) : target_(checked_target(target)), lock_(-1) {
  const auto guard = locked(target_.parent_path(), LOCK_EX);
  remove_unlocked(target_.parent_path());
  // A new folder that no other user can enter, so that no link can wait under the temporary name.
  std::string folder = (target_.parent_path() / kPattern).string();
  if (mkdtemp(folder.data()) == nullptr)
    throw Failure(Code::io, fmt::format("cannot make a temporary folder in '{}': {}",
                                        target_.parent_path().string(), std::strerror(errno)));
  // Not the target's name, which DuckDB could reserve for itself ("temp", "system").
  temporary_ = fs::path(folder) / "new";
  lock_ = locked(folder, LOCK_EX);
}

FileReplacement::~FileReplacement() {
  std::error_code error;  // leftovers remain under a name that nothing reads
  if (!temporary_.empty()) fs::remove_all(temporary_.parent_path(), error);
}

void FileReplacement::commit() {
  flush_to_disk(temporary_, O_RDONLY);
  std::error_code error;
  fs::rename(temporary_, target_, error);
  if (error)
    throw Failure(Code::io,
                  fmt::format("cannot put '{}' in its place: {}", target_.string(), error.message()));
  fs::remove_all(temporary_.parent_path(), error);
  temporary_.clear();
  flush_to_disk(target_.parent_path(), O_RDONLY | O_DIRECTORY);
}

fs::path wal_of(const fs::path& database) { return database.string() + ".wal"; }

}  // namespace flodata::duck
