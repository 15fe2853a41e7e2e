#include "replay/command.h"

#include <random>

#include <gtest/gtest.h>

#include "replay/names.h"
#include "streamer/batch_planner.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const TimeZone kUtc = TimeZone::find("UTC").value();
const replay::SourceTimeline kTimeline{sys_days(2008y / 1 / 1), sys_days(2010y / 12 / 31) + 23h, kUtc};
const Instant kLive = sys_days(2026y / 11 / 23);
constexpr BatchLimits kLimits{168, 2, 24};

/// Returns a stream at speed `speed` whose day 100 is today, caught up at `now`.
replay::StreamState running(double speed, Instant now) {
  replay::StreamState state;
  state.stream_id = replay::kStreamId;
  state.mapping = replay::first_anchors(kTimeline, 100, now, kUtc, speed);
  state.loops = kTimeline.loops();
  state.position = due_end(state.mapping, now);
  state.newest_label = state.mapping.label_of(state.position - 1h);
  state.segment_start = kTimeline.first();
  state.history_complete = true;
  return state;
}

replay::StreamState applied(const replay::Command& command, const replay::StreamState& state, Instant now) {
  return apply(command, state, kTimeline, now, kUtc).value();
}

/// Writes everything due at `now` and not held, and checks that labels grow and none is in the future.
void stream(replay::StreamState& state, Instant now) {
  for (;;) {
    const auto plan = plan_next(state, kLimits, now, kTimeline.step());
    const auto* batch = std::get_if<Batch>(&plan);
    if (batch == nullptr) return;
    for (Instant at = batch->from; at < batch->to; at += 1h) {
      const auto label = state.mapping.label_of(at);
      if (state.newest_label) ASSERT_GT(label, *state.newest_label);
      ASSERT_LE(label, now);
      state.newest_label = label;
    }
    state.position = batch->to;
  }
}

TEST(Command, PauseHoldsThePositionAndResumeMovesTheAnchorByThePause) {
  const Instant now = kLive + 10h + 5min;
  auto state = applied(replay::Pause{}, running(1, now), now);
  const auto position = state.position;
  stream(state, now + 7h);
  EXPECT_EQ(state.position, position);
  EXPECT_TRUE(state.is_held());
  const auto resumed = applied(replay::Resume{}, state, now + 7h);
  EXPECT_EQ(resumed.mapping.anchor_live, state.mapping.anchor_live + 7h);
  EXPECT_EQ(resumed.position, position);
  EXPECT_EQ(resumed.mapping.label_of(position), kLive + 18h) << "11:00 without the pause of 7 h";
  EXPECT_FALSE(resumed.hold_position);
}

TEST(Command, PauseWhileBehindLetsInWhatIsDueAndNothingLabelledInThePause) {
  const Instant now = kLive + 10h;
  auto state = running(1, now);
  const Instant late = now + 5h + 30min;  // five hours behind
  state = applied(replay::Pause{}, state, late);
  stream(state, late + 24h);
  EXPECT_EQ(*state.newest_label, now + 5h);
  state = applied(replay::Resume{}, state, late + 24h);
  EXPECT_EQ(state.mapping.label_of(state.position), now + 6h + 24h);
}

TEST(Command, PauseTwiceAndResumeTwiceChangeNothingMore) {
  const Instant now = kLive + 1h;
  const auto paused = applied(replay::Pause{}, running(1, now), now);
  EXPECT_EQ(applied(replay::Pause{}, paused, now + 1h), paused);
  const auto resumed = applied(replay::Resume{}, paused, now + 1h);
  EXPECT_EQ(applied(replay::Resume{}, resumed, now + 2h), resumed);
}

TEST(Command, SpeedKeepsThePositionAtThisMoment) {
  const Instant now = kLive + 10h + 30min;
  const auto before = running(1, now);
  const auto after = applied(replay::SetSpeed{3600}, before, now);
  EXPECT_EQ(after.mapping.position_at(now), before.mapping.position_at(now));
  EXPECT_EQ(after.mapping.label_of(after.position), now + 500ms);
  EXPECT_EQ(applied(replay::SetSpeed{3600}, after, now + 1s), after);
}

TEST(Command, SpeedAfterTheClockWasSetBackKeepsLabelsGrowing) {
  const Instant now = kLive + 10h;
  const auto before = running(3600, now);
  const auto after = applied(replay::SetSpeed{100000}, before, now - 2h);
  EXPECT_GT(after.mapping.label_of(after.position), *before.newest_label);
}

TEST(Command, SeekGivesTheHourTheNextLabelOfTheLiveGrid) {
  const Instant now = kLive + 10h + 5min;
  const Instant target = sys_days(2009y / 7 / 4) + 13h;
  const auto after = applied(replay::Seek{target + 59min}, running(1, now), now);
  EXPECT_EQ(after.position, target);
  EXPECT_EQ(after.mapping.label_of(target), kLive + 11h);
  const auto fast = applied(replay::Seek{target}, running(3600, now), now + 300ms);
  EXPECT_EQ(fast.mapping.label_of(fast.position), now + 1s);
  EXPECT_EQ(kTimeline.locate(fast.position).source, target);
  const auto back = applied(replay::Seek{kTimeline.first()}, running(7, now), now);
  EXPECT_EQ(back.position, kTimeline.first());
  const auto grid = 3600e6L / 7;
  const auto label = static_cast<long double>(back.mapping.anchor_live.time_since_epoch().count());
  EXPECT_NEAR(static_cast<double>(label / grid), std::round(static_cast<double>(label / grid)), 1e-6);
}

TEST(Command, SeekStaysInTheLoopAndIsRefusedBeyondTheData) {
  const Instant now = kLive + 10h;
  auto state = running(1, now);
  state.position += 2 * kTimeline.period();
  const auto after = applied(replay::Seek{sys_days(2009y / 1 / 1)}, state, now);
  EXPECT_EQ(after.position, Instant(sys_days(2009y / 1 / 1)) + 2 * kTimeline.period());
  const auto refused = apply(replay::Seek{sys_days(2011y / 1 / 1)}, state, kTimeline, now, kUtc);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  EXPECT_NE(refused.error().message.find("from 2008-01-01T00:00:00+00:00 to 2011-01-01"), std::string::npos)
      << refused.error().message;
}

TEST(Command, StepWritesSoManyHoursAtOnceAndHoldsAgain) {
  const Instant now = kLive + 10h + 5min;
  auto state = applied(replay::Pause{}, running(1, now), now);
  const auto position = state.position;
  const Instant later = now + 3h;
  state = applied(replay::Step{2}, state, later);
  EXPECT_EQ(state.mapping.label_of(position), later - 1h);
  EXPECT_EQ(state.mapping.label_of(position + 1h), later);
  stream(state, later);
  EXPECT_EQ(state.position, position + 2h);
  EXPECT_TRUE(state.is_held());
  state = applied(replay::Resume{}, state, later + 4h);
  EXPECT_EQ(state.mapping.label_of(state.position), later + 5h)
      << "an hour after the last one, and the pause";
}

TEST(Command, StepTooSoonAfterThePauseWaitsForItsLabels) {
  const Instant now = kLive + 10h + 5min;
  auto state = applied(replay::Pause{}, running(1, now), now);
  state = applied(replay::Step{1}, state, now + 1min);
  EXPECT_EQ(state.mapping.label_of(state.position), kLive + 11h);
  stream(state, now + 1min);
  EXPECT_FALSE(state.is_held());
  stream(state, kLive + 11h);
  EXPECT_TRUE(state.is_held());
}

TEST(Command, ReAnchorMakesTheDayTodayAsAFirstStartWould) {
  const Instant now = kLive + 10h + 5min;
  const auto after = applied(replay::ReAnchor{500}, running(1, now), now);
  EXPECT_EQ(after.mapping, replay::first_anchors(kTimeline, 500, now, kUtc, 1));
  EXPECT_EQ(after.position, kTimeline.start_of_day(500) + 11h);
  EXPECT_EQ(applied(replay::ReAnchor{500}, after, now + 1h), after);
}

TEST(Command, TextsRoundTripAndBadOnesNameValueAndRange) {
  for (const auto& [name, argument] : {std::pair{"pause", ""},
                                       {"resume", ""},
                                       {"speed", "0.1"},
                                       {"step", "8760"},
                                       {"seek", "2009-07-04T13:00:00Z"},
                                       {"re-anchor", "0"}}) {
    const auto command = replay::parse_command(name, argument, kUtc);
    ASSERT_TRUE(command) << name << ": " << command.error().message;
    EXPECT_EQ(name_of(*command), name);
    EXPECT_EQ(replay::parse_command(name, argument_of(*command), kUtc).value(), *command);
  }
  for (const auto& [name, argument] : {std::pair{"pause", "1"},
                                       {"speed", "0.09"},
                                       {"speed", "100001"},
                                       {"speed", "nan"},
                                       {"speed", ""},
                                       {"step", "0"},
                                       {"step", "1.5"},
                                       {"seek", "yesterday"},
                                       {"re-anchor", "-1"},
                                       {"stop", ""}}) {
    const auto command = replay::parse_command(name, argument, kUtc);
    ASSERT_FALSE(command) << name << " " << argument;
    EXPECT_NE(command.error().message.find(name), std::string::npos) << command.error().message;
  }
}

/// Any order of commands, outages and clock steps: labels only grow, and none is in the future.
TEST(Command, LabelsOnlyGrowWhateverTheOrderOfCommands) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  const auto below = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
  };
  for (int run = 0; run < 40; ++run) {
    Instant now = kLive + 1s * below(86400);
    auto state = running(std::pow(10.0, static_cast<double>(below(6)) - 1), now);
    for (int i = 0; i < 100; ++i) {
      now += below(10) == 0 ? -1s * below(7200) : 1ms * below(200000);
      const replay::Command commands[] = {replay::Pause{},
                                          replay::Resume{},
                                          replay::SetSpeed{std::pow(10.0, static_cast<double>(below(5)) - 1)},
                                          replay::Seek{kTimeline.first() + 1h * below(1000 * 24)},
                                          replay::Step{below(30) + 1},
                                          replay::ReAnchor{below(2000)}};
      const auto& command = commands[below(6)];
      if (waits_for_due_hours(command)) stream(state, now);
      state = applied(command, state, now);
      stream(state, now);
      ASSERT_GT(state.mapping.label_of(state.position), *state.newest_label) << name_of(command);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace flodata::streamer
