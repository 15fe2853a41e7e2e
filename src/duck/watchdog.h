// Ends statements on untrusted files: when the program is told to stop, and when a call takes longer than any
// legitimate file needs.
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

/// What a connection is doing; shared by the connection, its results and the watchdog.
class Activity {
 public:
  enum class Ended : std::uint8_t { no, stopped, timed_out };

  /// A potentially long call into DuckDB, for the duration of a scope.
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

  /// Returns why the watchdog ended the last call, if it did.
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

/// A thread that watches all connections of an open file.
class Watchdog {
 public:
  /// `longest_call`: time limit for one call.
  Watchdog(std::stop_token stop, std::chrono::milliseconds longest_call);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Watches `connection` until forget(). Thread-safe.
  std::shared_ptr<Activity> watch(duckdb_connection connection);
  /// Returns once the watchdog no longer uses the connection. Thread-safe.
  void forget(const std::shared_ptr<Activity>& activity);

  /// Returns whether the program was told to stop.
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
