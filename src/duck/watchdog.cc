#include "duck/watchdog.h"

#include <algorithm>

#include "duck/library.h"

namespace flodata::duck {
namespace {

using std::chrono::milliseconds;

/// DuckDB forgets an interrupt when the next statement begins, so it is repeated until the file is closed.
constexpr milliseconds kRepeat(10);
constexpr int kLooksPerCall = 20;

}  // namespace

Watchdog::Watchdog(std::stop_token stop, milliseconds longest_call)
    : stop_(std::move(stop)), longest_call_(longest_call), thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
  {
    const MutexLock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<Activity> Watchdog::watch(duckdb_connection connection) {
  auto activity = std::make_shared<Activity>();
  const MutexLock lock(mutex_);
  watched_.emplace_back(connection, activity);
  return activity;
}

void Watchdog::forget(const std::shared_ptr<Activity>& activity) {
  const MutexLock lock(mutex_);
  std::erase_if(watched_, [&](const auto& entry) { return entry.second == activity; });
}

void Watchdog::run() {
  const auto closing = [this]() FLODATA_REQUIRES(mutex_) { return closing_; };
  MutexLock lock(mutex_);
  while (!closing_) {
    if (is_stopping())
      changed_.wait_for(lock, kRepeat, closing);
    else
      changed_.wait_for(lock, stop_, std::max(kRepeat, longest_call_ / kLooksPerCall), closing);
    if (!closing_) look(Activity::Clock::now());
  }
}

void Watchdog::look(std::chrono::steady_clock::time_point now) {
  for (const auto& [connection, activity] : watched_) {
    const auto since = activity->busy_since_ns_.load();
    if (since == 0) continue;
    if (is_stopping())
      activity->ended_ = Activity::Ended::stopped;
    else if (now.time_since_epoch() - std::chrono::nanoseconds(since) > longest_call_)
      activity->ended_ = Activity::Ended::timed_out;
    else
      continue;
    duckdb_interrupt(connection);
  }
}

}  // namespace flodata::duck
