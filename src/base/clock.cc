#include "base/clock.h"

namespace flodata {

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<Microseconds>(std::chrono::system_clock::now());
}

Microseconds SystemClock::uptime() const {
  return std::chrono::duration_cast<Microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

bool SystemClock::wait_for(Microseconds duration, std::stop_token stop) const {
  Mutex mutex;
  std::condition_variable_any condition;
  MutexLock lock(mutex);
  condition.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

Instant ManualClock::now() const {
  const MutexLock lock(mutex_);
  return now_;
}

Microseconds ManualClock::uptime() const {
  const MutexLock lock(mutex_);
  return uptime_;
}

bool ManualClock::wait_for(Microseconds duration, std::stop_token stop) const {
  if (stop.stop_requested()) return false;
  const MutexLock lock(mutex_);
  now_ += duration;
  uptime_ += duration;
  return true;
}

void ManualClock::set(Instant instant) {
  const MutexLock lock(mutex_);
  now_ = instant;
}

void ManualClock::advance(Microseconds duration) {
  const MutexLock lock(mutex_);
  now_ += duration;
  uptime_ += duration;
}

}  // namespace flodata
