// Logs once when the database becomes unavailable and once when it is back, however many requests notice.
#pragma once

#include <atomic>

#include "base/error.h"
#include "base/log.h"

namespace flodata::api {

/// Returns whether a failure with this code means that the database is unavailable now and may come back
/// soon.
bool is_outage(Code code);

/// Thread-safe.
class DatabaseWatch {
 public:
  explicit DatabaseWatch(const Log& log) : log_(&log) {}
  /// Call it when the database has responded, and only then.
  void answered();
  /// The failure's text goes only to the log.
  void failed(const Failure& failure);

 private:
  const Log* log_;
  std::atomic<bool> away_ = false;
};

}  // namespace flodata::api
