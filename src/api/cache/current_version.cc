#include "api/cache/current_version.h"

#include <utility>

namespace flodata::api {
namespace {

/// The service reads the version every second, besides listening to the database's notifications. This limit
/// detects a network that fails silently.
constexpr std::chrono::milliseconds kTrust(2500);

}  // namespace

void CurrentVersion::publish(std::optional<store::DataVersion> version, Steady::time_point now) {
  const MutexLock lock(mutex_);
  version_ = std::move(version);
  heard_at_ = now;
}

void CurrentVersion::forget() {
  const MutexLock lock(mutex_);
  heard_at_.reset();
}

std::optional<store::DataVersion> CurrentVersion::current(Steady::time_point now) const {
  const MutexLock lock(mutex_);
  if (!heard_at_ || now - *heard_at_ > kTrust) return std::nullopt;
  return version_;
}

bool CurrentVersion::database_answers(Steady::time_point now) const {
  const MutexLock lock(mutex_);
  return heard_at_ && now - *heard_at_ <= kTrust;
}

}  // namespace flodata::api
