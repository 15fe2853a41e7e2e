// Tells the log when the database went away and when it came back: once each, however many requests notice.
#pragma once

#include <atomic>

#include "base/error.h"
#include "base/log.h"

namespace flodata::api {

/// Thread-safe.
class DatabaseWatch {
 public:
  explicit DatabaseWatch(const Log& log) : log_(&log) {}
  void answered();
  /// The failure's text goes to the log and nowhere else.
  void failed(const Failure& failure);

 private:
  const Log* log_;
  std::atomic<bool> away_ = false;
};

}  // namespace flodata::api
