#include "base/wakeup.h"

#include <thread>

#include <gtest/gtest.h>

namespace flodata {
namespace {

using namespace std::chrono_literals;

TEST(Wakeup, NoticeBeforeTheWaitEndsItAtOnce) {
  const ManualClock clock{Instant{}};
  Wakeup wakeup;
  wakeup.notify();
  EXPECT_TRUE(wakeup.wait(clock, 1h, {}));
  EXPECT_EQ(clock.uptime(), 0s);
  EXPECT_TRUE(wakeup.wait(clock, 1h, {}));
  EXPECT_EQ(clock.uptime(), 1h) << "one notice ends one wait";
}

TEST(Wakeup, NoticeFromAnotherThreadEndsALongWait) {
  const SystemClock clock;
  Wakeup wakeup;
  const std::jthread other([&] { wakeup.notify(); });
  EXPECT_TRUE(wakeup.wait(clock, 24h, {}));
}

TEST(Wakeup, StopEndsTheWaitAndSaysSo) {
  const SystemClock clock;
  Wakeup wakeup;
  std::stop_source stop;
  const std::jthread other([&] { stop.request_stop(); });
  EXPECT_FALSE(wakeup.wait(clock, 24h, stop.get_token()));
}

}  // namespace
}  // namespace flodata
