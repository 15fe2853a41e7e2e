#include "streamer/batch_planner.h"

#include <algorithm>
#include <cmath>

#include "model/production_day.h"

namespace flodata::streamer {
namespace {

Batch make_batch(BatchKind kind, Instant position, Microseconds length, Instant due) {
  const Instant to = std::min<Instant>(position + length, due);
  return {kind, position, to, to == due};
}

}  // namespace

BatchLimits BatchLimits::with_transactions_of(std::int64_t history_rows, std::int64_t catch_up_rows,
                                              double rows_per_hour) const {
  const auto whole_batches = [&](std::int64_t hours, std::int64_t rows) {
    const auto wanted = std::ceil(static_cast<double>(rows) / std::max(rows_per_hour, 1e-3));
    return hours * std::max<std::int64_t>(1, std::llround(wanted / static_cast<double>(hours)));
  };
  return {whole_batches(history_hours, history_rows), catch_up_threshold_hours,
          whole_batches(catch_up_hours, catch_up_rows)};
}

Plan plan_next(const replay::StreamState& state, const BatchLimits& limits, Instant now, Microseconds step) {
  if (state.is_held()) return Wait{Instant::max()};
  const Instant position = state.position;
  const Instant due_now = due_end(state.mapping, now, step, state.loops.first);
  const Instant due = state.hold_position ? std::min(due_now, *state.hold_position) : due_now;
  if (due <= position) return Wait{state.mapping.label_of(position)};
  if (!state.history_complete)
    return make_batch(BatchKind::history, position, limits.history_hours * kHour, due);
  if (due - position > limits.catch_up_threshold_hours * kHour)
    return make_batch(BatchKind::catch_up, position, limits.catch_up_hours * kHour, due);
  return make_batch(BatchKind::live, position, step, due);
}

}  // namespace flodata::streamer
