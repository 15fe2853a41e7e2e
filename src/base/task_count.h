// How many things of a kind are alive, and waiting for the last of them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <utility>

#include "base/mutex.h"

namespace flodata {

/// Must outlive what it counts. Thread-safe.
class TaskCount {
 public:
  /// Held by one thing for as long as it lives, also when it is destroyed before its end.
  class Member {
   public:
    explicit Member(TaskCount& count) : count_(&count) { count_->change(+1); }
    ~Member() {
      if (count_ != nullptr) count_->change(-1);
    }
    Member(Member&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
    Member& operator=(Member&&) = delete;

   private:
    TaskCount* count_;
  };

  [[nodiscard]] int alive() const;

  /// Waits until none is alive, for `limit` at the most. Returns whether none is.
  bool wait_until_none(std::chrono::milliseconds limit);

 private:
  void change(int by);

  mutable Mutex mutex_;
  std::condition_variable_any none_;
  int alive_ FLODATA_GUARDED_BY(mutex_) = 0;
};

}  // namespace flodata
