#include "base/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <deque>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/descriptor.h"

namespace flodata {
namespace {

namespace fs = std::filesystem;

constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kMostLinks = 40;  // the kernel's own limit

std::string reason(int error = errno) { return std::generic_category().message(error); }

std::string link_text(int folder, const std::string& name) {
  std::array<char, PATH_MAX> text{};
  const auto length = readlinkat(folder, name.c_str(), text.data(), text.size() - 1);
  return length < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(length));
}

/// Sets the mode of a folder that was just created. Returns false when another user put one of theirs in its
/// place.
bool became_ours(int folder, mode_t mode) {
  struct stat status{};
  return fstat(folder, &status) == 0 && status.st_uid == geteuid() && fchmod(folder, mode) == 0;
}

/// Walks down a path, one name at a time, holding the current folder.
class Walk {
 public:
  explicit Walk(const fs::path& path) : folder_(::open("/", kFolder)) { push_front(fs::absolute(path)); }

  /// Moves on by one name. Returns false when it does not exist and `missing_mode` is empty.
  bool step(std::optional<mode_t> missing_mode) {
    const auto name = names_.front();
    names_.pop_front();
    was_made_ = false;
    Descriptor next(openat(folder_.number(), name.c_str(), kFolder));
    if (next.number() < 0 && errno == ENOENT) {
      if (!missing_mode) return false;
      next = make(name, *missing_mode);
    }
    if (next.number() < 0) {
      follow_link(name);
      return true;
    }
    folder_ = std::move(next);
    path_ = name == ".." ? path_.parent_path() : path_ / name;
    return true;
  }
  [[nodiscard]] bool ended() const { return names_.empty(); }
  [[nodiscard]] bool was_made() const { return was_made_; }
  [[nodiscard]] const fs::path& path() const { return path_; }
  int release() { return folder_.release(); }

 private:
  void push_front(const fs::path& path) {
    std::deque<std::string> front;
    for (const auto& part : path)
      if (!part.empty() && part != "/" && part != ".") front.push_back(part.string());
    names_.insert(names_.begin(), front.begin(), front.end());
  }

  Descriptor make(const std::string& name, mode_t mode) {
    // Another run may create it at the same time: then it is opened as it is.
    const bool made = mkdirat(folder_.number(), name.c_str(), S_IRWXU) == 0;
    if (!made && errno != EEXIST)
      throw Failure(Code::io,
                    fmt::format("cannot make the folder '{}': {}", (path_ / name).string(), reason()));
    Descriptor folder(openat(folder_.number(), name.c_str(), kFolder));
    if (made && !became_ours(folder.number(), mode))
      throw Failure(Code::io,
                    fmt::format("the folder '{}' was replaced while it was made", (path_ / name).string()));
    was_made_ = made;
    return folder;
  }

  /// Errors: Failure when `name` is not a link, or is a link of another user.
  void follow_link(const std::string& name) {
    const auto error = errno;
    const auto shown = (path_ / name).string();
    struct stat status{};
    if (fstatat(folder_.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISLNK(status.st_mode))
      throw Failure(Code::io, fmt::format("cannot open the folder '{}': {}", shown, reason(error)));
    if (status.st_uid != 0 && status.st_uid != geteuid())
      throw Failure(Code::permission_denied,
                    fmt::format("'{}' is a link that user {} made; name the folder that is meant", shown,
                                user_name(status.st_uid)));
    if (++links_ > kMostLinks)
      throw Failure(Code::io, fmt::format("'{}' is a link that leads nowhere", shown));
    const fs::path target = link_text(folder_.number(), name);
    if (target.is_absolute()) {
      folder_ = Descriptor(::open("/", kFolder));
      path_ = "/";
    }
    push_front(target);
  }

  Descriptor folder_;
  fs::path path_ = "/";
  std::deque<std::string> names_;
  int links_ = 0;
  bool was_made_ = false;
};

}  // namespace

Directory::Directory(int descriptor, fs::path path, bool was_made)
    : descriptor_(descriptor), path_(std::move(path)), was_made_(was_made) {}

Directory::Directory(Directory&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      was_made_(other.was_made_) {}

Directory::~Directory() {
  if (descriptor_ >= 0) close(descriptor_);
}

Directory Directory::open_or_make(const fs::path& path, mode_t missing_mode) {
  Walk walk(path);
  while (!walk.ended()) walk.step(missing_mode);
  return {walk.release(), walk.path(), walk.was_made()};
}

std::optional<Directory> Directory::open(const fs::path& path) {
  Walk walk(path);
  while (!walk.ended())
    if (!walk.step(std::nullopt)) return std::nullopt;
  return Directory(walk.release(), walk.path(), false);
}

void Directory::fail(const std::string& name, const char* what) const {
  const auto error = errno;
  throw Failure(Code::io, fmt::format("cannot {} '{}': {}", what, (path_ / name).string(), reason(error)));
}

uid_t Directory::owner() const {
  struct stat status{};
  if (fstat(descriptor_, &status) != 0) fail("", "look at");
  return status.st_uid;
}

void Directory::give_to(uid_t user, gid_t group, mode_t mode) const {
  if (fchown(descriptor_, user, group) != 0) fail("", "change the owner of");
  if (fchmod(descriptor_, mode) != 0) fail("", "change the mode of");
}

Directory Directory::open_or_make_child(const std::string& name, mode_t missing_mode) const {
  const bool made = mkdirat(descriptor_, name.c_str(), S_IRWXU) == 0;
  if (!made && errno != EEXIST) fail(name, "make the folder");
  const int child = openat(descriptor_, name.c_str(), kFolder);
  if (child < 0) fail(name, "open the folder");
  Directory folder(child, path_ / name, made);
  if (made && !became_ours(child, missing_mode)) fail(name, "set the mode of");
  return folder;
}

std::optional<Directory> Directory::open_child(const std::string& name) const {
  const int child = openat(descriptor_, name.c_str(), kFolder);
  if (child < 0 && errno == ENOENT) return std::nullopt;
  if (child < 0) fail(name, "open the folder");
  return Directory(child, path_ / name, false);
}

std::optional<int> Directory::open_file(const std::string& name, int flags, uid_t owner) const {
  // O_NONBLOCK: a pipe in the file's place must not block until its other end is opened.
  Descriptor file(openat(descriptor_, name.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                         S_IRUSR | S_IWUSR));
  const auto shown = (path_ / name).string();
  if (file.number() < 0 && errno == ENOENT) return std::nullopt;
  if (file.number() < 0 && (errno == ELOOP || errno == ENXIO))
    throw Failure(Code::permission_denied,
                  fmt::format("'{}' is a link or a pipe where a file belongs; remove it", shown));
  if (file.number() < 0) fail(name, "open");
  struct stat status{};
  if (fstat(file.number(), &status) != 0) fail(name, "look at");
  if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
    throw Failure(Code::permission_denied,
                  fmt::format("'{}' is no file of its own (a pipe, a folder, or a second name of another "
                              "file); remove it",
                              shown));
  if (status.st_uid != owner)
    throw Failure(Code::permission_denied, fmt::format("'{}' belongs to user {}, not to {}; remove it", shown,
                                                       user_name(status.st_uid), user_name(owner)));
  return file.release();
}

std::optional<std::string> Directory::read(const std::string& name, std::size_t limit, uid_t owner) const {
  const auto opened = open_file(name, O_RDONLY, owner);
  if (!opened) return std::nullopt;
  const Descriptor file(*opened);
  struct stat status{};
  if (fstat(file.number(), &status) != 0) fail(name, "look at");
  const auto shown = (path_ / name).string();
  if (may_be_written_by_others(status.st_mode))
    throw Failure(Code::permission_denied,
                  fmt::format("'{0}' may be written by others than its owner; run `chmod go-w {0}`", shown));
  auto text = read_up_to(file, limit);
  if (!text) fail(name, "read");
  return text;
}

void Directory::write(const std::string& name, std::string_view text, std::optional<gid_t> group) const {
  const auto draft = name + ".new";
  remove_file(draft);
  const Descriptor file(openat(descriptor_, draft.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.number() < 0) fail(draft, "write");
  if (!write_all(file, text)) fail(draft, "write");
  if (group && fchown(file.number(), static_cast<uid_t>(-1), *group) != 0) fail(draft, "set the group of");
  if (fchmod(file.number(), group ? S_IRUSR | S_IWUSR | S_IRGRP : S_IRUSR | S_IWUSR) != 0)
    fail(draft, "set the mode of");
  rename(draft, name);
}

void Directory::remove_file(const std::string& name) const {
  if (unlinkat(descriptor_, name.c_str(), 0) != 0 && errno != ENOENT) fail(name, "remove");
}

void Directory::remove_folder(const std::string& name) const {
  if (unlinkat(descriptor_, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) fail(name, "remove");
}

void Directory::rename(const std::string& from, const std::string& to) const {
  if (renameat(descriptor_, from.c_str(), descriptor_, to.c_str()) != 0) fail(from, "rename");
}

std::vector<std::string> Directory::names() const {
  const int copy = openat(descriptor_, ".", kFolder);
  if (copy < 0) fail("", "read");
  const std::unique_ptr<DIR, decltype([](DIR* folder) { closedir(folder); })> folder(fdopendir(copy));
  if (!folder) fail("", "read");
  std::vector<std::string> found;
  while (const auto* entry = readdir(folder.get()))
    if (const std::string name = entry->d_name; name != "." && name != "..") found.push_back(name);
  return found;
}

}  // namespace flodata
