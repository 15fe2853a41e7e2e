// Sessions that the database lets this process have. Where they are few (CONNECTION LIMIT of a role or a
// database, a small max_connections), connections wait for each other's places, and nobody keeps a session
// that is idle.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "base/mutex.h"

namespace flodata::pg {

class Connection;

/// Sessions that a streamer has: its lead, the lead's lock, its rows.
inline constexpr std::int64_t kStreamerSessions = 3;

/// Returns how many sessions the role of `connection` may have at a time: of the limits of role, database and
/// server the smallest.
std::int64_t session_limit(Connection& connection);

/// Thread-safe.
class SessionBudget {
 public:
  /// A session that counts until its end.
  class Place {
   public:
    explicit Place(SessionBudget& budget) : budget_(&budget) {}
    ~Place() {
      if (budget_ != nullptr) budget_->give_back();
    }
    Place(Place&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)) {}
    Place& operator=(Place&&) = delete;

   private:
    SessionBudget* budget_;
  };

  /// `for_others`: sessions of other programs that count towards the same limits.
  explicit SessionBudget(std::int64_t for_others) : for_others_(for_others) {}

  /// Returns nothing while all places are taken.
  std::optional<Place> try_take();

  /// Takes over what session_limit() said.
  void limit_to(std::int64_t sessions);
  [[nodiscard]] std::optional<std::int64_t> limit() const;

  /// The server had no session left for a place: for some time there are no more places than the others.
  void reject();

  /// Whether somebody waited for a place of late: then no session is kept for later.
  [[nodiscard]] bool is_scarce() const;

 private:
  using Clock = std::chrono::steady_clock;
  void give_back();

  const std::int64_t for_others_;
  mutable Mutex mutex_;
  std::int64_t taken_ FLODATA_GUARDED_BY(mutex_) = 0;
  std::optional<std::int64_t> limit_ FLODATA_GUARDED_BY(mutex_);
  std::optional<std::int64_t> rejected_at_ FLODATA_GUARDED_BY(mutex_);  // places that the server had then
  Clock::time_point rejected_until_ FLODATA_GUARDED_BY(mutex_);
  Clock::time_point scarce_until_ FLODATA_GUARDED_BY(mutex_);
};

}  // namespace flodata::pg
