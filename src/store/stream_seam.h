// Where the source time of a stream does not go on from one label to the next: the data began again (a loop),
// or the stream was moved to another place of it. What is fitted to rows in time must not reach over it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "pg/binary_result.h"

namespace flodata::store {

/// A stretch of positions that one mapping labelled: label = anchor_live + (position - anchor_source) /
/// speed. A position is source time continued over the end of the data: loop n begins at source_start + n ×
/// period.
struct StreamSegment {
  Instant from;
  Instant to;  // not included
  Instant anchor_source;
  Instant anchor_live;
  double speed;
  Instant source_start;
  Microseconds source_period;
};

enum class SeamKind : std::uint8_t { loop, jump };

struct Seam {
  Instant label;  // of the first hour after it
  SeamKind kind;
  bool operator==(const Seam&) const = default;
};

/// Returns the newest seam whose label is not later than `last`, or nothing. `segments` in their order.
std::optional<Seam> newest_seam(std::span<const StreamSegment> segments, Instant last);

/// $1: the stream's id. The earlier segments in their order, then the present one; none of a stream that was
/// started before segments were kept.
std::string stream_segments_sql();
std::vector<StreamSegment> decode_stream_segments(const pg::BinaryResult& result);

}  // namespace flodata::store
