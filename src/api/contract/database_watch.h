// Tells the log when the database went away and when it came back: once each, however many requests notice.
#pragma once

#include <atomic>

#include "base/error.h"
#include "base/log.h"

namespace flodata::api {

/// Whether a failure of this code means that the database has no answer now, and may have one soon.
bool is_outage(Code code);

/// Thread-safe.
class DatabaseWatch {
 public:
  explicit DatabaseWatch(const Log& log) : log_(&log) {}
  /// To be called when the database has answered, and only then.
  void answered();
  /// The failure's text goes to the log and nowhere else.
  void failed(const Failure& failure);

 private:
  const Log* log_;
  std::atomic<bool> away_ = false;
};

}  // namespace flodata::api
