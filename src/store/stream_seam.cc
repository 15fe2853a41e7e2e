#include "store/stream_seam.h"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "store/sql.h"

namespace flodata::store {
namespace {

// long double is exact to the microsecond over centuries, as in time_mapping.cc.
Microseconds scaled(Microseconds duration, long double factor) {
  return Microseconds(std::llround(static_cast<long double>(duration.count()) * factor));
}

/// The newest begin of a loop within the segment up to a label.
std::optional<Seam> newest_loop(const StreamSegment& segment, Instant last) {
  // The last position of the segment is before `to`; which one it is does not matter here.
  const auto reached = std::min(position_at(segment, last), segment.to - Microseconds(1));
  const auto start = loop_start(segment, loop_of(segment, reached));
  if (start < segment.from || start <= segment.source_start) return std::nullopt;
  return Seam{label_of(segment, start), SeamKind::loop};
}

}  // namespace

Instant label_of(const StreamSegment& segment, Instant position) {
  return segment.anchor_live +
         scaled(position - segment.anchor_source, 1.0L / static_cast<long double>(segment.speed));
}

Instant position_at(const StreamSegment& segment, Instant label) {
  return segment.anchor_source + scaled(label - segment.anchor_live, static_cast<long double>(segment.speed));
}

std::int64_t loop_of(const StreamSegment& segment, Instant position) {
  const auto since = position - segment.source_start;
  const auto loops = since / segment.source_period;
  return loops * segment.source_period > since ? loops - 1 : loops;  // down, before the first loop too
}

Instant loop_start(const StreamSegment& segment, std::int64_t loop) {
  return segment.source_start + loop * segment.source_period;
}

Instant source_time(const StreamSegment& segment, Instant position) {
  return segment.source_start + (position - loop_start(segment, loop_of(segment, position)));
}

std::optional<Seam> newest_seam(std::span<const StreamSegment> segments, Instant last) {
  const StreamSegment* later = nullptr;
  for (const auto& segment : segments | std::views::reverse) {
    // Skips segments without a position (the present one before its first hour) and those after `last`.
    if (segment.from >= segment.to || label_of(segment, segment.from) > last) continue;
    if (later != nullptr && source_time(segment, segment.to) != source_time(*later, later->from))
      return Seam{label_of(*later, later->from), SeamKind::jump};
    if (const auto loop = newest_loop(segment, last)) return loop;
    later = &segment;
  }
  return std::nullopt;
}

std::vector<Seam> newest_seams(std::span<const StreamSegment> segments, std::size_t most) {
  std::vector<Seam> seams;  // the newest one first
  const StreamSegment* later = nullptr;
  for (const auto& segment : segments | std::views::reverse) {
    if (segment.from >= segment.to) continue;
    if (later != nullptr && source_time(segment, segment.to) != source_time(*later, later->from))
      seams.push_back({label_of(*later, later->from), SeamKind::jump});
    for (auto loop = loop_of(segment, segment.to - Microseconds(1)); seams.size() < most; --loop) {
      const auto start = loop_start(segment, loop);
      if (start < segment.from || start <= segment.source_start) break;
      seams.push_back({label_of(segment, start), SeamKind::loop});
    }
    if (seams.size() >= most) break;
    later = &segment;
  }
  seams.resize(std::min(seams.size(), most));
  std::ranges::reverse(seams);
  return seams;
}

std::string stream_segments_sql() { return sql::kStreamSegments; }

std::vector<StreamSegment> decode_stream_segments(const pg::BinaryResult& result) {
  std::vector<StreamSegment> segments;
  for (int row = 0; row < result.rows(); ++row) {
    // Initializer lists are evaluated from left to right.
    int column = 0;
    const auto time = [&] { return result.instant(row, column++).value(); };
    segments.push_back({.from = time(),
                        .to = time(),
                        .anchor_source = time(),
                        .anchor_live = time(),
                        .speed = result.number(row, column++).value(),
                        .source_start = time(),
                        .source_period = Microseconds(result.whole_number(row, column++).value())});
  }
  return segments;
}

}  // namespace flodata::store
