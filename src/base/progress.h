// A progress bar on stderr if that is a terminal; silent otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace flodata {

class Progress {
 public:
  /// `unit`: follows the counts ("hours").
  Progress(std::string title, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Redraws the bar, at most ten times a second and not within the first second of work.
  void update(std::int64_t done, std::int64_t total);
  /// Removes the bar from the terminal, so that a log line can follow.
  void clear();

 private:
  std::string title_;
  std::string unit_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point drawn_;
  bool on_terminal_;
  bool visible_ = false;
};

}  // namespace flodata
