// The two ways to report an error that is not a bug: an expected outcome is returned as `Expected<T>`; a
// failure of the environment (database unavailable, disk full) is thrown as `Failure`. Both have a `Code` and
// a message that names the thing, its value and a hint.
#pragma once

#include <cstdint>
#include <expected>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace flodata {

enum class Code : std::uint8_t {
  invalid_argument,   // a value from the caller is outside the allowed range
  not_found,          // no such file, well, table
  corrupt_input,      // a file is not of the expected kind
  permission_denied,  // the operating system or the database denies access
  conflict,           // it exists already, or another process holds it
  unavailable,        // a service is unavailable now; a retry later may succeed
  timed_out,          // a deadline passed
  overloaded,         // this program has too much to do now
  fenced,             // another streamer took over; this one may no longer write
  interrupted,        // stopped by the user
  database,           // the database returned an error that retrying cannot fix
  io,                 // reading or writing a file failed
};

/// Returns whether the same attempt may succeed later.
bool is_transient(Code code);

/// Returns the code's name as it appears in logs.
std::string_view to_string(Code code);

struct Error {
  Code code;
  std::string message;
};

template <typename T>
using Expected = std::expected<T, Error>;

inline std::unexpected<Error> unexpected(Code code, std::string message) {
  return std::unexpected<Error>(Error{code, std::move(message)});
}

/// A failure of the environment. Caught only in main, in one HTTP request, one replay batch and one import.
class Failure : public std::runtime_error {
 public:
  Failure(Code code, const std::string& message) : std::runtime_error(message), code_(code) {}
  explicit Failure(const Error& error) : Failure(error.code, error.message) {}
  [[nodiscard]] Code code() const noexcept { return code_; }

 private:
  Code code_;
};

/// Returns the value or throws the error as a Failure: for callers that cannot continue without it.
template <typename T>
T value_or_throw(Expected<T> expected) {
  if (!expected) throw Failure(expected.error());
  if constexpr (!std::is_void_v<T>) return *std::move(expected);
}

}  // namespace flodata
