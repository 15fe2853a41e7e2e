// Ends statements over files that were not made by this process: when the program is told to stop, and when
// one call takes longer than any honest file needs.
#pragma once

#include <duckdb.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace flodata::duck {

/// What one connection is doing; shared by the connection, its results and the watchdog.
class Activity {
 public:
  enum class Ended : std::uint8_t { no, stopped, timed_out };

  /// A call into DuckDB that may take long, for the time of a scope.
  class Call {
   public:
    explicit Call(Activity* activity) : activity_(activity) {
      if (activity_ != nullptr) activity_->begin();
    }
    ~Call() {
      if (activity_ != nullptr) activity_->busy_since_ns_ = 0;
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Activity* activity_;
  };

  /// Why the watchdog ended the last call, if it did.
  [[nodiscard]] Ended ended() const { return ended_; }

 private:
  friend class Watchdog;
  using Clock = std::chrono::steady_clock;

  void begin() {
    ended_ = Ended::no;
    busy_since_ns_ = Clock::now().time_since_epoch().count();
  }

  std::atomic<std::int64_t> busy_since_ns_ = 0;  // 0: idle
  std::atomic<Ended> ended_ = Ended::no;
};

/// One thread that looks after all connections of an open file.
class Watchdog {
 public:
  /// `longest_call`: what one call may take.
  Watchdog(std::stop_token stop, std::chrono::milliseconds longest_call);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Looks after `connection` until forget(). Thread-safe.
  std::shared_ptr<Activity> watch(duckdb_connection connection);
  /// Returns once the watchdog does not use the connection any more. Thread-safe.
  void forget(const std::shared_ptr<Activity>& activity);

  /// Whether the program was told to stop.
  [[nodiscard]] bool is_stopping() const { return stop_.stop_requested(); }

 private:
  void run();
  void look(std::chrono::steady_clock::time_point now) FLODATA_REQUIRES(mutex_);

  const std::stop_token stop_;
  const std::chrono::milliseconds longest_call_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  bool closing_ FLODATA_GUARDED_BY(mutex_) = false;
  std::vector<std::pair<duckdb_connection, std::shared_ptr<Activity>>> watched_ FLODATA_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace flodata::duck
