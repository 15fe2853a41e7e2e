#include "streamer/batch_planner.h"

#include <gtest/gtest.h>

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr BatchLimits kLimits{168, 2, 24};
const Instant kSource = sys_days(2008y / 1 / 29);
const Instant kLive = sys_days(2026y / 11 / 23);
const replay::TimeMapping kMapping{kSource, kLive, 1};

Batch batch_of(const Plan& plan) { return std::get<Batch>(plan); }

Plan plan(Instant position, bool history_complete, Instant now, Microseconds step = kHour) {
  replay::StreamState state;
  state.position = position;
  state.history_complete = history_complete;
  state.mapping = kMapping;
  return plan_next(state, kLimits, now, step);
}

TEST(BatchPlanner, HourIsDueExactlyAtItsLabelAndNotBefore) {
  EXPECT_EQ(due_end(kMapping, kLive + 5h), kSource + 6h);
  EXPECT_EQ(due_end(kMapping, kLive + 5h - 1us), kSource + 5h);
  EXPECT_EQ(plan(kSource + 5h, true, kLive + 5h - 1us), Plan(Wait{kLive + 5h}));
  EXPECT_EQ(batch_of(plan(kSource + 5h, true, kLive + 5h)),
            (Batch{BatchKind::live, kSource + 5h, kSource + 6h, true}));
}

TEST(BatchPlanner, StepsOfAQuarterOfAnHourAreDueAtTheirLabels) {
  EXPECT_EQ(due_end(kMapping, kLive + 5h + 29min, 15min), kSource + 5h + 30min);
  EXPECT_EQ(plan(kSource + 5h + 30min, true, kLive + 5h + 29min, 15min), Plan(Wait{kLive + 5h + 30min}));
  EXPECT_EQ(batch_of(plan(kSource + 5h + 30min, true, kLive + 5h + 30min, 15min)),
            (Batch{BatchKind::live, kSource + 5h + 30min, kSource + 5h + 45min, true}));
}

TEST(BatchPlanner, HoursThatBeginAtAnotherMinuteAreDueAtTheirLabels) {
  const replay::TimeMapping kolkata{kSource + 30min, kLive, 1};
  const Instant grid = kSource - 100 * 24h - 30min;
  EXPECT_EQ(due_end(kolkata, kLive, kHour, grid), kSource + 1h + 30min);
  EXPECT_EQ(due_end(kolkata, kLive - 1us, kHour, grid), kSource + 30min);
  EXPECT_EQ(due_end(kolkata, kLive - 200 * 24h, kHour, grid), kSource + 1h + 30min - 200 * 24h)
      << "before the grid's origin too";
  replay::StreamState state;
  state.position = kSource + 5h + 30min;
  state.loops = {grid, 500 * 24h};
  state.history_complete = true;
  state.mapping = kolkata;
  EXPECT_EQ(batch_of(plan_next(state, kLimits, kLive + 5h, kHour)),
            (Batch{BatchKind::live, kSource + 5h + 30min, kSource + 6h + 30min, true}));
}

TEST(BatchPlanner, OddSpeedsNeverReleaseAnHourEarly) {
  for (const double speed : {0.1, 0.7, 3.0, 7.3, 3600.0, 99999.9, 100000.0}) {
    const replay::TimeMapping mapping{kSource + 17min, kLive + 123us, speed};
    for (int step = 0; step < 200; ++step) {
      const Instant now = kLive + step * 377ms;
      const Instant end = due_end(mapping, now);
      EXPECT_LE(mapping.label_of(end - 1h), now) << speed;
      EXPECT_GT(mapping.label_of(end), now) << speed;
    }
  }
}

TEST(BatchPlanner, ThePastIsLoadedInBatchesUpToThePresent) {
  const Instant first = kSource - 150 * 24h;
  EXPECT_EQ(batch_of(plan(first, false, kLive + 30min)),
            (Batch{BatchKind::history, first, first + 168h, false}));
  EXPECT_EQ(batch_of(plan(kSource - 24h, false, kLive + 30min)),
            (Batch{BatchKind::history, kSource - 24h, kSource + 1h, true}));
}

TEST(BatchPlanner, CatchesUpOnlyWhenMoreThanTheThresholdBehind) {
  const auto two_behind = batch_of(plan(kSource, true, kLive + 1h));
  EXPECT_EQ(two_behind.kind, BatchKind::live);
  const auto three_behind = batch_of(plan(kSource, true, kLive + 2h));
  EXPECT_EQ(three_behind, (Batch{BatchKind::catch_up, kSource, kSource + 3h, true}));
  // The earlier system measured an outage of 72 hours as 0.
  const auto long_outage = batch_of(plan(kSource, true, kLive + 72h));
  EXPECT_EQ(long_outage, (Batch{BatchKind::catch_up, kSource, kSource + 24h, false}));
}

TEST(BatchPlanner, NothingFromTheHoldOnIsPlanned) {
  replay::StreamState state;
  state.position = kSource;
  state.history_complete = true;
  state.mapping = kMapping;
  state.hold_position = kSource + 4h;
  EXPECT_EQ(batch_of(plan_next(state, kLimits, kLive + 20h)),
            (Batch{BatchKind::catch_up, kSource, kSource + 4h, true}));
  state.position = kSource + 4h;
  EXPECT_EQ(plan_next(state, kLimits, kLive + 20h), Plan(Wait{Instant::max()}));
}

TEST(BatchPlanner, TransactionCarriesWholeBatches) {
  const auto limits = kLimits.with_transactions_of(50000, 10000, 7);
  EXPECT_EQ(limits.history_hours, 43 * 168);  // 50,568 rows
  EXPECT_EQ(limits.catch_up_hours, 60 * 24);
  EXPECT_EQ(limits.catch_up_threshold_hours, 2);
  EXPECT_EQ(kLimits.with_transactions_of(50000, 10000, 1000).history_hours, 168)
      << "more rows than wanted anyway";
  EXPECT_EQ(kLimits.with_transactions_of(0, 0, 7).history_hours, 168) << "somebody chose the batch";
  EXPECT_EQ(kLimits.with_transactions_of(0, 0, 7).catch_up_hours, 24);
}

TEST(BatchPlanner, ClockSetBackHoldsTheStream) {
  EXPECT_EQ(plan(kSource + 6h, true, kLive + 2h), Plan(Wait{kLive + 6h}));
}

TEST(BatchPlanner, EveryHourIsPlannedOnceOverAYearOfRestarts) {
  Instant position = kSource - 1000h;
  Instant now = kLive;
  bool complete = false;
  for (int step = 0; position < kSource + 24 * 365h; ++step) {
    const auto next = plan(position, complete, now);
    if (const auto* wait = std::get_if<Wait>(&next)) {
      ASSERT_GT(wait->until, now);
      now = wait->until + (step % 50 == 0 ? 31h : 0h);  // an occasional outage
      continue;
    }
    const auto batch = batch_of(next);
    ASSERT_EQ(batch.from, position);
    ASSERT_GT(batch.to, batch.from);
    ASSERT_LE(kMapping.label_of(batch.to - 1h), now);
    position = batch.to;
    complete = complete || batch.reaches_present;
  }
}

}  // namespace
}  // namespace flodata::streamer
