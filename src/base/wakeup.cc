#include "base/wakeup.h"

#include <utility>

namespace flodata {

void Wakeup::notify() {
  const auto waiting = [this] {
    const MutexLock lock(mutex_);
    notified_ = true;
    return current_;
  };
  waiting().request_stop();
}

bool Wakeup::wait(const Clock& clock, Microseconds duration, const std::stop_token& stop) {
  std::stop_source waiting;
  {
    const MutexLock lock(mutex_);
    if (std::exchange(notified_, false)) return !stop.stop_requested();
    current_ = waiting;
  }
  {
    const std::stop_callback forward(stop, [&waiting] { waiting.request_stop(); });
    clock.wait_for(duration, waiting.get_token());
  }
  const MutexLock lock(mutex_);
  notified_ = false;
  return !stop.stop_requested();
}

}  // namespace flodata
