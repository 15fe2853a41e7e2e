#include "base/descriptor.h"

#include <pwd.h>
#include <sys/stat.h>

#include <cerrno>

namespace flodata {

std::optional<std::string> read_up_to(const Descriptor& file, std::size_t limit) {
  std::string text(limit, '\0');
  std::size_t length = 0;
  while (length < limit) {
    const auto count = read(file.number(), text.data() + length, limit - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  text.resize(length);
  return text;
}

bool write_all(const Descriptor& file, std::string_view text) {
  while (!text.empty()) {
    const auto count = write(file.number(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool may_be_written_by_others(mode_t mode) { return (mode & (S_IWGRP | S_IWOTH)) != 0; }

std::string user_name(uid_t user) {
  const auto* entry = getpwuid(user);
  return entry == nullptr ? std::to_string(user) : std::string(entry->pw_name);
}

}  // namespace flodata
