// The only clock. Wall time determines labels, steady time measures waiting; tests use a ManualClock instead.
#pragma once

#include <chrono>
#include <condition_variable>
#include <stop_token>

#include "base/mutex.h"

namespace flodata {

/// A point in time, UTC, to the microsecond (PostgreSQL's resolution).
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Microseconds = std::chrono::microseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  /// Returns the wall time; for labels only.
  [[nodiscard]] virtual Instant now() const = 0;
  /// Returns the time since a fixed moment, which is never set: it measures waiting, and distinguishes a step
  /// of the wall clock from elapsed time.
  [[nodiscard]] virtual Microseconds uptime() const = 0;
  /// Waits on the steady clock for at most `duration`, or until `stop` is requested. Returns false when
  /// stopped.
  virtual bool wait_for(Microseconds duration, std::stop_token stop) const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Microseconds uptime() const override;
  bool wait_for(Microseconds duration, std::stop_token stop) const override;
};

/// A clock that moves only when told to: waiting advances it at once, so a test runs years in milliseconds.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Microseconds uptime() const override;
  bool wait_for(Microseconds duration, std::stop_token stop) const override;
  /// Steps the wall clock: no time elapses.
  void set(Instant instant);
  /// Lets time elapse.
  void advance(Microseconds duration);

 private:
  mutable Mutex mutex_;
  mutable Instant now_ FLODATA_GUARDED_BY(mutex_);
  mutable Microseconds uptime_ FLODATA_GUARDED_BY(mutex_){0};
};

}  // namespace flodata
