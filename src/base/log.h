// Log lines on stderr. A Log is built in cli/ and passed down by reference; numerics and planners have none.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <variant>

#include <fmt/format.h>

namespace flodata {

enum class LogLevel : unsigned char { debug, info, warning, error };

/// Returns the level of a name that the setting LOG_LEVEL allows.
LogLevel parse_log_level(std::string_view name);

/// text: lines for people; json: an object a line, for programs (keys time, level, message, and an event's
/// own).
enum class LogFormat : unsigned char { text, json };

/// A named value that an event adds to its line.
struct LogField {
  std::string_view name;
  std::variant<std::int64_t, double, std::string_view> value;
};

class Log {
 public:
  /// Writes lines of `level` and above to stderr. Thread-safe.
  explicit Log(LogLevel level, LogFormat format = LogFormat::text);
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

  /// Writes one line about an event that programs search for: in json it has the key `event` and the fields.
  void event(LogLevel level, std::string_view name, std::initializer_list<LogField> fields,
             std::string_view line) const;

  /// Writes one line with any text: invisible characters are shown as code points (unicode.h).
  void write(LogLevel level, std::string_view line) const;

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace flodata
