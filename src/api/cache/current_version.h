// The version of the data as last heard of from the database: written by one coroutine, read by all I/O
// threads, so that no thread answers from an older version than another one did.
#pragma once

#include <chrono>
#include <optional>

#include "base/mutex.h"
#include "store/data_version.h"

namespace flodata::api {

/// Thread-safe.
class CurrentVersion {
 public:
  using Steady = std::chrono::steady_clock;

  /// The database has said this at `now`; nothing: that there is no stream yet.
  void publish(std::optional<store::DataVersion> version, Steady::time_point now = Steady::now());

  /// The database does not answer.
  void forget();

  /// Returns the version, or nothing when none is known for certain: there is no stream, or the database was
  /// not heard of lately. Answers are then made from the database directly, and not kept.
  [[nodiscard]] std::optional<store::DataVersion> current(Steady::time_point now = Steady::now()) const;

  /// Whether the database has answered lately.
  [[nodiscard]] bool database_answers(Steady::time_point now = Steady::now()) const;

 private:
  mutable Mutex mutex_;
  std::optional<store::DataVersion> version_ FLODATA_GUARDED_BY(mutex_);
  std::optional<Steady::time_point> heard_at_ FLODATA_GUARDED_BY(mutex_);
};

}  // namespace flodata::api
