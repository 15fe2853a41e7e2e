// A file descriptor that closes itself, and reading and writing of whole texts.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace flodata {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  /// Negative when there is none.
  [[nodiscard]] int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// Returns at most `limit` bytes from the descriptor's position; nothing on an error, with the reason in
/// errno.
std::optional<std::string> read_up_to(const Descriptor& file, std::size_t limit);

/// Writes all of `text`. Returns false on an error, with the reason in errno.
bool write_all(const Descriptor& file, std::string_view text);

/// Returns whether a file with this mode may be changed by others than its owner.
bool may_be_written_by_others(mode_t mode);

/// Returns a user's name for messages, or the number if there is none.
std::string user_name(uid_t user);

}  // namespace flodata
