// Counts living objects of a kind, and waits for the last of them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <utility>

#include "base/mutex.h"

namespace flodata {

/// Must outlive the counted objects. Thread-safe.
class TaskCount {
 public:
  /// Counts an object while this lives, also when a coroutine is destroyed before its end.
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

  /// Waits until none is alive, for at most `limit`. Returns whether none is.
  bool wait_until_none(std::chrono::milliseconds limit);

 private:
  void change(int by);

  mutable Mutex mutex_;
  std::condition_variable_any none_;
  int alive_ FLODATA_GUARDED_BY(mutex_) = 0;
};

}  // namespace flodata
