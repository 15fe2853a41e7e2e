#include "streamer/batch_planner.h"

#include <algorithm>

#include "model/production_day.h"

namespace flodata::streamer {
namespace {

Batch make_batch(BatchKind kind, Instant position, std::int64_t hours, Instant due) {
  const Instant to = std::min<Instant>(position + hours * kHour, due);
  return {kind, position, to, to == due};
}

}  // namespace

Instant due_end(const TimeMapping& mapping, Instant now) {
  Instant end = std::chrono::floor<std::chrono::hours>(mapping.position_at(now)) + kHour;
  // position_at() rounds; the label is what counts.
  while (mapping.label_of(end) <= now) end += kHour;
  while (mapping.label_of(end - kHour) > now) end -= kHour;
  return end;
}

Plan plan_next(Instant position, bool history_complete, const TimeMapping& mapping, const BatchLimits& limits,
               Instant now) {
  const Instant due = due_end(mapping, now);
  if (due <= position) return Wait{mapping.label_of(position)};
  if (!history_complete) return make_batch(BatchKind::history, position, limits.history_hours, due);
  if (due - position > limits.catch_up_threshold_hours * kHour)
    return make_batch(BatchKind::catch_up, position, limits.catch_up_hours, due);
  return make_batch(BatchKind::live, position, 1, due);
}

}  // namespace flodata::streamer
