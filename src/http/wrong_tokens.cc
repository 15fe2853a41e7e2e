#include "http/wrong_tokens.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace flodata::http {
namespace {

constexpr std::chrono::minutes kMemory(1);
constexpr std::chrono::minutes kReportPause(1);
constexpr std::size_t kMostClients = 1024;
constexpr std::size_t kMostLines = 8;  // of one report, plus one for the rest
constexpr int kFree = 3;               // wrong tokens without delay: people mistype
constexpr std::chrono::milliseconds kFirstDelay(250);
constexpr int kMostDoublings = 4;  // longest delay: 4 s
constexpr int kMostHeld = 8;

/// Returns the delay of a token after so many wrong ones.
std::chrono::milliseconds delay_after(int wrong) {
  if (wrong < kFree) return std::chrono::milliseconds(0);
  return kFirstDelay * (1 << std::min(wrong - kFree, kMostDoublings));
}

}  // namespace

std::optional<std::chrono::milliseconds> WrongTokens::admit(const std::string& client, Token token,
                                                            Time now) {
  const MutexLock lock(mutex_);
  forget_old(now);
  auto known = clients_.find(client);
  if (known == clients_.end()) {
    if (token == Token::right) return std::chrono::milliseconds(0);
    known = clients_.emplace(client, Client()).first;
  }
  auto& [wrong, held, last, untold] = known->second;
  const auto delay = delay_after(wrong);
  if (delay.count() > 0 && held == kMostHeld) {
    last = now;
    ++untold.turned_away;
    return std::nullopt;
  }
  if (delay.count() > 0) ++held;
  if (token == Token::right) return delay;
  last = now;
  ++wrong;
  ++untold.wrong;
  return delay;
}

void WrongTokens::release(const std::string& client) {
  const MutexLock lock(mutex_);
  const auto known = clients_.find(client);
  if (known != clients_.end() && known->second.held > 0) --known->second.held;
}

std::string WrongTokens::line(std::string_view client, const Counts& counts) {
  return fmt::format("wrong REPLAY_TOKEN from {} (attempts: {}; turned away because too many waited: {})",
                     client, counts.wrong, counts.turned_away);
}

std::vector<std::string> WrongTokens::report(Time now) {
  const MutexLock lock(mutex_);
  if (told_ && now - *told_ < kReportPause) return {};
  std::vector<std::pair<std::string_view, Counts*>> untold;
  for (auto& [name, client] : clients_)
    if (client.untold.all() > 0) untold.emplace_back(name, &client.untold);
  if (untold.empty() && forgotten_clients_ == 0) return {};
  told_ = now;
  std::ranges::sort(untold, std::ranges::greater(), [](const auto& entry) { return entry.second->all(); });
  std::vector<std::string> lines;
  auto rest = std::exchange(forgotten_, {});
  auto others = std::exchange(forgotten_clients_, 0);
  for (const auto& [name, counts] : untold) {
    if (lines.size() < kMostLines) {
      lines.push_back(line(name, *counts));
    } else {
      rest.add(*counts);
      ++others;
    }
    *counts = {};
  }
  if (others > 0) lines.push_back(line(fmt::format("{} further addresses", others), rest));
  return lines;
}

void WrongTokens::forget_old(Time now) {
  const auto forget = [&](const Client& client) FLODATA_REQUIRES(mutex_) {
    if (client.untold.all() == 0) return;
    forgotten_.add(client.untold);
    ++forgotten_clients_;
  };
  std::erase_if(clients_, [&](const auto& entry) FLODATA_REQUIRES(mutex_) {
    const bool old = entry.second.held == 0 && now - entry.second.last > kMemory;
    if (old) forget(entry.second);
    return old;
  });
  // So many clients at once belong to one attacker: any of them may be forgotten.
  if (clients_.size() < kMostClients) return;
  forget(clients_.begin()->second);
  clients_.erase(clients_.begin());
}

}  // namespace flodata::http
