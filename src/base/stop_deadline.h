// Limits how long stopping takes: interrupts a blocked thread some time after the stop was requested.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <stop_token>
#include <thread>

#include "base/mutex.h"

namespace flodata {

class StopDeadline {
 public:
  /// Calls `break_off`, from another thread, if this object still lives `patience` after `stop` was
  /// requested.
  StopDeadline(const std::stop_token& stop, std::chrono::milliseconds patience,
               std::function<void()> break_off)
      : break_off_(std::move(break_off)), thread_([this, stop, patience] { run(stop, patience); }) {}
  ~StopDeadline() {
    {
      const MutexLock lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  StopDeadline(const StopDeadline&) = delete;
  StopDeadline& operator=(const StopDeadline&) = delete;

 private:
  void run(const std::stop_token& stop, std::chrono::milliseconds patience) {
    MutexLock lock(mutex_);
    changed_.wait(lock, stop, [this]() FLODATA_REQUIRES(mutex_) { return done_; });
    if (!changed_.wait_for(lock, patience, [this]() FLODATA_REQUIRES(mutex_) { return done_; })) break_off_();
  }

  Mutex mutex_;
  std::condition_variable_any changed_;
  bool done_ FLODATA_GUARDED_BY(mutex_) = false;
  std::function<void()> break_off_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace flodata
