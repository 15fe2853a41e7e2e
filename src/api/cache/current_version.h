// The newest version of the data that the database has reported. One coroutine writes it and all I/O threads
// read it, so that no thread responds from an older version than another one did.
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

  /// The database reported this version at `now`; nothing: there is no stream yet.
  void publish(std::optional<store::DataVersion> version, Steady::time_point now = Steady::now());

  /// The database does not respond.
  void forget();

  /// Returns the version; nothing when it is not certain, because there is no stream or the database has not
  /// responded lately. Responses then come directly from the database and are not cached.
  [[nodiscard]] std::optional<store::DataVersion> current(Steady::time_point now = Steady::now()) const;

  /// Returns whether the database has responded lately.
  [[nodiscard]] bool database_answers(Steady::time_point now = Steady::now()) const;

 private:
  mutable Mutex mutex_;
  std::optional<store::DataVersion> version_ FLODATA_GUARDED_BY(mutex_);
  std::optional<Steady::time_point> heard_at_ FLODATA_GUARDED_BY(mutex_);
};

}  // namespace flodata::api
