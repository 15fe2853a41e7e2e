#include "base/task_count.h"

namespace flodata {

int TaskCount::alive() const {
  const MutexLock lock(mutex_);
  return alive_;
}

bool TaskCount::wait_until_none(std::chrono::milliseconds limit) {
  MutexLock lock(mutex_);
  return none_.wait_for(lock, limit, [this]() FLODATA_REQUIRES(mutex_) { return alive_ == 0; });
}

void TaskCount::change(int by) {
  const MutexLock lock(mutex_);
  alive_ += by;
  if (alive_ == 0) none_.notify_all();
}

}  // namespace flodata
