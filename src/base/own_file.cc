#include "base/own_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace flodata {
namespace {

constexpr off_t kLongest = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

bool is_trusted(uid_t owner) { return owner == geteuid() || owner == 0; }

std::unexpected<Error> denied(const std::filesystem::path& path, const std::string& why) {
  return unexpected(Code::permission_denied, fmt::format("'{}' {}", path.string(), why));
}

/// Why the file is not taken, or nothing.
Expected<void> check(const std::filesystem::path& path, const struct stat& status, Secrecy secrecy) {
  if (!S_ISREG(status.st_mode) || status.st_size > kLongest)
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}' is not a plain file of at most 1 MB; remove it", path.string()));
  if (!is_trusted(status.st_uid))
    return denied(path,
                  fmt::format("belongs to user {}, and what it says is not taken by user {}; run this as its "
                              "owner, or in a folder of your own",
                              status.st_uid, geteuid()));
  if ((status.st_mode & S_IWOTH) != 0)
    return denied(path, "may be written by everybody; take that away (chmod o-w)");
  if (secrecy == Secrecy::private_to_owner && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return denied(path, "is open to others; make it private (chmod 600)");
  return {};
}

}  // namespace

Expected<std::optional<std::string>> read_own_file(const std::filesystem::path& path, Secrecy secrecy) {
  struct stat link{};
  if (lstat(path.c_str(), &link) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return denied(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  const bool follows = secrecy == Secrecy::none;
  if (S_ISLNK(link.st_mode) && !(follows && is_trusted(link.st_uid)))
    return denied(path, "is a link, and is not followed; put the file itself there");
  // Not blocking: a pipe in its place would wait for a writer.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follows ? 0 : O_NOFOLLOW)));
  if (file.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    return denied(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  struct stat status{};
  if (fstat(file.get(), &status) != 0)
    return denied(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  if (const auto fine = check(path, status, secrecy); !fine) return std::unexpected(fine.error());
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const auto got = read(file.get(), text.data() + done, text.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return denied(path, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  text.resize(done);
  return text;
}

void write_own_file(const std::filesystem::path& path, const std::string& text) {
  std::error_code gone_already;
  std::filesystem::remove(path, gone_already);
  const Descriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  const bool is_written = file.get() >= 0 && fchmod(file.get(), S_IRUSR | S_IWUSR) == 0 &&
                          write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!is_written)
    throw Failure(Code::io, fmt::format("cannot write '{}': {}", path.string(), std::strerror(errno)));
}

}  // namespace flodata
