#include "base/own_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "base/descriptor.h"

namespace flodata {
namespace {

constexpr std::size_t kLongest = std::size_t{1} << 20U;
constexpr unsigned kPermissions = 07777;

bool is_trusted(uid_t owner) { return owner == geteuid() || owner == 0; }

std::unexpected<Error> denied(const std::filesystem::path& path, const std::string& why) {
  return unexpected(Code::permission_denied, fmt::format("'{}' {}", path.string(), why));
}

std::unexpected<Error> unreadable(const std::filesystem::path& path) {
  return denied(
      path, fmt::format("cannot be read ({}); make it readable for user {}, or run this in another folder",
                        std::strerror(errno), user_name(geteuid())));
}

std::string_view what_is(const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return "a folder";
  if (S_ISFIFO(status.st_mode)) return "a pipe";
  return S_ISREG(status.st_mode) ? "longer than 1 MB" : "not a plain file";
}

/// Returns why the file is rejected, or nothing.
Expected<void> check(const std::filesystem::path& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode) || static_cast<std::size_t>(status.st_size) > kLongest)
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}' is {}; put a plain file of at most 1 MB there, or remove it",
                                  path.string(), what_is(status)));
  if (!is_trusted(status.st_uid))
    return denied(path, fmt::format("belongs to user {}, and user {} takes no settings from others; run this "
                                    "as its owner, or in a folder of your own",
                                    user_name(status.st_uid), user_name(geteuid())));
  if (may_be_written_by_others(status.st_mode))
    return denied(path, fmt::format("may be written by others than its owner (mode {:04o}); run `chmod go-w "
                                    "{}`",
                                    status.st_mode & kPermissions, path.string()));
  return {};
}

}  // namespace

Expected<std::optional<std::string>> read_own_file(const std::filesystem::path& path) {
  struct stat link{};
  if (lstat(path.c_str(), &link) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return unreadable(path);
  }
  if (S_ISLNK(link.st_mode) && !is_trusted(link.st_uid))
    return denied(path,
                  fmt::format("is a link that user {} made, and is not followed; put the file itself there",
                              user_name(link.st_uid)));
  // Non-blocking: a pipe in its place would wait for a writer.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) {
    if (errno == ENOENT) return std::nullopt;
    return unreadable(path);
  }
  struct stat status{};
  if (fstat(file.number(), &status) != 0) return unreadable(path);
  if (const auto fine = check(path, status); !fine) return std::unexpected(fine.error());
  auto text = read_up_to(file, static_cast<std::size_t>(status.st_size));
  if (!text) return unreadable(path);
  return text;
}

}  // namespace flodata
