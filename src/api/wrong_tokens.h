// Wrong bearer tokens per client: their answers are held back, and the log hears of them.
//
// The right token is accepted at once whatever was sent before it, so nobody can lock the owner out, also not
// from the owner's own address. What keeps a token from being guessed is its length; the delay keeps guessing
// from being cheap for the guesser and dear for the service.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/mutex.h"

namespace flodata::api {

/// Thread-safe.
class WrongTokens {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Attempt {
    int count;                        // of this client's within the last minute
    std::chrono::milliseconds delay;  // until it may be answered
  };

  /// Notes an attempt of `client`, whose answer is then held back until release(). Returns nothing when as
  /// many of this client's are held back as may be: that one is answered as one too many.
  std::optional<Attempt> note(const std::string& client, Time now);
  void release(const std::string& client);

  /// Whether the log is told of an attempt: the 1st, 2nd, 4th, 8th … within a minute.
  static bool is_told(int count);

 private:
  struct Client {
    int count = 0;
    int held = 0;
    Time last;
  };
  void forget_old(Time now) FLODATA_REQUIRES(mutex_);

  Mutex mutex_;
  std::map<std::string, Client, std::less<>> clients_
      FLODATA_GUARDED_BY(mutex_);  // of the last minute, kMostClients at the most
};

}  // namespace flodata::api
