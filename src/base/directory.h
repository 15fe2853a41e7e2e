// A folder held by its descriptor: another user cannot redirect operations in it by renaming a folder above
// it, or by replacing a file with a link. For programs that run as root beside users with fewer rights: names
// are resolved one by one, and only links created by root or by the caller are followed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.h"
#include "base/error.h"

namespace flodata {

class Directory {
 public:
  /// Opens the folder at `path`; creates it and any missing parents with `missing_mode`, whatever the umask.
  /// Errors: Failure(permission_denied) at a link created by another user, Failure(io) otherwise.
  static Directory open_or_make(const std::filesystem::path& path, mode_t missing_mode);
  /// Opens an existing folder; nothing when there is none. Errors as open_or_make().
  static std::optional<Directory> open(const std::filesystem::path& path);

  ~Directory();
  Directory(Directory&& other) noexcept;
  Directory& operator=(Directory&&) = delete;

  /// Returns the resolved path, without links. For messages, and for programs that run with other rights.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Returns whether open_or_make() created it.
  [[nodiscard]] bool was_made() const { return was_made_; }
  [[nodiscard]] uid_t owner() const;

  /// Changes owner, group and mode; an id of -1 stays unchanged. Errors: Failure(io).
  void give_to(uid_t user, gid_t group, mode_t mode) const;

  /// Opens or creates the child folder `name`; a new one is ours. Errors: Failure(io), also for a link.
  [[nodiscard]] Directory open_or_make_child(const std::string& name, mode_t missing_mode) const;
  /// Opens the child folder `name`; nothing when there is none. Errors: Failure(io), also for a link.
  [[nodiscard]] std::optional<Directory> open_child(const std::string& name) const;

  /// Opens the regular file `name` with `flags` of open(2); with O_CREAT it is created with mode 0600.
  /// Returns the descriptor, or nothing when there is no such file. Errors: Failure(permission_denied) for a
  /// link, a pipe, a file with a second hard link, or one whose owner is not `owner`; Failure(io) otherwise.
  [[nodiscard]] std::optional<int> open_file(const std::string& name, int flags, uid_t owner) const;

  /// Returns the first `limit` bytes of a regular file of `owner`; nothing when there is none. Errors as
  /// open_file(), and Failure(permission_denied) when others may write it.
  [[nodiscard]] std::optional<std::string> read(const std::string& name, std::size_t limit,
                                                uid_t owner) const;

  /// Replaces a file by one with this text, atomically, with mode 0600, or 0640 for `group`. Errors:
  /// Failure(io).
  void write(const std::string& name, std::string_view text, std::optional<gid_t> group = std::nullopt) const;

  /// Removes a file or a link (not its target). Errors: Failure(io), but none when it does not exist.
  void remove_file(const std::string& name) const;
  /// Removes an empty folder. Errors as remove_file().
  void remove_folder(const std::string& name) const;
  /// Renames within the folder. Errors: Failure(io).
  void rename(const std::string& from, const std::string& to) const;
  /// Returns the names of all entries. Errors: Failure(io).
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  Directory(int descriptor, std::filesystem::path path, bool was_made);
  [[noreturn]] void fail(const std::string& name, const char* what) const;

  int descriptor_;
  std::filesystem::path path_;
  bool was_made_;
};

}  // namespace flodata
