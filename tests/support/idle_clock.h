// A clock that stands still and takes a wait for "nothing left to do": it then stops the waiting streamer.
// With it a streamer writes all that is due at one moment and ends.
#pragma once

#include <utility>

#include "base/clock.h"

namespace flodata::test {

class IdleClock final : public Clock {
 public:
  IdleClock(Instant now, std::stop_source stop) : now_(now), stop_(std::move(stop)) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] Microseconds uptime() const override { return Microseconds(0); }
  bool wait_for(Microseconds, std::stop_token) const override {
    stop_.request_stop();
    return false;
  }

 private:
  Instant now_;
  mutable std::stop_source stop_;
};

}  // namespace flodata::test
