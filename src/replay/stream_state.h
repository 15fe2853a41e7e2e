// What is known of a stream: the checkpoint, the mapping to live labels, and whether it is held.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/production_day.h"
#include "replay/source_timeline.h"
#include "replay/time_mapping.h"

namespace flodata::replay {

struct StreamState {
  std::string stream_id;
  std::int64_t epoch = 0;
  std::int64_t sequence = 0;  // committed batches: the version of the data
  Instant position;           // next step to write
  TimeMapping mapping;
  LoopSpan loops{};          // of the source
  Microseconds step{kHour};  // of the source, from row to row
  Instant segment_start;     // first position that got its label by `mapping`
  bool history_complete = false;
  std::string source_identity;
  std::string day_zone;                    // of the source's production days
  std::optional<Instant> newest_label;     // of the last step written: labels only ever grow
  std::optional<Instant> hold_position;    // while paused: nothing from here on is written
  std::optional<Instant> held_at;          // live time at which the pause began
  std::optional<double> configured_speed;  // REPLAY_SPEED as last taken over

  /// Whether nothing more is to be written until a command says so.
  [[nodiscard]] bool is_held() const { return hold_position && position >= *hold_position; }
  bool operator==(const StreamState&) const = default;
};

/// A stretch of positions that got their labels by one mapping.
struct Segment {
  Instant from;
  Instant to;
  TimeMapping mapping;
  LoopSpan loops;
};

/// Returns the stretch that the present mapping has labelled so far; it may be empty.
inline Segment present_segment(const StreamState& state) {
  return {state.segment_start, state.position, state.mapping, state.loops};
}

}  // namespace flodata::replay
