// A folder held by its descriptor: what is done in it cannot be led elsewhere by another user who renames a
// folder above it or puts a link in the place of a file. For programs that run as root beside users with
// fewer rights: names are resolved one by one, and links only where root or the caller made them.
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
  /// Opens the folder at `path`; makes it and what is missing above it with `missing_mode`, whatever the
  /// umask. Errors: Failure(permission_denied) at a link that another user made, Failure(io) otherwise.
  static Directory open_or_make(const std::filesystem::path& path, mode_t missing_mode);
  /// Opens a folder that is there; nothing when it is not. Errors as open_or_make().
  static std::optional<Directory> open(const std::filesystem::path& path);

  ~Directory();
  Directory(Directory&& other) noexcept;
  Directory& operator=(Directory&&) = delete;

  /// Where it was found, free of links. For messages, and for programs that do not run with our rights.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Whether open_or_make() made it.
  [[nodiscard]] bool was_made() const { return was_made_; }
  [[nodiscard]] uid_t owner() const;

  /// Changes owner, group and mode; an id of -1 stays as it is. Errors: Failure(io).
  void give_to(uid_t user, gid_t group, mode_t mode) const;

  /// Opens or makes the folder `name` in it, owned by us when made. Errors: Failure(io), also for a link.
  [[nodiscard]] Directory open_or_make_child(const std::string& name, mode_t missing_mode) const;
  /// Opens the folder `name` in it; nothing when there is none. Errors: Failure(io), also for a link.
  [[nodiscard]] std::optional<Directory> open_child(const std::string& name) const;

  /// Opens the regular file `name` with `flags` of open(2); makes it with mode 0600 where they have O_CREAT.
  /// Returns the descriptor, or nothing when there is no such file.
  /// Errors: Failure(permission_denied) for a link, a pipe, a file with a second name, or one whose owner is
  /// not `owner`; Failure(io) otherwise.
  [[nodiscard]] std::optional<int> open_file(const std::string& name, int flags, uid_t owner) const;

  /// Returns the first `limit` bytes of a regular file that `owner` owns; nothing when it is not there.
  /// Errors as open_file(), and Failure(permission_denied) when others may write it.
  [[nodiscard]] std::optional<std::string> read(const std::string& name, std::size_t limit,
                                                uid_t owner) const;

  /// Replaces a file by one with this text, whole or not at all, with mode 0600, or 0640 for `group`.
  /// Errors: Failure(io).
  void write(const std::string& name, std::string_view text, std::optional<gid_t> group = std::nullopt) const;

  /// Removes a file or a link, not what it leads to. Errors: Failure(io), but none when it is not there.
  void remove_file(const std::string& name) const;
  /// Removes an empty folder. Errors as remove_file().
  void remove_folder(const std::string& name) const;
  /// Renames within the folder. Errors: Failure(io).
  void rename(const std::string& from, const std::string& to) const;
  /// Returns the names of all that lies in it. Errors: Failure(io).
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  Directory(int descriptor, std::filesystem::path path, bool was_made);
  [[noreturn]] void fail(const std::string& name, const char* what) const;

  int descriptor_;
  std::filesystem::path path_;
  bool was_made_;
};

}  // namespace flodata
