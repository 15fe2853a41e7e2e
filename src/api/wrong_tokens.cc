#include "api/wrong_tokens.h"

#include <algorithm>
#include <bit>

namespace flodata::api {
namespace {

constexpr std::chrono::minutes kMemory(1);
constexpr std::size_t kMostClients = 1024;
constexpr int kFree = 3;  // attempts that are answered at once: a person mistypes
constexpr std::chrono::milliseconds kFirstDelay(250);
constexpr int kMostDoublings = 4;  // of the delay: 4 s
constexpr int kMostHeld = 8;

std::chrono::milliseconds delay_of(int count) {
  if (count <= kFree) return std::chrono::milliseconds(0);
  return kFirstDelay * (1 << std::min(count - kFree - 1, kMostDoublings));
}

}  // namespace

std::optional<WrongTokens::Attempt> WrongTokens::note(const std::string& client, Time now) {
  const MutexLock lock(mutex_);
  forget_old(now);
  auto& known = clients_[client];
  ++known.count;
  known.last = now;
  if (known.held == kMostHeld) return std::nullopt;
  ++known.held;
  return Attempt{known.count, delay_of(known.count)};
}

void WrongTokens::release(const std::string& client) {
  const MutexLock lock(mutex_);
  const auto known = clients_.find(client);
  if (known != clients_.end() && known->second.held > 0) --known->second.held;
}

bool WrongTokens::is_told(int count) { return std::has_single_bit(static_cast<unsigned>(count)); }

void WrongTokens::forget_old(Time now) {
  std::erase_if(clients_, [&](const auto& entry) {
    return entry.second.held == 0 && now - entry.second.last > kMemory;
  });
  // So many clients at once are one attacker's: any of them may start again from nothing.
  if (clients_.size() >= kMostClients) clients_.erase(clients_.begin());
}

}  // namespace flodata::api
