// Ends another thread's wait early: a notification that there is something to do.
#pragma once

#include <stop_token>

#include "base/clock.h"
#include "base/mutex.h"

namespace flodata {

/// Thread-safe; one thread waits.
class Wakeup {
 public:
  /// Ends the current wait, or the next one at its beginning.
  void notify();

  /// Waits on `clock` for at most `duration`, until notified or until `stop` is requested. Returns false when
  /// stopped.
  bool wait(const Clock& clock, Microseconds duration, const std::stop_token& stop);

 private:
  Mutex mutex_;
  bool notified_ FLODATA_GUARDED_BY(mutex_) = false;
  std::stop_source current_ FLODATA_GUARDED_BY(mutex_);  // of the current wait
};

}  // namespace flodata
