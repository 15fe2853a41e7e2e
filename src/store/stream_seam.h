// Seams: where the source time of a stream jumps from one label to the next, because the data restarted (a
// loop) or the stream moved to another place in it. A fit over time must not cross a seam.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "pg/binary_result.h"

namespace flodata::store {

/// A range of positions labelled by one mapping: label = anchor_live + (position - anchor_source) / speed. A
/// position is source time continued past the end of the data: loop n begins at source_start + n × period.
struct StreamSegment {
  Instant from;
  Instant to;  // exclusive
  Instant anchor_source;
  Instant anchor_live;
  double speed;
  Instant source_start;
  Microseconds source_period;
};

/// Returns the label that the segment's mapping gives to a position.
Instant label_of(const StreamSegment& segment, Instant position);
/// Returns the position to which the segment's mapping gives a label.
Instant position_at(const StreamSegment& segment, Instant label);

/// Returns the number of the loop that holds a position.
std::int64_t loop_of(const StreamSegment& segment, Instant position);
/// Returns the begin of a loop.
Instant loop_start(const StreamSegment& segment, std::int64_t loop);
/// Returns the time in the data of a position.
Instant source_time(const StreamSegment& segment, Instant position);

enum class SeamKind : std::uint8_t { loop, jump };

struct Seam {
  Instant label;  // of the first hour after the seam
  SeamKind kind;
  bool operator==(const Seam&) const = default;
};

/// Returns the newest seam with a label up to `last`, or nothing. `segments`: in their order.
std::optional<Seam> newest_seam(std::span<const StreamSegment> segments, Instant last);

/// Returns the newest seams, `most` of them at the most, in their order.
std::vector<Seam> newest_seams(std::span<const StreamSegment> segments, std::size_t most);

/// $1: the stream's id. The earlier segments in their order, then the present one; none of a stream that was
/// started before segments were kept.
std::string stream_segments_sql();
std::vector<StreamSegment> decode_stream_segments(const pg::BinaryResult& result);

}  // namespace flodata::store
