// Which hours come next: pure, so that years of replay can be planned in a test without a database.
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

  /// Returns limits under which a transaction carries as many batches as come to about so many rows, and one
  /// at least: a COPY of its own for each few hundred rows costs more than they do.
  [[nodiscard]] BatchLimits with_transactions_of(std::int64_t history_rows, std::int64_t catch_up_rows,
                                                 double rows_per_hour) const;
};

enum class BatchKind : std::uint8_t {
  history,   // the past, at first start
  catch_up,  // more than the threshold behind
  live,      // one hour (one step of the data), at its label
};

/// Hours [from, to) to write now.
struct Batch {
  BatchKind kind;
  Instant from;  // positions on the source timeline
  Instant to;
  bool reaches_present;  // nothing more is due after it
  bool operator==(const Batch&) const = default;
};

/// Nothing is due before this live time.
struct Wait {
  Instant until;
  bool operator==(const Wait&) const = default;
};

using Plan = std::variant<Batch, Wait>;

/// Plans the next step of a stream: no hour before its label, none from `hold_position` on. A stream with
/// nothing to wait for but a command waits until Instant::max().
Plan plan_next(const replay::StreamState& state, const BatchLimits& limits, Instant now,
               Microseconds step = kHour);

}  // namespace flodata::streamer
