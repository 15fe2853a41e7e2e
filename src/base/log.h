// Log lines to stderr. A Log is built in cli/ and passed down by reference; numerics and planners take none.
#pragma once

#include <memory>
#include <string_view>

#include <fmt/format.h>

namespace flodata {

enum class LogLevel : unsigned char { debug, info, warning, error };

class Log {
 public:
  /// Writes lines of `level` and above to stderr. Thread-safe.
  explicit Log(LogLevel level);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  template <typename... Args>
  void debug(fmt::format_string<Args...> format, Args&&... args) const {
    write(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void info(fmt::format_string<Args...> format, Args&&... args) const {
    write(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void warning(fmt::format_string<Args...> format, Args&&... args) const {
    write(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void error(fmt::format_string<Args...> format, Args&&... args) const {
    write(LogLevel::error, fmt::format(format, std::forward<Args>(args)...));
  }

  /// Writes one line, which may hold any text.
  void write(LogLevel level, std::string_view line) const;

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace flodata
