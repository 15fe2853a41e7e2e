#include "pg/session_budget.h"

#include <algorithm>

#include "pg/connection.h"
#include "pg/sql.h"

namespace flodata::pg {
namespace {

constexpr std::chrono::seconds kMemory(10);  // of a wait, and of a rejection

}  // namespace

std::int64_t session_limit(Connection& connection) {
  return connection.query(sql::kSessionLimit).int64(0, 0);
}

std::optional<SessionBudget::Place> SessionBudget::try_take() {
  const auto now = Clock::now();
  const MutexLock lock(mutex_);
  if (now >= rejected_until_) rejected_at_.reset();
  const bool is_full = (limit_ && taken_ >= *limit_) || (rejected_at_ && taken_ >= *rejected_at_);
  if (is_full) {
    scarce_until_ = now + kMemory;
    return std::nullopt;
  }
  ++taken_;
  return Place(*this);
}

void SessionBudget::limit_to(std::int64_t sessions) {
  const MutexLock lock(mutex_);
  limit_ = std::max<std::int64_t>(1, sessions - for_others_);
}

std::optional<std::int64_t> SessionBudget::limit() const {
  const MutexLock lock(mutex_);
  return limit_;
}

void SessionBudget::reject() {
  const auto now = Clock::now();
  const MutexLock lock(mutex_);
  rejected_at_ = std::max<std::int64_t>(1, taken_ - 1);
  rejected_until_ = scarce_until_ = now + kMemory;
}

bool SessionBudget::is_scarce() const {
  const MutexLock lock(mutex_);
  return Clock::now() < scarce_until_;
}

void SessionBudget::give_back() {
  const MutexLock lock(mutex_);
  --taken_;
}

}  // namespace flodata::pg
