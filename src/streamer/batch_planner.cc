#include "streamer/batch_planner.h"

#include <algorithm>

#include "model/production_day.h"

namespace flodata::streamer {
namespace {

Batch make_batch(BatchKind kind, Instant position, Microseconds length, Instant due) {
  const Instant to = std::min<Instant>(position + length, due);
  return {kind, position, to, to == due};
}

}  // namespace

Instant due_end(const TimeMapping& mapping, Instant now, Microseconds step) {
  const Instant hour = std::chrono::floor<std::chrono::hours>(mapping.position_at(now));
  Instant end = hour + ((mapping.position_at(now) - hour) / step + 1) * step;
  // position_at() rounds; the label is what counts.
  while (mapping.label_of(end) <= now) end += step;
  while (mapping.label_of(end - step) > now) end -= step;
  return end;
}

Plan plan_next(Instant position, bool history_complete, const TimeMapping& mapping, const BatchLimits& limits,
               Instant now, Microseconds step) {
  const Instant due = due_end(mapping, now, step);
  if (due <= position) return Wait{mapping.label_of(position)};
  if (!history_complete) return make_batch(BatchKind::history, position, limits.history_hours * kHour, due);
  if (due - position > limits.catch_up_threshold_hours * kHour)
    return make_batch(BatchKind::catch_up, position, limits.catch_up_hours * kHour, due);
  return make_batch(BatchKind::live, position, step, due);
}

}  // namespace flodata::streamer
