// Delays and logs bearer tokens of clients that have sent wrong ones.
//
// A delayed client waits with every token, the right one too: an immediate response to the right token, or a
// different one from those that are turned away, would tell a guesser at full speed. Other addresses are
// never delayed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"

namespace flodata::http {

/// Thread-safe.
class WrongTokens {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Token : std::uint8_t { right, wrong };

  /// Admits a token of `client`. Returns its delay, which does not depend on the token; after a delay call
  /// release(). Returns nothing when this client has too many waiting tokens: this one is rejected, right or
  /// wrong.
  std::optional<std::chrono::milliseconds> admit(const std::string& client, Token token, Time now);
  void release(const std::string& client);

  /// Returns lines for the log, at most once a minute: the clients with wrong or rejected tokens since the
  /// last report. After a quiet minute the first one is reported at once.
  std::vector<std::string> report(Time now);

 private:
  struct Counts {
    std::int64_t wrong = 0;
    std::int64_t turned_away = 0;
    [[nodiscard]] std::int64_t all() const { return wrong + turned_away; }
    void add(const Counts& other) {
      wrong += other.wrong;
      turned_away += other.turned_away;
    }
  };
  struct Client {
    int wrong = 0;  // in the last minute
    int held = 0;
    Time last;
    Counts untold;
  };
  using Clients = std::map<std::string, Client, std::less<>>;
  void forget_old(Time now) FLODATA_REQUIRES(mutex_);
  static std::string line(std::string_view client, const Counts& counts);

  Mutex mutex_;
  Clients clients_ FLODATA_GUARDED_BY(mutex_);   // of the last minute, at most kMostClients
  Counts forgotten_ FLODATA_GUARDED_BY(mutex_);  // unreported, of clients no longer known
  std::int64_t forgotten_clients_ FLODATA_GUARDED_BY(mutex_) = 0;
  std::optional<Time> told_ FLODATA_GUARDED_BY(mutex_);
};

}  // namespace flodata::http
