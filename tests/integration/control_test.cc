// Commands to a running streamer, by way of the database.

#include <random>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/iso8601.h"
#include "replay/names.h"
#include "streamer/leader_session.h"
#include "support/stream_test.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using test::HandClock;
using test::kToday;
using test::RunningStreamer;

const Instant kFirst = sys_days(2007y / 8 / 31) + 22h;
constexpr const char* kNewest = "SELECT max(time) AT TIME ZONE 'UTC' FROM production_data";

class ControlTest : public test::StreamTest {
 protected:
  void begin(Instant now) {
    clock_.emplace(now);
    streamer_.emplace(path_, options(), *clock_, log_);
    wait_for("SELECT history_complete FROM replay_status UNION ALL SELECT false LIMIT 1", "t");
  }
  /// A command that changes nothing; when it is answered, all that is due has been written.
  void settle() const { EXPECT_EQ(ask(replay::SetSpeed{value_of_speed()}).status, "unchanged"); }
  [[nodiscard]] double value_of_speed() const { return std::stod(value("SELECT speed FROM stream_state")); }
  void TearDown() override {
    streamer_.reset();
    StreamTest::TearDown();
  }

  std::optional<HandClock> clock_;
  std::optional<RunningStreamer> streamer_;
};

TEST_F(ControlTest, WhoListensForCommitsIsToldOfBatchesAndOfCommands) {
  begin(kToday + 5h);
  pg::Connection listener(database());
  listener.execute("LISTEN flodata_commit");
  const auto sequence = std::stoi(value("SELECT sequence FROM stream_state"));
  const auto told = [&] {
    const auto notices = listener.wait_for_notices(10s, -1);
    return notices.empty() ? std::string("nothing") : notices.back().payload;
  };
  ask(replay::SetSpeed{2});
  EXPECT_EQ(told(), std::to_string(sequence)) << "the same rows, but another speed";
  clock_->pass(30min);
  EXPECT_EQ(told(), std::to_string(sequence + 1));
}

TEST_F(ControlTest, StreamerCountsAsAtWorkForTheLivenessLimit) {
  begin(kToday + 5h);
  streamer_.reset();
  const auto is_alive_after = [&](std::chrono::seconds silence) {
    test::execute_sql(database(), fmt::format("UPDATE streamer_heartbeat SET at_work = true, "
                                              "seen_at = clock_timestamp() - make_interval(secs => {})",
                                              silence.count()));
    return value("SELECT streamer_alive FROM replay_status");
  };
  EXPECT_EQ(is_alive_after(replay::kLivenessLimit - 2s), "t");
  EXPECT_EQ(is_alive_after(replay::kLivenessLimit + 1s), "f");
}

TEST_F(ControlTest, NoHourIsWrittenInAPauseAndNoneIsLostByIt) {
  begin(kToday + 5h + 10min);
  EXPECT_EQ(ask(replay::Pause{}).status, "applied");
  EXPECT_EQ(value("SELECT state || ' ' || paused FROM replay_status"), "paused true");
  clock_->pass(10h);
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-23 05:00:00");
  EXPECT_EQ(ask(replay::Resume{}).status, "applied");
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-23 05:00:00") << "no burst";
  clock_->pass(50min);
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-23 16:00:00") << "the hour after the last one, ten hours later";
  EXPECT_EQ(value("SELECT original_time AT TIME ZONE 'UTC' FROM production_data ORDER BY time DESC LIMIT 1"),
            "2007-09-03 04:00:00");
}

TEST_F(ControlTest, PauseSurvivesARestartAndTheStreamGoesOnByCommandOnly) {
  begin(kToday + 5h);
  ask(replay::Pause{});
  streamer_.reset();
  streamer_.emplace(path_, options(), *clock_, log_);
  clock_->pass(24h);
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-23 05:00:00");
  ask(replay::Resume{});
  clock_->pass(1h);
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-24 06:00:00");
}

TEST_F(ControlTest, SpeedChangesWhileRunningAndLabelsStayContinuous) {
  begin(kToday + 5h + 30min);
  EXPECT_EQ(ask(replay::SetSpeed{3600}).status, "applied");
  clock_->pass(10s);
  settle();
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE time > '2026-11-23 05:00+00'"), "10");
  EXPECT_EQ(
      value("SELECT min(time) AT TIME ZONE 'UTC' FROM production_data WHERE time > '2026-11-23 05:00+00'"),
      "2026-11-23 05:30:00.5");
  ask(replay::SetSpeed{0.1});
  clock_->pass(10h);
  settle();
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE time > '2026-11-23 05:31+00'"), "1");
}

TEST_F(ControlTest, HundredSeeksLandOnTheExactHourAtTheNextLabelOfTheGrid) {
  begin(kToday + 5h + 10min);
  ask(replay::SetSpeed{3600});
  std::mt19937 random(20071);  // the same hours in every run
  for (int i = 0; i < 100; ++i) {
    const auto target = kFirst + 1h * (random() % 144);
    const auto asked_at = clock_->now();
    ask(replay::Seek{target});
    clock_->pass(1s);
    settle();
    const auto label = std::chrono::floor<std::chrono::seconds>(asked_at) + 1s;
    ASSERT_EQ(value("SELECT original_time = '" + format_iso8601(target, TimeZone::find("UTC").value()) +
                    "' FROM production_data WHERE well_name = 'NO-99/1-A-1' AND time = '" +
                    format_iso8601(label, TimeZone::find("UTC").value()) + "'"),
              "t")
        << "seek " << i;
    clock_->pass(1ms * (random() % 3000));
  }
  EXPECT_EQ(value("SELECT count(*) - count(DISTINCT (well_name, time)) FROM production_data"), "0");
}

TEST_F(ControlTest, StepWritesItsHoursAndPauses) {
  begin(kToday + 5h);
  ask(replay::Pause{});
  clock_->pass(6h);
  EXPECT_EQ(ask(replay::Step{3}).status, "applied");
  settle();
  EXPECT_EQ(value("SELECT count(DISTINCT time) FROM production_data WHERE time > '2026-11-23 05:00+00'"),
            "3");
  EXPECT_EQ(value("SELECT paused FROM replay_status"), "t");
}

TEST_F(ControlTest, RequestSentTwiceIsCarriedOutOnce) {
  begin(kToday + 5h);
  ask(replay::Pause{});
  clock_->pass(48h);
  const auto first = ask(replay::Step{2}, "two steps");
  const auto again = ask(replay::Step{2}, "two steps");
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(again.status, "applied");
  settle();
  EXPECT_EQ(value("SELECT count(DISTINCT time) FROM production_data WHERE time > '2026-11-23 05:00+00'"),
            "2");
  const auto other = request({replay::Step{3}, "two steps", "test"}, 1min);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::conflict);
}

TEST_F(ControlTest, EveryCommandIsRecordedWithWhatBecameOfIt) {
  begin(kToday + 5h);
  ask(replay::Pause{});
  ask(replay::Pause{});
  EXPECT_EQ(ask(replay::Seek{sys_days(1999y / 1 / 1)}).status, "refused");
  ask(replay::ReAnchor{3});
  EXPECT_EQ(value("SELECT string_agg(command || ' ' || argument || ' ' || status, ', ' ORDER BY id) FROM "
                  "replay_command"),
            "pause  applied, pause  unchanged, seek 1999-01-01T00:00:00+00:00 refused, re-anchor 3 applied");
  EXPECT_EQ(value("SELECT count(*) FROM replay_command WHERE answered_at IS NULL OR state_before IS NULL OR "
                  "detail IS "
                  "NULL OR requested_by <> 'test'"),
            "0");
  EXPECT_EQ(
      value(
          "SELECT state_before->>'anchor_source' <> state_after->>'anchor_source' FROM replay_command WHERE "
          "command = 're-anchor'"),
      "t");
}

TEST_F(ControlTest, CommandThatNobodyTakesIsWithdrawnAndNotCarriedOutLater) {
  stream_until_idle(kToday + 5h);
  const auto answer = request({replay::Pause{}, "", "test"}, 100ms);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable);
  stream_until_idle(kToday + 6h);
  EXPECT_EQ(value(kNewest), "2026-11-23 06:00:00");
  EXPECT_EQ(value("SELECT status FROM replay_command"), "withdrawn");
}

TEST_F(ControlTest, WithdrawnRequestIsCarriedOutWhenItIsSentAgain) {
  stream_until_idle(kToday + 5h);
  ASSERT_FALSE(request({replay::Pause{}, "again", "test"}, 100ms));
  begin(kToday + 5h);
  EXPECT_EQ(ask(replay::Pause{}, "again").status, "applied");
  EXPECT_EQ(value("SELECT count(*) FROM replay_command"), "1");
}

TEST_F(ControlTest, SpeedAskedForAtTheStartCountsEvenIfItIsTheOldSetting) {
  auto chosen = options();
  chosen.speed = 2;
  stream_until_idle(kToday + 1h, chosen);
  clock_.emplace(kToday + 1h);
  streamer_.emplace(path_, chosen, *clock_, log_);
  ask(replay::SetSpeed{5});
  streamer_.reset();
  chosen.speed_was_asked_for = true;
  stream_until_idle(kToday + 1h + 1s, chosen);
  EXPECT_EQ(value("SELECT speed FROM stream_state"), "2");
}

TEST_F(ControlTest, ReaderOfTheTableDoesNotHoldUpTheFirstLoad) {
  pg::Connection reader(database());
  reader.execute("BEGIN; SELECT count(*) FROM production_data");
  begin(kToday + 5h);
  EXPECT_EQ(value(kNewest), "2026-11-23 05:00:00");
}

TEST_F(ControlTest, CommandGivenWhileNoStreamerWasThereIsCarriedOutByTheNext) {
  stream_until_idle(kToday + 5h);
  std::jthread asking([&] { EXPECT_EQ(ask(replay::Pause{}).status, "applied"); });
  wait_for("SELECT count(*) FROM replay_command WHERE status = 'pending'", "1");
  stream_until_idle(kToday + 7h);
  EXPECT_EQ(value(kNewest), "2026-11-23 07:00:00") << "what was due before the pause keeps its labels";
  stream_until_idle(kToday + 20h);
  EXPECT_EQ(value(kNewest), "2026-11-23 07:00:00");
}

TEST_F(ControlTest, SpeedSetByCommandSurvivesARestartWithTheSameSetting) {
  auto chosen = options();
  chosen.speed = 2;
  stream_until_idle(kToday + 1h, chosen);
  clock_.emplace(kToday + 1h);
  streamer_.emplace(path_, chosen, *clock_, log_);
  ask(replay::SetSpeed{5});
  streamer_.reset();
  stream_until_idle(kToday + 1h + 1s, chosen);
  EXPECT_EQ(value("SELECT speed FROM stream_state"), "5");
  chosen.speed = 3;
  stream_until_idle(kToday + 1h + 2s, chosen);
  EXPECT_EQ(value("SELECT speed FROM stream_state"), "3");
  EXPECT_EQ(value("SELECT requested_by FROM replay_command ORDER BY id DESC LIMIT 1"), "REPLAY_SPEED");
}

TEST_F(ControlTest, ClockSetBackIsWaitedForAndCounted) {
  begin(kToday + 5h);
  clock_->step(-3h);
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-23 05:00:00");
  wait_for(
      "SELECT metrics ~ 'clock_holds_total 1' AND metrics ~ 'direction=\"backward\"} 1' FROM replay_status",
      "t");
  clock_->pass(4h);
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-23 06:00:00");
  clock_->step(72h);
  settle();
  EXPECT_EQ(value(kNewest), "2026-11-26 06:00:00");
  EXPECT_EQ(value("SELECT count(DISTINCT time - original_time) FROM production_data"), "1");
}

TEST_F(ControlTest, FrozenLeaderLosesTheLeadByItsSilence) {
  Wakeup wakeup;
  const StreamMetrics metrics;
  LeaderSession frozen(database(), replay::kStreamId, wakeup, metrics);
  ASSERT_TRUE(frozen.try_acquire());
  LeaderSession standby(database(), replay::kStreamId, wakeup, metrics);
  ASSERT_FALSE(standby.try_acquire());
  const auto began = std::chrono::steady_clock::now();
  while (!standby.try_acquire()) ASSERT_LT(std::chrono::steady_clock::now() - began, 60s);
  EXPECT_GT(std::chrono::steady_clock::now() - began, 3s) << "the lock was not held at all";
  try {
    frozen.try_acquire();
    FAIL() << "its session goes on";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::unavailable);
    EXPECT_NE(std::string(failure.what()).find("look for what froze this program"), std::string::npos)
        << failure.what();
  }
}

TEST_F(ControlTest, LeaderWhoseSessionIsEndedBySomebodySaysWhatTheServerSaid) {
  Wakeup wakeup;
  const StreamMetrics metrics;
  LeaderSession leader(database(), replay::kStreamId, wakeup, metrics);
  ASSERT_TRUE(leader.try_acquire());
  leader.start();
  test::execute_sql(database(),
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE "
                    "'flodata-streamer-leader%'");
  std::string said;
  const auto began = std::chrono::steady_clock::now();
  while (said.empty()) {
    ASSERT_LT(std::chrono::steady_clock::now() - began, 60s);
    try {
      leader.check();
    } catch (const Failure& failure) {
      said = failure.what();
    }
  }
  EXPECT_NE(said.find("terminating connection due to administrator command"), std::string::npos) << said;
  EXPECT_NE(said.find("ask who ended the session or the server"), std::string::npos) << said;
}

TEST_F(ControlTest, BatchThatAFrozenLeaderHasBegunDoesNotBlockTheNextOne) {
  stream_until_idle(kToday + 5h);
  auto as_frozen = database();
  as_frozen.application_name = writer_name(replay::kStreamId);
  pg::Connection frozen(as_frozen);
  frozen.execute("BEGIN; UPDATE stream_state SET position = position + interval '1 hour'");
  stream_until_idle(kToday + 7h);
  EXPECT_EQ(value(kNewest), "2026-11-23 07:00:00");
  EXPECT_THROW(frozen.execute("COMMIT"), Failure);
}

}  // namespace
}  // namespace flodata::streamer
