// Bearer tokens of clients that have sent wrong ones: they are looked at late, and the log hears of them.
//
// A client that is slowed waits with every token, the right one as well: were that one answered at once, or
// told apart from those that are turned away, a guesser would know it at full speed. Another address is never
// slowed.
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

  /// Takes a token of `client` in. Returns how long its answer waits, which does not depend on the token;
  /// after a wait release() must be called. Returns nothing when as many of this client's wait as may: the
  /// token is turned away, whichever it is.
  std::optional<std::chrono::milliseconds> admit(const std::string& client, Token token, Time now);
  void release(const std::string& client);

  /// Returns lines for the log, once a minute at the most: whose tokens were wrong or turned away since the
  /// last lines. The first one after a quiet minute is told at once.
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
    int wrong = 0;  // within the last minute
    int held = 0;
    Time last;
    Counts untold;
  };
  using Clients = std::map<std::string, Client, std::less<>>;
  void forget_old(Time now) FLODATA_REQUIRES(mutex_);
  static std::string line(std::string_view client, const Counts& counts);

  Mutex mutex_;
  Clients clients_ FLODATA_GUARDED_BY(mutex_);   // of the last minute, kMostClients at the most
  Counts forgotten_ FLODATA_GUARDED_BY(mutex_);  // untold, of clients that are not known any more
  std::int64_t forgotten_clients_ FLODATA_GUARDED_BY(mutex_) = 0;
  std::optional<Time> told_ FLODATA_GUARDED_BY(mutex_);
};

}  // namespace flodata::http
