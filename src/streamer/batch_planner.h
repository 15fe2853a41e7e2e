// Plans which hours come next: pure functions, so that a test can plan years of replay without a database.
#pragma once

#include <cstdint>
#include <variant>

#include "base/clock.h"
#include "model/production_day.h"
#include "replay/stream_state.h"

namespace flodata::streamer {

struct BatchLimits {
  std::int64_t history_hours;             // BATCH_SIZE_HOURS
  std::int64_t catch_up_threshold_hours;  // CATCHUP_THRESHOLD_HOURS
  std::int64_t catch_up_hours;            // CATCHUP_BATCH_HOURS

  /// Returns limits with as many batches per transaction as make up about so many rows, at least one: a COPY
  /// for a few hundred rows costs more than writing them.
  [[nodiscard]] BatchLimits with_transactions_of(std::int64_t history_rows, std::int64_t catch_up_rows,
                                                 double rows_per_hour) const;
};

enum class BatchKind : std::uint8_t {
  history,   // the past, at first start
  catch_up,  // further behind than the threshold
  live,      // one hour (one step of the data), at its label
};

/// Hours [from, to) to write now.
struct Batch {
  BatchKind kind;
  Instant from;  // positions on the source timeline
  Instant to;
  bool reaches_present;  // no more hours are due after it
  bool operator==(const Batch&) const = default;
};

/// Nothing is due before this live time.
struct Wait {
  Instant until;
  bool operator==(const Wait&) const = default;
};

using Plan = std::variant<Batch, Wait>;

/// Plans the next step of a stream: no hour before its label, none from `hold_position` on. A stream that
/// only waits for a command waits until Instant::max().
Plan plan_next(const replay::StreamState& state, const BatchLimits& limits, Instant now,
               Microseconds step = kHour);

}  // namespace flodata::streamer
