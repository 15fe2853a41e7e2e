// The state of a stream: the checkpoint, the mapping to live labels, and whether it is held.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
  Microseconds step{kHour};  // of the source, between rows
  Instant segment_start;     // first position labelled by `mapping`
  bool history_complete = false;
  std::string source_identity;
  std::string day_zone;                    // of the source's production days
  bool measured_hours = false;             // the source says that its rows are no computed ones
  std::optional<Instant> newest_label;     // of the last step written; labels never decrease
  std::optional<Instant> hold_position;    // while paused: nothing is written from here on
  std::optional<Instant> held_at;          // live time at which the pause began
  std::optional<double> configured_speed;  // REPLAY_SPEED as last adopted
  std::optional<Instant> horizon;          // rows with earlier labels were removed because of their age

  /// Returns whether nothing more is written until a command says so.
  [[nodiscard]] bool is_held() const { return hold_position && position >= *hold_position; }
  bool operator==(const StreamState&) const = default;
};

/// A range of positions labelled by one mapping.
struct Segment {
  Instant from;
  Instant to;
  TimeMapping mapping;
  LoopSpan loops;
};

/// Returns the range that the present mapping has labelled so far; it may be empty.
inline Segment present_segment(const StreamState& state) {
  return {state.segment_start, state.position, state.mapping, state.loops};
}

/// Returns what of `segments` has labels from about `label` on: it may begin up to a second earlier.
inline std::vector<Segment> segments_from(std::vector<Segment> segments, Instant label) {
  for (auto& segment : segments)
    segment.from = std::max(segment.from, segment.mapping.position_at(label - std::chrono::seconds(1)));
  std::erase_if(segments, [](const Segment& segment) { return segment.from >= segment.to; });
  return segments;
}

}  // namespace flodata::replay
