// A file descriptor that closes itself, and whole texts through it.
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

/// Returns the first `limit` bytes from where the descriptor stands; nothing, and errno says why, on an
/// error.
std::optional<std::string> read_up_to(const Descriptor& file, std::size_t limit);

/// Writes all of `text`. Returns false, and errno says why, on an error.
bool write_all(const Descriptor& file, std::string_view text);

/// Whether a file of this mode may be changed by others than its owner.
bool may_be_written_by_others(mode_t mode);

/// Name of a user for messages, or the number where there is none.
std::string user_name(uid_t user);

}  // namespace flodata
